package io.onsale.inventory.flow;

import io.onsale.inventory.model.RefusalReason;

/**
 * What became of a command. Times are milliseconds since 1970-01-01T00:00:00Z, money is in minor
 * units.
 */
@SuppressWarnings("ArrayRecordComponent") // read by other rooms, compared by none
public sealed interface Answer {
  /** The seats are the buyer's until the deadline, which is 0 when they are sold already. */
  record Held(
      long performance,
      long hold,
      long version,
      long deadline,
      long total,
      int[] seats,
      long[] prices)
      implements Answer {}

  /** It is done; {@code deadline} is the new one of an extended hold, else 0. */
  record Done(long performance, long hold, long version, long deadline) implements Answer {}

  /**
   * The engine refused it, and nothing changed; see {@link RefusalReason} for the fact and the
   * seats.
   */
  record Refused(RefusalReason reason, long performance, long version, long fact, int[] seats)
      implements Answer {}

  /** The log did not take it, or did not answer in time. */
  record Undecided(Why why) implements Answer {}

  /** Why there is no decision. */
  enum Why {
    /** As many commands wait as may wait; this one was not sent. */
    TOO_MANY,
    /** The log could not be reached; this command was not sent. */
    UNREACHABLE,
    /** It was sent and no answer came: it may have happened. The same id again tells. */
    NO_ANSWER
  }
}
