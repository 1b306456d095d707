package io.onsale.catalog.flow;

import io.onsale.catalog.model.Fault;
import io.onsale.catalog.model.Performance;
import io.onsale.catalog.model.PerformanceDraft;
import io.onsale.catalog.model.Show;
import io.onsale.catalog.model.Validated;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Makes a performance of a show; nobody sees it before it is published. */
public final class CreatePerformance {
  /** A show is answered with all of its performances, so there is a bound on them. */
  static final int PERFORMANCES_MAX = 500;

  private final Shows shows;
  private final Performances performances;
  private final SeatMaps seatMaps;
  private final Supplier<String> ids;

  /**
   * @param ids gives a new id each time
   */
  public CreatePerformance(
      Shows shows, Performances performances, SeatMaps seatMaps, Supplier<String> ids) {
    this.shows = shows;
    this.performances = performances;
    this.seatMaps = seatMaps;
    this.ids = ids;
  }

  /** Empty when the organisation has no such show. */
  public Optional<Validated<Performance>> of(
      String organizerId, String showId, PerformanceDraft draft) {
    return shows.owned(organizerId, showId).map(show -> of(show, draft));
  }

  private Validated<Performance> of(Show show, PerformanceDraft draft) {
    if (performances.count(show.id()) >= PERFORMANCES_MAX) {
      return new Validated.Invalid<>(
          List.of(
              new Fault("", "The show has " + PERFORMANCES_MAX + " performances; make another")));
    }
    Validated<Performance> performance =
        Performance.of(ids.get(), show, draft, seatMaps.owned(show.organizerId(), draft.seatMap()));
    if (performance instanceof Validated.Valid<Performance>(Performance sound)) {
      performances.add(sound);
    }
    return performance;
  }
}
