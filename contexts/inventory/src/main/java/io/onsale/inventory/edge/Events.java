package io.onsale.inventory.edge;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.onsale.contracts.inventory.v1.AttributeSpan;
import io.onsale.contracts.inventory.v1.AuditResponse;
import io.onsale.contracts.inventory.v1.Event;
import io.onsale.contracts.inventory.v1.EventId;
import io.onsale.contracts.inventory.v1.FollowResponse;
import io.onsale.contracts.inventory.v1.HoldExpired;
import io.onsale.contracts.inventory.v1.HoldExtended;
import io.onsale.contracts.inventory.v1.PerformanceAmended;
import io.onsale.contracts.inventory.v1.PerformanceClosed;
import io.onsale.contracts.inventory.v1.PerformanceOpened;
import io.onsale.contracts.inventory.v1.PerformanceSnapshot;
import io.onsale.contracts.inventory.v1.Reached;
import io.onsale.contracts.inventory.v1.SeatAttribute;
import io.onsale.contracts.inventory.v1.SeatsBlocked;
import io.onsale.contracts.inventory.v1.SeatsHeld;
import io.onsale.contracts.inventory.v1.SeatsReleased;
import io.onsale.contracts.inventory.v1.SeatsReturned;
import io.onsale.contracts.inventory.v1.SeatsSold;
import io.onsale.contracts.inventory.v1.SeatsUnblocked;
import io.onsale.contracts.inventory.v1.Section;
import io.onsale.contracts.inventory.v1.Terms;
import io.onsale.contracts.inventory.v1.Tier;
import io.onsale.contracts.inventory.v1.TierSpan;
import io.onsale.inventory.flow.PerformanceView;
import io.onsale.inventory.flow.Replica;
import io.onsale.inventory.flow.SeatEvent;
import io.onsale.inventory.model.Opening;
import io.onsale.inventory.model.SeatAttributes;
import io.onsale.kit.ids.Ids;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;

/** Writes the feed as messages of the contract. */
final class Events {
  private Events() {}

  static FollowResponse event(int shard, SeatEvent from) {
    Event.Builder event =
        Event.newBuilder()
            .setId(id(shard, from.position(), from.index()))
            .setPerformanceId(Ids.format(from.performance()))
            .setVersion(from.version())
            .setTime(from.time())
            .setActorId(account(from.actor()))
            .setBuyerId(account(from.buyer()))
            .setHoldId(from.hold() == 0 ? "" : HoldId.format(from.performance(), from.hold()))
            .setExchange(from.exchange())
            .setChainHead(UnsafeByteOperations.unsafeWrap(from.head()));
    what(event, from);
    return FollowResponse.newBuilder().setEvent(event).build();
  }

  private static void what(Event.Builder event, SeatEvent from) {
    Iterable<Integer> seats = () -> Arrays.stream(from.seats()).iterator();
    switch (from.kind()) {
      case OPENED ->
          event.setPerformanceOpened(PerformanceOpened.newBuilder().setTerms(terms(from)));
      case AMENDED ->
          event.setPerformanceAmended(PerformanceAmended.newBuilder().setTerms(terms(from)));
      case CLOSED -> event.setPerformanceClosed(PerformanceClosed.getDefaultInstance());
      case HELD ->
          event.setSeatsHeld(
              SeatsHeld.newBuilder()
                  .addAllSeats(seats)
                  .addAllPrices(() -> Arrays.stream(from.prices()).iterator())
                  .setDeadline(from.deadline()));
      case EXTENDED ->
          event.setHoldExtended(HoldExtended.newBuilder().setDeadline(from.deadline()));
      case RELEASED -> event.setSeatsReleased(SeatsReleased.newBuilder().addAllSeats(seats));
      case EXPIRED -> event.setHoldExpired(HoldExpired.newBuilder().addAllSeats(seats));
      case SOLD -> event.setSeatsSold(SeatsSold.newBuilder().addAllSeats(seats));
      case RETURNED -> event.setSeatsReturned(SeatsReturned.newBuilder().addAllSeats(seats));
      case BLOCKED -> event.setSeatsBlocked(SeatsBlocked.newBuilder().addAllSeats(seats));
      case UNBLOCKED -> event.setSeatsUnblocked(SeatsUnblocked.newBuilder().addAllSeats(seats));
    }
  }

  static FollowResponse reached(int shard, long position, long time) {
    return FollowResponse.newBuilder()
        .setReached(
            Reached.newBuilder().setId(id(shard, position, SeatEvent.LAST_INDEX)).setTime(time))
        .build();
  }

  static FollowResponse snapshot(PerformanceView view) {
    return FollowResponse.newBuilder()
        .setSnapshot(
            PerformanceSnapshot.newBuilder()
                .setAvailability(Messages.availability(view))
                .setTerms(terms(view.terms()))
                .setClosed(view.closed()))
        .build();
  }

  static AuditResponse audit(int shard, Replica.Audit from, boolean whole) {
    return AuditResponse.newBuilder()
        .setShard(shard)
        .setPosition(from.position())
        .setVersion(from.view().version())
        .setChainHead(ByteString.copyFrom(from.view().head()))
        .setCounts(Messages.counts(from.view().total()))
        .setPerformanceHash(HexFormat.of().toHexDigits(from.performanceHash()))
        .setShardHash(whole ? HexFormat.of().toHexDigits(from.shardHash()) : "")
        .build();
  }

  private static EventId id(int shard, long position, int index) {
    return EventId.newBuilder().setShard(shard).setPosition(position).setIndex(index).build();
  }

  private static String account(long id) {
    return id == 0 ? "" : Ids.format(id);
  }

  private static Terms terms(SeatEvent event) {
    return terms(Objects.requireNonNull(event.terms()));
  }

  private static Terms terms(PerformanceView.Terms from) {
    Terms.Builder terms =
        Terms.newBuilder()
            .setOrganizerId(Ids.format(from.organizer()))
            .setMapDigest(ByteString.copyFrom(from.mapDigest()))
            .setCurrency(from.currency())
            .setOnSaleFrom(from.window().from())
            .setOnSaleUntil(from.window().until())
            .setLimitPerBuyer(from.limits().perBuyer())
            .setLimitPerIdentity(from.limits().perIdentity())
            .setHoldMillis(from.holdDuration());
    for (Opening.Tier tier : from.tiers()) {
      terms.addTiers(Tier.newBuilder().setName(tier.name()).setPrice(tier.price()));
    }
    for (Opening.Section section : from.sections()) {
      terms.addSections(
          Section.newBuilder()
              .setName(section.name())
              .setFirstSeat(section.firstSeat())
              .setSeats(section.seats())
              .setStanding(section.standing()));
    }
    spans(
        from.tierOf(),
        (first, seats, tier) ->
            terms.addTierSpans(TierSpan.newBuilder().setTier(tier).setSeats(seats)));
    spans(
        from.attributesOf(),
        (first, seats, attributes) ->
            terms.addAttributeSpans(attributes(first, seats, attributes)));
    return terms.build();
  }

  private static AttributeSpan attributes(int first, int seats, int bits) {
    AttributeSpan.Builder span = AttributeSpan.newBuilder().setFirstSeat(first).setSeats(seats);
    if ((bits & SeatAttributes.WHEELCHAIR) != 0) {
      span.addAttributes(SeatAttribute.WHEELCHAIR);
    }
    if ((bits & SeatAttributes.COMPANION) != 0) {
      span.addAttributes(SeatAttribute.COMPANION);
    }
    if ((bits & SeatAttributes.RESTRICTED_VIEW) != 0) {
      span.addAttributes(SeatAttribute.RESTRICTED_VIEW);
    }
    return span.build();
  }

  @FunctionalInterface
  private interface Span {
    void add(int first, int length, int value);
  }

  private static void spans(byte[] values, Span each) {
    int first = 0;
    for (int i = 1; i <= values.length; i++) {
      if (i == values.length || values[i] != values[first]) {
        each.add(first, i - first, values[first] & 0xff);
        first = i;
      }
    }
  }
}
