package io.onsale.inventory.model;

/**
 * What became of a command. The engine uses one object of each kind again and again: read it before
 * the next command.
 */
public sealed interface Result {

  /** The seats are the buyer's. */
  final class Held implements Result {
    private final int[] seats = new int[Seats.MOST_IN_HOLD];
    private final long[] prices = new long[Seats.MOST_IN_HOLD];
    private int size;
    private long performance;
    private long hold;
    private long version;
    private long deadline;
    private long total;

    Held() {}

    Held with(long performance, long hold, long version, long deadline) {
      this.performance = performance;
      this.hold = hold;
      this.version = version;
      this.deadline = deadline;
      this.total = 0;
      this.size = 0;
      return this;
    }

    void add(int seat, long price) {
      seats[size] = seat;
      prices[size] = price;
      size++;
      total += price;
    }

    /** Id of the performance. */
    public long performance() {
      return performance;
    }

    /** Number of the hold: unique in the engine, growing. */
    public long hold() {
      return hold;
    }

    /** The performance's version after the change. */
    public long version() {
      return version;
    }

    /**
     * When the hold ends by itself, in milliseconds of cluster time; 0 when the seats are sold
     * already.
     */
    public long deadline() {
      return deadline;
    }

    /** What all seats cost, in minor units. */
    public long total() {
      return total;
    }

    /** How many seats there are. */
    public int size() {
      return size;
    }

    /**
     * The seat at {@code position}: named ones in the order of the request, best ones in index
     * order.
     */
    public int seat(int position) {
      return seats[position];
    }

    /** What that seat costs, in minor units. */
    public long price(int position) {
      return prices[position];
    }
  }

  /** It is done. */
  final class Done implements Result {
    private long performance;
    private long hold;
    private long version;
    private long deadline;

    Done() {}

    Done with(long performance, long hold, long version, long deadline) {
      this.performance = performance;
      this.hold = hold;
      this.version = version;
      this.deadline = deadline;
      return this;
    }

    /** Id of the performance, 0 when the command concerned none. */
    public long performance() {
      return performance;
    }

    /** Number of the hold, 0 when the command concerned none. */
    public long hold() {
      return hold;
    }

    /** The performance's version after the change. */
    public long version() {
      return version;
    }

    /** The new deadline of an extended hold, else 0. */
    public long deadline() {
      return deadline;
    }
  }

  /** Nothing has changed. */
  final class Refused implements Result {
    private final int[] seats = new int[Seats.MOST_IN_HOLD];
    private int size;
    private RefusalReason reason = RefusalReason.MALFORMED;
    private long performance;
    private long version;
    private long fact;

    Refused() {}

    Refused with(RefusalReason reason, long performance, long version, long fact) {
      this.reason = reason;
      this.performance = performance;
      this.version = version;
      this.fact = fact;
      this.size = 0;
      return this;
    }

    void add(int seat) {
      seats[size++] = seat;
    }

    /** Why. */
    public RefusalReason reason() {
      return reason;
    }

    /** Id of the performance, 0 when the command concerned none. */
    public long performance() {
      return performance;
    }

    /** The performance's version when it was decided, 0 when there is no such performance. */
    public long version() {
      return version;
    }

    /** What {@link RefusalReason} tells of the reason, else 0. */
    public long fact() {
      return fact;
    }

    /** How many seats the reason names. */
    public int size() {
      return size;
    }

    /** The seat at {@code position}. */
    public int seat(int position) {
      return seats[position];
    }
  }
}
