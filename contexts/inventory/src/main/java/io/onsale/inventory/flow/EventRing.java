package io.onsale.inventory.flow;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The last events of a shard, in order and numbered without a gap from 0. One thread adds; any
 * thread reads. Who falls behind what it remembers finds that out, and nobody waits for it.
 */
public final class EventRing {
  /** So many of the last events can be read. */
  static final int EVENTS = 1 << 16;

  private final AtomicReferenceArray<@Nullable SeatEvent> events =
      new AtomicReferenceArray<>(EVENTS);

  /** One more than the highest number that may have been written; raised before the writing. */
  private volatile long claimed;

  private volatile long published;
  private volatile long from;

  /** The number of the first event behind {@link #from}. */
  private volatile long first;

  /**
   * Tells that events before {@code position} are not in it, and all behind it will be. One number
   * is left out: to whoever would have read on there, an event is forgotten.
   */
  void startAt(long position) {
    long hole = claimed;
    claimed = hole + 1;
    events.setRelease(place(hole), null);
    // In this order: whoever sees the new first sees the rest, too.
    from = position;
    published = claimed;
    first = claimed;
  }

  void add(SeatEvent event) {
    long number = claimed;
    claimed = number + 1;
    events.setRelease(place(number), event);
  }

  /** The number of the event that was added last. */
  long newest() {
    return claimed - 1;
  }

  /** Forgets one event before its time. */
  void forget(long number) {
    if (number + EVENTS >= claimed) {
      events.setRelease(place(number), null);
    }
  }

  /** Makes what was added visible. */
  void publish() {
    published = claimed;
  }

  /** The number that the next visible event will have. */
  public long end() {
    return published;
  }

  /**
   * The event with that number, which must be visible.
   *
   * @return {@code null} when it is no longer remembered
   */
  public @Nullable SeatEvent get(long number) {
    if (number < 0 || number >= published) {
      throw new IllegalArgumentException("no event " + number + " is visible");
    }
    SeatEvent event = events.getAcquire(place(number));
    return number + EVENTS >= claimed ? event : null;
  }

  /**
   * The number of the first event behind that place of the log; -1 when it is not certain that all
   * events behind it are still remembered.
   */
  public long after(long position, int index) {
    long end = published;
    long begin = first;
    long low = Math.max(begin, end - EVENTS);
    long high = end;
    while (low < high) {
      long middle = (low + high) >>> 1;
      SeatEvent event = get(middle);
      if (event == null || !event.isAfter(position, index)) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    boolean complete = low == begin ? reachesBack(position, index) : get(low - 1) != null;
    return complete ? low : -1;
  }

  private boolean reachesBack(long position, int index) {
    long start = from;
    return position == start ? start == 0 || index == SeatEvent.LAST_INDEX : position > start;
  }

  private static int place(long number) {
    return (int) number & EVENTS - 1;
  }
}
