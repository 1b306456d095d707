package io.onsale.catalog.peers;

import com.google.protobuf.ByteString;
import io.grpc.Channel;
import io.grpc.StatusException;
import io.onsale.catalog.flow.SeatLog;
import io.onsale.catalog.model.Performance;
import io.onsale.catalog.model.PriceTier;
import io.onsale.catalog.model.SeatAttribute;
import io.onsale.catalog.model.SeatMap;
import io.onsale.catalog.model.Seating;
import io.onsale.catalog.model.Terms;
import io.onsale.contracts.inventory.v1.AmendPerformanceRequest;
import io.onsale.contracts.inventory.v1.AttributeSpan;
import io.onsale.contracts.inventory.v1.Attributes;
import io.onsale.contracts.inventory.v1.InventoryServiceGrpc;
import io.onsale.contracts.inventory.v1.InventoryServiceGrpc.InventoryServiceBlockingV2Stub;
import io.onsale.contracts.inventory.v1.OpenPerformanceRequest;
import io.onsale.contracts.inventory.v1.Run;
import io.onsale.contracts.inventory.v1.Section;
import io.onsale.contracts.inventory.v1.Tier;
import io.onsale.contracts.inventory.v1.TierSpan;
import io.onsale.contracts.reasons.v1.Reason;
import io.onsale.kit.chain.Calls;
import io.onsale.kit.refusal.Refusals;
import io.onsale.kit.refusal.Refused;
import io.onsale.kit.wire.Timestamps;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** The seat log, as inventory keeps it: seats as indices, in the order of the map's document. */
public final class InventorySeatLog implements SeatLog {
  private static final long DEADLINE_SECONDS = 30;

  private final InventoryServiceBlockingV2Stub inventory;
  private final Supplier<String> ids;

  /**
   * @param ids gives a new id each time
   */
  public InventorySeatLog(Channel inventory, Supplier<String> ids) {
    this.inventory = InventoryServiceGrpc.newBlockingV2Stub(inventory);
    this.ids = ids;
  }

  /** One call to a peer. */
  private interface Ask {
    void of(InventoryServiceBlockingV2Stub inventory) throws StatusException;
  }

  @Override
  public void open(Performance performance, SeatMap map) {
    OpenPerformanceRequest request = opening(performance, map);
    Optional<Refused> refused = ask(stub -> stub.openPerformance(request));
    if (refused.isPresent()) {
      if (refused.get().reason() != Reason.ALREADY_PUBLISHED) {
        throw refused.get();
      }
      // An earlier try got as far as the log, with other terms. Its seats are the same: those of a
      // performance never change.
      amend(performance, map);
    }
  }

  @Override
  public boolean amend(Performance performance, SeatMap map) {
    Terms terms = performance.terms();
    AmendPerformanceRequest request =
        AmendPerformanceRequest.newBuilder()
            .setPerformanceId(performance.id())
            .setOnSaleFrom(Timestamps.of(terms.onSaleFrom()))
            .setOnSaleUntil(Timestamps.of(terms.onSaleUntil()))
            .setLimitPerBuyer(terms.limitPerBuyer())
            .setLimitPerIdentity(terms.limitPerIdentity())
            .setHoldSeconds(terms.holdSeconds())
            .addAllTiers(tiers(terms))
            .setAttributes(Attributes.newBuilder().addAllSpans(attributeSpans(map)))
            .build();
    Optional<Refused> refused = ask(stub -> stub.amendPerformance(request));
    if (refused.isPresent() && refused.get().reason() != Reason.NOT_FOUND) {
      throw refused.get();
    }
    return refused.isEmpty();
  }

  /**
   * Calls under a key of its own. Both calls mean the same however often they come, and the key of
   * the organiser's call stands for that call alone, which may need several of these.
   */
  private Optional<Refused> ask(Ask ask) {
    try {
      return Calls.withIdempotencyKey(
          ids.get(),
          () -> {
            try {
              ask.of(inventory.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS));
              return Optional.empty();
            } catch (StatusException e) {
              return Optional.of(Refusals.of(e).orElseThrow(() -> new IllegalStateException(e)));
            }
          });
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static OpenPerformanceRequest opening(Performance performance, SeatMap map) {
    Terms terms = performance.terms();
    OpenPerformanceRequest.Builder request =
        OpenPerformanceRequest.newBuilder()
            .setPerformanceId(performance.id())
            .setOrganizerId(performance.show().organizerId())
            .setMapDigest(ByteString.copyFrom(HexFormat.of().parseHex(performance.seatMap())))
            .setSeats(map.seats())
            .addAllTiers(tiers(terms))
            .setCurrency(terms.currency())
            .setOnSaleFrom(Timestamps.of(terms.onSaleFrom()))
            .setOnSaleUntil(Timestamps.of(terms.onSaleUntil()))
            .setLimitPerBuyer(terms.limitPerBuyer())
            .setLimitPerIdentity(terms.limitPerIdentity())
            .setHoldSeconds(terms.holdSeconds());
    Seating seating = Seating.of(map);
    for (Seating.Section section : seating.sections()) {
      request.addSections(
          Section.newBuilder()
              .setName(section.name())
              .setFirstSeat(section.firstSeat())
              .setSeats(section.seats())
              .setStanding(section.standing()));
    }
    for (Seating.Run run : seating.runs()) {
      request.addRuns(
          Run.newBuilder()
              .setSection(run.section())
              .setRow(run.row())
              .setFirstSeat(run.firstSeat())
              .setSeats(run.seats())
              .setRank(run.rank()));
    }
    List<String> tiers = terms.tiers().stream().map(PriceTier::name).toList();
    return request
        .addAllTierSpans(tierSpans(map, tiers))
        .addAllAttributeSpans(attributeSpans(map))
        .build();
  }

  private static List<SeatMap.Seat> seats(SeatMap map) {
    return map.sections().stream()
        .flatMap(section -> section.rows().stream())
        .flatMap(row -> row.seats().stream())
        .toList();
  }

  private static List<TierSpan> tierSpans(SeatMap map, List<String> tiers) {
    List<TierSpan> spans = new ArrayList<>();
    List<SeatMap.Seat> seats = seats(map);
    int from = 0;
    for (int i = 1; i <= seats.size(); i++) {
      String tier = seats.get(i - 1).tier();
      if (i == seats.size() || !seats.get(i).tier().equals(tier)) {
        spans.add(TierSpan.newBuilder().setTier(tiers.indexOf(tier)).setSeats(i - from).build());
        from = i;
      }
    }
    return spans;
  }

  private static List<AttributeSpan> attributeSpans(SeatMap map) {
    List<AttributeSpan> spans = new ArrayList<>();
    List<SeatMap.Seat> seats = seats(map);
    int from = 0;
    for (int i = 1; i <= seats.size(); i++) {
      Set<SeatAttribute> attributes = seats.get(i - 1).attributes();
      if (i == seats.size() || !seats.get(i).attributes().equals(attributes)) {
        if (!attributes.isEmpty()) {
          spans.add(
              AttributeSpan.newBuilder()
                  .setFirstSeat(from)
                  .setSeats(i - from)
                  .addAllAttributes(attributes(attributes))
                  .build());
        }
        from = i;
      }
    }
    return spans;
  }

  private static List<io.onsale.contracts.inventory.v1.SeatAttribute> attributes(
      Set<SeatAttribute> attributes) {
    return EnumSet.copyOf(attributes).stream()
        .map(attribute ->
            switch (attribute) {
              case WHEELCHAIR -> io.onsale.contracts.inventory.v1.SeatAttribute.WHEELCHAIR;
              case COMPANION -> io.onsale.contracts.inventory.v1.SeatAttribute.COMPANION;
              case RESTRICTED_VIEW ->
                  io.onsale.contracts.inventory.v1.SeatAttribute.RESTRICTED_VIEW;
            })
        .toList();
  }

  private static List<Tier> tiers(Terms terms) {
    return terms.tiers().stream()
        .map(tier -> Tier.newBuilder().setName(tier.name()).setPrice(tier.price().amount()).build())
        .toList();
  }
}
