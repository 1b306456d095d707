package io.onsale.catalog.model;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Objects;
import java.util.Optional;

/**
 * One performance of a show.
 *
 * @param timeZone IANA zone of the venue
 * @param seatMap the map's digest
 * @param capacity seats in the map
 */
public record Performance(
    String id,
    Show show,
    String timeZone,
    Instant startsAt,
    String seatMap,
    int capacity,
    Terms terms,
    State state) {

  /**
   * How far publication is. From OPENING on the seat log may know the performance, and nothing
   * changes here that the log has not been told first.
   */
  public enum State {
    DRAFT,
    OPENING,
    PUBLISHED
  }

  public boolean published() {
    return state == State.PUBLISHED;
  }

  /** The same with another state. */
  public Performance in(State next) {
    return new Performance(id, show, timeZone, startsAt, seatMap, capacity, terms, next);
  }

  /**
   * Makes a performance, if the draft keeps the rules. It may start in the past: then its sale has
   * merely ended.
   *
   * @param map the map that the draft names, if the organisation has it
   */
  public static Validated<Performance> of(
      String id, Show show, PerformanceDraft draft, Optional<SeatMapSummary> map) {
    Faults faults = new Faults();
    String zone = draft.timeZone().isEmpty() ? "UTC" : draft.timeZone();
    if (!ZoneId.getAvailableZoneIds().contains(zone)) {
      faults.add("/timeZone", "must be an IANA time zone, such as Asia/Shanghai");
    }
    if (map.isEmpty()) {
      faults.add("/seatMap", "is no seat map of yours; import the plan first");
    }
    TermsRules rules = new TermsRules(faults);
    Instant startsAt = rules.moment("/startsAt", draft.startsAt());
    Terms terms = rules.asked(startsAt, draft, map);
    return Validated.unless(
        faults,
        () ->
            new Performance(
                id,
                show,
                zone,
                startsAt,
                draft.seatMap(),
                map.orElseThrow().seats(),
                terms,
                State.DRAFT));
  }

  /**
   * The same with other terms, if they keep the rules.
   *
   * @param sameSeats whether the map that the amendment names, if it names one, is the
   *     organisation's and has the seats of this performance's map
   */
  public Validated<Performance> amended(Amendment amendment, boolean sameSeats) {
    Faults faults = new Faults();
    Terms amended = new TermsRules(faults).amended(startsAt, terms, amendment);
    String map = Objects.requireNonNullElse(amendment.seatMap(), seatMap);
    if (!sameSeats) {
      faults.add(
          "/seatMap",
          "must be a map of yours with the same seats, of which attributes alone differ");
    }
    return Validated.unless(
        faults, () -> new Performance(id, show, timeZone, startsAt, map, capacity, amended, state));
  }
}
