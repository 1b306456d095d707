package io.onsale.catalog.edge;

import com.google.protobuf.Timestamp;
import io.onsale.catalog.flow.Shows.Billed;
import io.onsale.catalog.model.Amendment;
import io.onsale.catalog.model.AttributeChange;
import io.onsale.catalog.model.Money;
import io.onsale.catalog.model.Performance;
import io.onsale.catalog.model.PerformanceDraft;
import io.onsale.catalog.model.PriceTier;
import io.onsale.catalog.model.SeatMap;
import io.onsale.catalog.model.SeatMapSummary;
import io.onsale.catalog.model.Show;
import io.onsale.catalog.model.Terms;
import io.onsale.contracts.catalog.v1.AmendPerformanceRequest;
import io.onsale.contracts.catalog.v1.CreatePerformanceRequest;
import io.onsale.contracts.catalog.v1.CreateShowRequest;
import io.onsale.contracts.catalog.v1.ReviseSeatMapRequest;
import io.onsale.kit.wire.Timestamps;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** The same things as messages and as records. Moments are told to the millisecond. */
public final class Messages {
  private Messages() {}

  /** How others are told a performance. */
  public static io.onsale.contracts.catalog.v1.Performance performance(Performance performance) {
    Show show = performance.show();
    Terms terms = performance.terms();
    return io.onsale.contracts.catalog.v1.Performance.newBuilder()
        .setId(performance.id())
        .setShowId(show.id())
        .setOrganizerId(show.organizerId())
        .setShowTitle(show.title())
        .setVenue(show.venue())
        .setCity(show.city())
        .setTimeZone(performance.timeZone())
        .setStartsAt(Timestamps.of(performance.startsAt()))
        .setDoorsAt(Timestamps.of(terms.doorsAt()))
        .setOnSaleFrom(Timestamps.of(terms.onSaleFrom()))
        .setOnSaleUntil(Timestamps.of(terms.onSaleUntil()))
        .setLimitPerBuyer(terms.limitPerBuyer())
        .setLimitPerIdentity(terms.limitPerIdentity())
        .setHoldSeconds(terms.holdSeconds())
        .addAllTiers(terms.tiers().stream().map(Messages::tier).toList())
        .setSeatMap(performance.seatMap())
        .setCapacity(performance.capacity())
        .setPublished(performance.published())
        .build();
  }

  private static io.onsale.contracts.catalog.v1.PriceTier tier(PriceTier tier) {
    return io.onsale.contracts.catalog.v1.PriceTier.newBuilder()
        .setName(tier.name())
        .setLabel(tier.label())
        .setPrice(
            io.onsale.contracts.common.v1.Money.newBuilder()
                .setAmount(tier.price().amount())
                .setCurrency(tier.price().currency()))
        .setColor(tier.color())
        .build();
  }

  static io.onsale.contracts.catalog.v1.Show show(Billed billed) {
    Show show = billed.show();
    return io.onsale.contracts.catalog.v1.Show.newBuilder()
        .setId(show.id())
        .setOrganizerId(show.organizerId())
        .setTitle(show.title())
        .setDescription(show.description())
        .setCity(show.city())
        .setVenue(show.venue())
        .addAllPerformances(billed.performances().stream().map(Messages::performance).toList())
        .build();
  }

  static io.onsale.contracts.catalog.v1.SeatMapSummary summary(SeatMapSummary summary) {
    return io.onsale.contracts.catalog.v1.SeatMapSummary.newBuilder()
        .setDigest(summary.digest())
        .setName(summary.name())
        .setSeats(summary.seats())
        .addAllTiers(summary.tiers().stream().map(SeatMap.Tier::name).toList())
        .addAllSections(summary.sections())
        .build();
  }

  static Show.Draft draft(CreateShowRequest request) {
    return new Show.Draft(
        request.getTitle(), request.getDescription(), request.getCity(), request.getVenue());
  }

  static PerformanceDraft draft(CreatePerformanceRequest request) {
    return new PerformanceDraft(
        request.hasStartsAt() ? instant(request.getStartsAt()) : null,
        request.hasDoorsAt() ? instant(request.getDoorsAt()) : null,
        request.getTimeZone(),
        request.getSeatMap(),
        request.hasOnSaleFrom() ? instant(request.getOnSaleFrom()) : null,
        request.hasOnSaleUntil() ? instant(request.getOnSaleUntil()) : null,
        request.getLimitPerBuyer(),
        request.getLimitPerIdentity(),
        request.getHoldSeconds(),
        tiers(request.getTiersList()));
  }

  static List<AttributeChange> changes(ReviseSeatMapRequest request) {
    return request.getChangesList().stream()
        .map(change ->
            new AttributeChange(change.getAttribute(), change.getHas(), change.getSeatsList()))
        .toList();
  }

  static Amendment amendment(AmendPerformanceRequest request) {
    return new Amendment(
        request.hasDoorsAt() ? instant(request.getDoorsAt()) : null,
        request.hasOnSaleFrom() ? instant(request.getOnSaleFrom()) : null,
        request.hasOnSaleUntil() ? instant(request.getOnSaleUntil()) : null,
        request.hasLimitPerBuyer() ? request.getLimitPerBuyer() : null,
        request.hasLimitPerIdentity() ? request.getLimitPerIdentity() : null,
        request.hasHoldSeconds() ? request.getHoldSeconds() : null,
        request.getSeatMap().isEmpty() ? null : request.getSeatMap(),
        tiers(request.getTiersList()));
  }

  private static List<PerformanceDraft.Tier> tiers(
      List<io.onsale.contracts.catalog.v1.PriceTier> tiers) {
    return tiers.stream()
        .map(tier ->
            new PerformanceDraft.Tier(
                tier.getName(), tier.getLabel(), tier.hasPrice() ? money(tier.getPrice()) : null))
        .toList();
  }

  private static Money money(io.onsale.contracts.common.v1.Money money) {
    return new Money(money.getAmount(), money.getCurrency());
  }

  /** A moment; one that no clock can show stands far outside of what any rule allows. */
  static Instant instant(Timestamp timestamp) {
    try {
      return Instant.ofEpochSecond(timestamp.getSeconds(), timestamp.getNanos())
          .truncatedTo(ChronoUnit.MILLIS);
    } catch (DateTimeException | ArithmeticException e) {
      return Instant.MIN;
    }
  }
}
