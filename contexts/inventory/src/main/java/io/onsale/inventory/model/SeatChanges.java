package io.onsale.inventory.model;

/**
 * Hears of every change, in order, one call for each version of a performance. At the call {@link
 * Performance#version()} is the version that the change made, and {@link Performance#changedAt()}
 * its time. The arguments are valid during the call only. A listener must not throw, and must not
 * call the engine's commands.
 *
 * <p>An exchange is told as what it consists of: a release and a hold, or a return, a hold and a
 * sale.
 */
public interface SeatChanges {
  /** Listens to nothing. */
  SeatChanges NONE = new SeatChanges() {};

  /** A performance exists from now on; its version is 1. */
  default void opened(Performance performance) {}

  /** Its window, limits, hold duration, tiers or attributes are others now. */
  default void amended(Performance performance) {}

  /** It takes no new holds. */
  default void closed(Performance performance) {}

  /** Free seats are held until {@code deadline}. */
  default void held(Performance performance, long hold, long buyer, long deadline, Seats seats) {}

  /** A hold's deadline moved. */
  default void extended(Performance performance, long hold, long deadline) {}

  /** Held seats are free again because they were given back. */
  default void released(Performance performance, long hold, Seats seats) {}

  /** Held seats are free again because the deadline passed. */
  default void expired(Performance performance, long hold, Seats seats) {}

  /** Held seats are sold. */
  default void sold(Performance performance, long hold, long buyer, Seats seats) {}

  /** Sold seats are free again. */
  default void returned(Performance performance, long hold, Seats seats) {}

  /** Free seats are off sale. */
  default void blocked(Performance performance, Seats seats) {}

  /** Blocked seats are free again. */
  default void unblocked(Performance performance, Seats seats) {}
}
