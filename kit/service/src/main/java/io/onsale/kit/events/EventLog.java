package io.onsale.kit.events;

import java.util.List;

/**
 * What one context publishes, readable from any position. kit/store's {@code Outbox} is one over
 * SQL.
 */
public interface EventLog {
  /** The context that publishes: {@code payments}. */
  String source();

  /**
   * Gives every committed event that has none its position, and answers the last position of each
   * lane. Only from then on can it be read.
   */
  long[] arrange();

  /** Up to {@code limit} events of a lane after a position, in order. */
  List<Delivery> read(int lane, long after, int limit);

  /**
   * Forgets the oldest events that everybody has dealt with, once they are as old as the log keeps
   * them; a bounded number each time.
   *
   * @param dealtWith the last position of each lane that every subscriber has dealt with
   * @return whether there may be more to forget at this moment
   */
  boolean forget(long[] dealtWith);

  /** Asks to be told, from any thread, that something may have been appended and committed. */
  void onCommit(Runnable signal);
}
