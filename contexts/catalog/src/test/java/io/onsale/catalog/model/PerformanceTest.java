package io.onsale.catalog.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class PerformanceTest {
  private static final Show SHOW = new Show("s1", "o1", "Title", "", "Shanghai", "Hall");
  private static final SeatMapSummary MAP =
      new SeatMapSummary(
          "d1",
          "Map",
          100,
          List.of(new SeatMap.Tier("t1", "#111111"), new SeatMap.Tier("t2", "#222222")),
          List.of("Stalls"));
  private static final Instant START = Instant.parse("2026-06-01T12:00:00Z");
  private static final Instant FROM = Instant.parse("2026-05-01T02:00:00Z");

  private static PerformanceDraft sound() {
    return new PerformanceDraft(
        START, null, "", "d1", FROM, START, 6, 0, 0, List.of(tier("t2", 100), tier("t1", 200)));
  }

  private static PerformanceDraft.Tier tier(String name, long price) {
    return new PerformanceDraft.Tier(name, "", new Money(price, "CNY"));
  }

  private static Validated<Performance> of(UnaryOperator<Change> change) {
    return Performance.of("p1", SHOW, change.apply(new Change(sound())).draft(), Optional.of(MAP));
  }

  private static List<Fault> faults(UnaryOperator<Change> change) {
    return switch (of(change)) {
      case Validated.Invalid<Performance>(List<Fault> faults) -> faults;
      case Validated.Valid<Performance> valid -> List.of();
    };
  }

  private static Performance valid(Validated<Performance> validated) {
    return switch (validated) {
      case Validated.Valid<Performance>(Performance performance) -> performance;
      case Validated.Invalid<Performance>(List<Fault> faults) ->
          throw new AssertionError(faults.toString());
    };
  }

  @Test
  void hasItsDefaults() {
    Performance performance = valid(of(change -> change));

    assertThat(performance.timeZone()).isEqualTo("UTC");
    assertThat(performance.terms().doorsAt()).isEqualTo("2026-06-01T06:00:00Z");
    assertThat(performance.terms().holdSeconds()).isEqualTo(600);
    assertThat(performance.capacity()).isEqualTo(100);
    assertThat(performance.published()).isFalse();
  }

  @Test
  void tiersAreInTheOrderOfTheMapWithItsColours() {
    assertThat(valid(of(change -> change)).terms().tiers())
        .containsExactly(
            new PriceTier("t1", "t1", new Money(200, "CNY"), "#111111"),
            new PriceTier("t2", "t2", new Money(100, "CNY"), "#222222"));
  }

  @Test
  void mayHaveBeenInThePast() {
    Instant then = Instant.parse("2020-01-01T00:00:00Z");

    assertThat(faults(change -> change.times(then, then.minusSeconds(9), then))).isEmpty();
  }

  @Test
  void momentsMustBeInOrder() {
    assertThat(faults(change -> change.times(START, START, START.plusSeconds(60))))
        .containsExactly(new Fault("/onSaleFrom", "must be before startsAt"));
    assertThat(faults(change -> change.times(START, FROM, FROM)))
        .containsExactly(new Fault("/onSaleUntil", "must be after onSaleFrom"));
    assertThat(faults(change -> change.times(START, FROM, START.plusSeconds(86_401))))
        .containsExactly(new Fault("/onSaleUntil", "must not be more than a day after startsAt"));
    assertThat(faults(change -> change.doors(START.plusMillis(1))))
        .containsExactly(new Fault("/doorsAt", "must not be after startsAt"));
  }

  @Test
  void momentsMustBeThereAndWithinReason() {
    assertThat(faults(change -> change.times(null, null, null)))
        .containsExactly(
            new Fault("/startsAt", "is missing"),
            new Fault("/onSaleFrom", "is missing"),
            new Fault("/onSaleUntil", "is missing"));
    assertThat(faults(change -> change.times(Instant.MIN, FROM, Instant.MAX)))
        .containsExactly(
            new Fault("/startsAt", "must be in the years 2000 to 2199"),
            new Fault("/onSaleUntil", "must be in the years 2000 to 2199"));
  }

  @Test
  void numbersHaveTheirBounds() {
    assertThat(faults(change -> change.numbers(0, -1, 86_401)))
        .containsExactly(
            new Fault("/limitPerBuyer", "must be from 1 to 1000000"),
            new Fault("/limitPerIdentity", "must be from 0 to 1000000"),
            new Fault("/holdSeconds", "must be from 1 to 86400"));
  }

  @Test
  void timeZoneMustBeOfTheIana() {
    assertThat(faults(change -> change.zone("Asia/Shanghai"))).isEmpty();
    for (String zone : List.of("Mars/Olympus", "+08:00", "asia/shanghai", " ")) {
      assertThat(faults(change -> change.zone(zone)))
          .extracting(Fault::pointer)
          .containsExactly("/timeZone");
    }
  }

  @Test
  void seatMapMustBeTheOrganisations() {
    var performance = Performance.of("p1", SHOW, sound(), Optional.empty());

    assertThat(((Validated.Invalid<Performance>) performance).faults())
        .containsExactly(new Fault("/seatMap", "is no seat map of yours; import the plan first"));
  }

  @Test
  void tiersMustBeExactlyTheMaps() {
    assertThat(faults(change -> change.tiers(tier("t1", 1), tier("t9", 1), tier("t1", 1))))
        .containsExactly(
            new Fault("/tiers/1/name", "is no tier of the seat map"),
            new Fault("/tiers/2/name", "stands here more than once"),
            new Fault("/tiers", "has no price for the tier t2"));
  }

  @Test
  void pricesMustBeSoundAndInOneCurrency() {
    assertThat(
            faults(change ->
                change.tiers(
                    new PerformanceDraft.Tier("t1", "x".repeat(201), new Money(-1, "CNY")),
                    new PerformanceDraft.Tier("t2", "", new Money(1, "EUR")))))
        .containsExactly(
            new Fault("/tiers/0/price/amount", "must be from 0 to 100000000000"),
            new Fault("/tiers/0/label", "is longer than 200 characters"),
            new Fault("/tiers/1/price/currency", "must be CNY, as for the other tiers"));
    assertThat(
            faults(change ->
                change.tiers(
                    new PerformanceDraft.Tier("t1", "", new Money(1, "XAU")),
                    new PerformanceDraft.Tier("t2", "", null))))
        .containsExactly(
            new Fault("/tiers/0/price/currency", "must be an ISO 4217 currency, such as CNY"),
            new Fault("/tiers/1/price", "is missing"));
  }

  @Test
  void anAmendmentChangesWhatItNames() {
    Performance performance = valid(of(change -> change));

    Terms terms =
        valid(
                performance.amended(
                    new Amendment(
                        null,
                        null,
                        START.minusSeconds(60),
                        8,
                        null,
                        null,
                        "d2",
                        List.of(new PerformanceDraft.Tier("t2", "Cheap", new Money(50, "CNY")))),
                    true))
            .terms();

    assertThat(terms.onSaleFrom()).isEqualTo(FROM);
    assertThat(terms.onSaleUntil()).isEqualTo(START.minusSeconds(60));
    assertThat(terms.limitPerBuyer()).isEqualTo(8);
    assertThat(terms.holdSeconds()).isEqualTo(600);
    assertThat(terms.tiers())
        .containsExactly(
            new PriceTier("t1", "t1", new Money(200, "CNY"), "#111111"),
            new PriceTier("t2", "Cheap", new Money(50, "CNY"), "#222222"));
  }

  @Test
  void anAmendmentKeepsToTheSameRules() {
    Performance performance = valid(of(change -> change));

    var amended =
        performance.amended(
            new Amendment(
                null,
                START,
                null,
                0,
                null,
                null,
                "d2",
                List.of(
                    new PerformanceDraft.Tier("t9", "", new Money(1, "CNY")),
                    new PerformanceDraft.Tier("t1", "", new Money(1, "USD")))),
            false);

    assertThat(((Validated.Invalid<Performance>) amended).faults())
        .containsExactly(
            new Fault("/tiers/0/name", "is no tier of the performance"),
            new Fault("/tiers/1/price/currency", "must be CNY, as for the other tiers"),
            new Fault("/limitPerBuyer", "must be from 1 to 1000000"),
            new Fault(
                "/seatMap",
                "must be a map of yours with the same seats, of which attributes alone differ"));
  }

  @Test
  void aShowNeedsItsTexts() {
    var show = Show.of("s1", "o1", new Show.Draft(" ", "a\nb", "x".repeat(101), "Ve\u0007nue"));

    assertThat(((Validated.Invalid<Show>) show).faults())
        .containsExactly(
            new Fault("/title", "must not be empty"),
            new Fault("/city", "is longer than 100 characters"),
            new Fault("/venue", "contains a control character"));
  }

  /** A sound draft with something else. */
  private record Change(PerformanceDraft draft) {
    Change times(@Nullable Instant start, @Nullable Instant from, @Nullable Instant until) {
      return new Change(
          new PerformanceDraft(start, null, "", "d1", from, until, 6, 0, 0, draft.tiers()));
    }

    Change doors(Instant doors) {
      return new Change(
          new PerformanceDraft(START, doors, "", "d1", FROM, START, 6, 0, 0, draft.tiers()));
    }

    Change numbers(int perBuyer, int perIdentity, int holdSeconds) {
      return new Change(
          new PerformanceDraft(
              START,
              null,
              "",
              "d1",
              FROM,
              START,
              perBuyer,
              perIdentity,
              holdSeconds,
              draft.tiers()));
    }

    Change zone(String zone) {
      return new Change(
          new PerformanceDraft(START, null, zone, "d1", FROM, START, 6, 0, 0, draft.tiers()));
    }

    Change tiers(PerformanceDraft.Tier... tiers) {
      return new Change(
          new PerformanceDraft(START, null, "", "d1", FROM, START, 6, 0, 0, List.of(tiers)));
    }
  }
}
