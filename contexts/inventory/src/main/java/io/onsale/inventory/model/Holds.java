package io.onsale.inventory.model;

import java.util.Arrays;

/**
 * All holds of all performances, one cache line each.
 *
 * <p>A hold's number is its place in the sequence of all holds, then its slot: so the number grows,
 * is never used twice, and finds its slot without a map. A hold's seats never change; a mask tells
 * which of them it still has. A live or sold hold stays; one that has ended stays until {@link
 * #MOST_ENDED} others have ended after it and its first answer is no longer remembered.
 */
final class Holds {
  static final int LIVE = 1;
  static final int SOLD = 2;
  static final int RELEASED = 3;
  static final int EXPIRED = 4;
  static final int RETURNED = 5;

  /** Most holds that the table takes. */
  static final int MOST = 1 << 22;

  /** Ended holds that are still known. */
  static final int MOST_ENDED = 1 << 18;

  private static final int SLOT_BITS = 22;
  private static final int STRIDE = 8;

  private static final int NUMBER = 0;
  private static final int BUYER = 1;
  private static final int IDENTITY = 2;
  private static final int DEADLINE = 3;
  private static final int VERSION = 4;

  /** Block in the pool (32 bits), flags (8), status (8), count of seats (8). */
  private static final int SHAPE = 5;

  /**
   * Index of the performance (32 bits); place in the queue of deadlines, or the next ended (32).
   */
  private static final int LINKS = 6;

  private static final int OWNED = 7;

  private static final long EXTENDED = 1L << 16;
  private static final long PINNED = 1L << 17;

  private final int most;
  private final int mostEnded;
  private final SeatPool pool = new SeatPool();
  private long[] table = new long[256 * STRIDE];
  private int end;
  private int free = -1;
  private int live;
  private long sequence = 1;
  private int endedHead = -1;
  private int endedTail = -1;
  private int ended;

  Holds(int most, int mostEnded) {
    this.most = most;
    this.mostEnded = mostEnded;
  }

  boolean isFull() {
    return free < 0 && end == most;
  }

  /** A new hold with room for {@code count} seats, which the caller sets. */
  int add(int performance, long buyer, long identity, long deadline, long version, int count) {
    int slot = slot();
    int at = slot * STRIDE;
    table[at + NUMBER] = sequence++ << SLOT_BITS | slot;
    table[at + BUYER] = buyer;
    table[at + IDENTITY] = identity;
    table[at + DEADLINE] = deadline;
    table[at + VERSION] = version;
    table[at + SHAPE] = (long) pool.allocate(count) << 32 | LIVE << 8 | count;
    table[at + LINKS] = (long) performance << 32 | 0xffffffffL;
    table[at + OWNED] = count == 64 ? -1L : (1L << count) - 1;
    live++;
    return slot;
  }

  private int slot() {
    int slot = free;
    if (slot >= 0) {
      free = (int) table[slot * STRIDE + BUYER];
      return slot;
    }
    slot = end++;
    if (end * STRIDE > table.length) {
      table = Arrays.copyOf(table, 2 * table.length);
    }
    return slot;
  }

  /** The slot of a hold of the performance, -1 when it is not (any more) known. */
  int find(int performance, long number) {
    int slot = number > 0 ? findAny(number) : -1;
    return slot >= 0 && performance(slot) == performance ? slot : -1;
  }

  /** The slot of a hold of any performance. */
  int findAny(long number) {
    int slot = slotOf(number);
    return slot < end && table[slot * STRIDE + NUMBER] == number ? slot : -1;
  }

  /** Whether a hold of that number could have been given out before. */
  boolean wasGivenOut(long number) {
    return number >= 1L << SLOT_BITS && number >>> SLOT_BITS < sequence;
  }

  static int slotOf(long number) {
    return (int) number & (1 << SLOT_BITS) - 1;
  }

  long number(int slot) {
    return table[slot * STRIDE + NUMBER];
  }

  long buyer(int slot) {
    return table[slot * STRIDE + BUYER];
  }

  long identity(int slot) {
    return table[slot * STRIDE + IDENTITY];
  }

  long deadline(int slot) {
    return table[slot * STRIDE + DEADLINE];
  }

  void deadline(int slot, long deadline) {
    table[slot * STRIDE + DEADLINE] = deadline;
  }

  long version(int slot) {
    return table[slot * STRIDE + VERSION];
  }

  int performance(int slot) {
    return (int) (table[slot * STRIDE + LINKS] >>> 32);
  }

  int count(int slot) {
    return (int) table[slot * STRIDE + SHAPE] & 0xff;
  }

  int status(int slot) {
    return (int) (table[slot * STRIDE + SHAPE] >>> 8) & 0xff;
  }

  private int block(int slot) {
    return (int) (table[slot * STRIDE + SHAPE] >>> 32);
  }

  int seat(int slot, int position) {
    return SeatPool.seat(pool.get(block(slot) + position));
  }

  long price(int slot, int position) {
    return SeatPool.price(pool.get(block(slot) + position));
  }

  void seat(int slot, int position, int seat, long price) {
    pool.set(block(slot) + position, SeatPool.word(seat, price));
  }

  /** Bit p: the seat at position p is still held or sold by this hold. */
  long owned(int slot) {
    return table[slot * STRIDE + OWNED];
  }

  void disown(int slot, long positions) {
    table[slot * STRIDE + OWNED] &= ~positions;
  }

  int queuePlace(int slot) {
    return (int) table[slot * STRIDE + LINKS];
  }

  void queuePlace(int slot, int place) {
    int at = slot * STRIDE + LINKS;
    table[at] = (table[at] & 0xffffffff00000000L) | (place & 0xffffffffL);
  }

  boolean isExtended(int slot) {
    return (table[slot * STRIDE + SHAPE] & EXTENDED) != 0;
  }

  void extended(int slot) {
    table[slot * STRIDE + SHAPE] |= EXTENDED;
  }

  /** Keeps the hold known until {@link #unpin}: its first answer may be asked for again. */
  void pin(int slot) {
    table[slot * STRIDE + SHAPE] |= PINNED;
  }

  void unpin(int slot) {
    table[slot * STRIDE + SHAPE] &= ~PINNED;
  }

  void sold(int slot, long version) {
    status(slot, SOLD);
    table[slot * STRIDE + VERSION] = version;
    live--;
  }

  /** Ends the hold as released, expired or returned; its seats are its own no more. */
  void end(int slot, int how, long version) {
    if (status(slot) == LIVE) {
      live--;
    }
    status(slot, how);
    table[slot * STRIDE + VERSION] = version;
    table[slot * STRIDE + OWNED] = 0;
    queuePlace(slot, -1);
    if (endedTail >= 0) {
      queuePlace(endedTail, slot);
    } else {
      endedHead = slot;
    }
    endedTail = slot;
    ended++;
    while (ended > mostEnded && (table[endedHead * STRIDE + SHAPE] & PINNED) == 0) {
      forgetOldest();
    }
  }

  private void forgetOldest() {
    int slot = endedHead;
    endedHead = queuePlace(slot);
    if (endedHead < 0) {
      endedTail = -1;
    }
    ended--;
    pool.free(block(slot), count(slot));
    int at = slot * STRIDE;
    Arrays.fill(table, at, at + STRIDE, 0);
    table[at + BUYER] = free;
    free = slot;
  }

  private void status(int slot, int status) {
    int at = slot * STRIDE + SHAPE;
    table[at] = (table[at] & ~0xff00L) | (long) status << 8;
  }

  /** One more than the highest slot in use. */
  int end() {
    return end;
  }

  int live() {
    return live;
  }

  void save(StateSink sink) {
    sink.putInt(end);
    sink.putInt(free);
    sink.putInt(live);
    sink.putLong(sequence);
    sink.putInt(endedHead);
    sink.putInt(endedTail);
    sink.putInt(ended);
    sink.putLongs(table, 0, end * STRIDE);
    pool.save(sink);
  }

  void load(StateSource source) {
    end = source.getInt();
    free = source.getInt();
    live = source.getInt();
    sequence = source.getLong();
    endedHead = source.getInt();
    endedTail = source.getInt();
    ended = source.getInt();
    table = new long[Math.max(256, Integer.highestOneBit(Math.max(1, end)) * 2) * STRIDE];
    source.getLongs(table, 0, end * STRIDE);
    pool.load(source);
  }
}
