package io.onsale.catalog.flow;

import io.onsale.catalog.model.Amendment;
import io.onsale.catalog.model.Performance;
import io.onsale.catalog.model.Performance.State;
import io.onsale.catalog.model.Validated;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Changes the terms of a performance. Once the seat log may know it, the log is told first: seats
 * are never sold on terms that are newer here than there. The log is told all terms, so that
 * whoever writes last here has also told last there.
 */
public final class AmendPerformance {
  private final Performances performances;
  private final SeatMaps seatMaps;
  private final SeatLog seatLog;
  private final InstantSource clock;

  public AmendPerformance(
      Performances performances, SeatMaps seatMaps, SeatLog seatLog, InstantSource clock) {
    this.performances = performances;
    this.seatMaps = seatMaps;
    this.seatLog = seatLog;
    this.clock = clock;
  }

  /** Empty when the organisation has no such performance. */
  public Optional<Validated<Performance>> of(String organizerId, String id, Amendment amendment) {
    for (int i = 0; i < PublishPerformance.TRIES_MAX; i++) {
      Optional<Performances.Versioned> found = performances.owned(organizerId, id);
      if (found.isEmpty()) {
        return Optional.empty();
      }
      Performance before = found.get().performance();
      switch (before.amended(amendment, hasSameSeats(before, amendment))) {
        case Validated.Invalid<Performance> invalid -> {
          return Optional.of(invalid);
        }
        case Validated.Valid<Performance>(Performance amended) -> {
          boolean told =
              amended.state() != State.DRAFT
                  && seatLog.amend(amended, seatMaps.read(amended.seatMap()));
          if (amended.published() && !told) {
            throw new IllegalStateException("the seat log does not know performance " + id);
          }
          Performances.News news =
              amended.published() ? Performances.News.AMENDED : Performances.News.NONE;
          if (performances.change(amended, found.get().version(), news, clock.instant())) {
            return Optional.of(new Validated.Valid<>(amended));
          }
        }
      }
    }
    throw new IllegalStateException("performance " + id + " changes faster than it can be amended");
  }

  private boolean hasSameSeats(Performance performance, Amendment amendment) {
    String digest = amendment.seatMap();
    return digest == null
        || digest.equals(performance.seatMap())
        || (seatMaps.owned(performance.show().organizerId(), digest).isPresent()
            && seatMaps.read(digest).hasSeatsOf(seatMaps.read(performance.seatMap())));
  }
}
