package io.onsale.orders.model;

import java.time.Instant;

/**
 * When an unpaid order ends.
 *
 * @param extended whether its one extension was used
 */
public record Deadline(Instant at, boolean extended) {
  /** The deadline itself is past. */
  public boolean isPast(Instant now) {
    return !now.isBefore(at);
  }
}
