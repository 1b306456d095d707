package io.onsale.inventory.flow;

import io.onsale.inventory.model.SeatState;
import org.jspecify.annotations.Nullable;

/**
 * One change of a performance, as the log caused it. Ids are the 64 bits of public ids, 0 when
 * there is none; times are milliseconds of cluster time.
 *
 * @param position where the message that caused it ends in the log
 * @param index counts the events of one message, from 0; with the position it is the event's id
 * @param version the performance's after the change: events of one performance have no gap
 * @param exchange part of an exchange, which is told as what it consists of
 * @param actor account that did it; 0 when time did it
 * @param buyer whose hold it is
 * @param hold number of the hold
 * @param deadline of the hold, when it is new
 * @param seats whose state changed; not to be written to
 * @param prices of each seat, when they are held; not to be written to
 * @param terms as they are now, when the performance was opened or amended
 * @param head of the performance's chain of hashes after this event; not to be written to
 */
@SuppressWarnings("ArrayRecordComponent") // made once, read by other rooms, compared by none
public record SeatEvent(
    long position,
    int index,
    long performance,
    long version,
    long time,
    Kind kind,
    boolean exchange,
    long actor,
    long buyer,
    long hold,
    long deadline,
    int[] seats,
    long[] prices,
    PerformanceView.@Nullable Terms terms,
    byte[] head) {

  /** An index behind all events of one message. */
  public static final int LAST_INDEX = Integer.MAX_VALUE;

  /** What happened. The codes are hashed: they never change. */
  public enum Kind {
    /** A performance exists from now on. */
    OPENED(1, SeatState.FREE),
    /** Its terms are others now. */
    AMENDED(2, SeatState.FREE),
    /** It takes no new holds. */
    CLOSED(3, SeatState.FREE),
    /** Free seats are a buyer's until the deadline. */
    HELD(4, SeatState.HELD),
    /** A hold's deadline moved. */
    EXTENDED(5, SeatState.HELD),
    /** Held seats were given back. */
    RELEASED(6, SeatState.FREE),
    /** A hold's time was up. */
    EXPIRED(7, SeatState.FREE),
    /** Held seats are sold. */
    SOLD(8, SeatState.SOLD),
    /** Sold seats are free again. */
    RETURNED(9, SeatState.FREE),
    /** Free seats are off sale. */
    BLOCKED(10, SeatState.BLOCKED),
    /** Blocked seats are free again. */
    UNBLOCKED(11, SeatState.FREE);

    private final int code;
    private final int state;

    Kind(int code, int state) {
      this.code = code;
      this.state = state;
    }

    /** Stands for it in the chain of hashes. */
    public int code() {
      return code;
    }

    /** The {@link SeatState} that the event's seats have now. */
    public int state() {
      return state;
    }
  }

  /** The same, with terms that are equal. */
  SeatEvent with(PerformanceView.Terms same) {
    return new SeatEvent(
        position,
        index,
        performance,
        version,
        time,
        kind,
        exchange,
        actor,
        buyer,
        hold,
        deadline,
        seats,
        prices,
        same,
        head);
  }

  /** Whether it comes behind that place of the log. */
  public boolean isAfter(long otherPosition, int otherIndex) {
    return position > otherPosition || (position == otherPosition && index > otherIndex);
  }
}
