package io.onsale.gates.model;

import java.time.Instant;

/**
 * A span of 30 seconds, counted from 1970 (UTC). A code belongs to one. A gate takes those of its
 * own step and of {@link #TOLERANCE} before and after, so that clocks may differ a little and a
 * screenshot is stale within a minute.
 *
 * @param number 0 to 2^40 - 1
 */
public record TimeStep(long number) {
  /** Length of a step. */
  public static final int SECONDS = 30;

  /** Steps before and after the gate's own that are still taken. */
  public static final int TOLERANCE = 1;

  static final long NUMBER_MAX = (1L << 40) - 1;

  public TimeStep {
    if (number < 0 || number > NUMBER_MAX) {
      throw new IllegalArgumentException("a step is 0 to " + NUMBER_MAX + ", not " + number);
    }
  }

  /** The step in which an instant lies. */
  public static TimeStep at(Instant instant) {
    return new TimeStep(Math.floorDiv(instant.getEpochSecond(), SECONDS));
  }

  /** Whether a gate takes a code of this step at that instant. */
  public boolean isTakenAt(Instant instant) {
    long there = Math.floorDiv(instant.getEpochSecond(), SECONDS);
    return Math.abs(there - number) <= TOLERANCE;
  }

  /** The first instant at which a gate no longer takes a code of this step. */
  public Instant takenUntil() {
    return Instant.ofEpochSecond((number + TOLERANCE + 1) * SECONDS);
  }
}
