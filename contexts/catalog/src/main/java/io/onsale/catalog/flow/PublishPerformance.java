package io.onsale.catalog.flow;

import io.onsale.catalog.model.Performance;
import io.onsale.catalog.model.Performance.State;
import io.onsale.catalog.model.SeatMap;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Puts a performance on sale: opens it in the seat log, then shows it to everybody.
 *
 * <p>Killed at any point, it can be done again. It is marked as opening before the log is told;
 * from then on the log may know terms that are older than ours, so they are told once more before
 * it is marked as published.
 */
public final class PublishPerformance {
  /** Each try that is lost was won by somebody who changed the same performance meanwhile. */
  static final int TRIES_MAX = 10;

  private final Performances performances;
  private final SeatMaps seatMaps;
  private final SeatLog seatLog;
  private final InstantSource clock;

  public PublishPerformance(
      Performances performances, SeatMaps seatMaps, SeatLog seatLog, InstantSource clock) {
    this.performances = performances;
    this.seatMaps = seatMaps;
    this.seatLog = seatLog;
    this.clock = clock;
  }

  /** The published performance; empty when the organisation has no such. */
  public Optional<Performance> of(String organizerId, String id) {
    for (int i = 0; i < TRIES_MAX; i++) {
      Optional<Performances.Versioned> found = performances.owned(organizerId, id);
      if (found.isEmpty()) {
        return Optional.empty();
      }
      Performance performance = found.get().performance();
      int version = found.get().version();
      switch (performance.state()) {
        case PUBLISHED -> {
          return Optional.of(performance);
        }
        case DRAFT ->
            performances.change(
                performance.in(State.OPENING), version, Performances.News.NONE, clock.instant());
        case OPENING -> {
          SeatMap map = seatMaps.read(performance.seatMap());
          seatLog.open(performance, map);
          seatLog.amend(performance, map);
          Performance published = performance.in(State.PUBLISHED);
          if (performances.change(
              published, version, Performances.News.PUBLISHED, clock.instant())) {
            return Optional.of(published);
          }
        }
      }
    }
    throw new IllegalStateException("performance " + id + " changes faster than it can be opened");
  }
}
