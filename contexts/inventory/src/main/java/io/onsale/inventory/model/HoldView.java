package io.onsale.inventory.model;

/**
 * A hold as the log knows it; filled by {@link SeatEngine#findHold}, and true until the next
 * command.
 */
public final class HoldView {
  /** Where a hold stands. */
  public enum Status {
    /** The seats are the buyer's until the deadline. */
    LIVE,
    /** The seats are sold. */
    SOLD,
    /** Given back, or exchanged. */
    RELEASED,
    /** The deadline passed. */
    EXPIRED,
    /** Was sold; all seats were returned or exchanged. */
    RETURNED
  }

  private final int[] seats = new int[Seats.MOST_IN_HOLD];
  private final long[] prices = new long[Seats.MOST_IN_HOLD];
  private int size;
  private long number;
  private long buyer;
  private long identity;
  private long deadline;
  private long version;
  private long total;
  private long owned;
  private Status status = Status.LIVE;

  private static final Status[] STATUSES = {
    Status.LIVE, Status.SOLD, Status.RELEASED, Status.EXPIRED, Status.RETURNED
  };

  void fill(Holds holds, int slot) {
    number = holds.number(slot);
    buyer = holds.buyer(slot);
    identity = holds.identity(slot);
    deadline = holds.deadline(slot);
    version = holds.version(slot);
    owned = holds.owned(slot);
    status = STATUSES[holds.status(slot) - Holds.LIVE];
    size = holds.count(slot);
    total = 0;
    for (int i = 0; i < size; i++) {
      seats[i] = holds.seat(slot, i);
      prices[i] = holds.price(slot, i);
      total += prices[i];
    }
  }

  /** Number of the hold. */
  public long number() {
    return number;
  }

  /** Whose it is. */
  public long buyer() {
    return buyer;
  }

  /** Keyed hash of the verified identity for which it counts, 0 when none. */
  public long identity() {
    return identity;
  }

  /** When it ends or ended by itself, in milliseconds of cluster time. */
  public long deadline() {
    return deadline;
  }

  /** The performance's version at the hold's last change. */
  public long version() {
    return version;
  }

  /** Where it stands. */
  public Status status() {
    return status;
  }

  /** What its seats cost together, in minor units, those included that are not its own any more. */
  public long total() {
    return total;
  }

  /** How many seats it was made with. */
  public int size() {
    return size;
  }

  /** The seat at {@code position}, in the order in which they were held. */
  public int seat(int position) {
    return seats[position];
  }

  /** The price at which it was held, in minor units. */
  public long price(int position) {
    return prices[position];
  }

  /** Whether that seat is still held or sold by this hold. */
  public boolean owns(int position) {
    return (owned & 1L << position) != 0;
  }
}
