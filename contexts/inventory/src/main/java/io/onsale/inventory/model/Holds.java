package io.onsale.inventory.model;

import java.util.Arrays;

/**
 * All holds of all performances, one cache line each, in pages that are made as they are needed.
 *
 * <p>A hold's number is its place in the sequence of all holds, then its slot: so the number grows,
 * is never used twice, and finds its slot without a map. A hold's seats never change; a mask tells
 * which of them it still has. A live or sold hold stays; one that has ended stays until {@link
 * #MOST_ENDED} others have ended after it. Which one is forgotten next, and where its seats are, is
 * told by a queue of its own, so that nothing is read that has not been used for long.
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
  private static final int SLOT_MASK = (1 << SLOT_BITS) - 1;
  private static final int STRIDE = 8;

  private static final int PAGE_BITS = 12;
  private static final int PAGE_SLOTS = 1 << PAGE_BITS;

  private static final int NUMBER = 0;
  private static final int BUYER = 1;
  private static final int IDENTITY = 2;
  private static final int DEADLINE = 3;
  private static final int VERSION = 4;

  /** Block in the pool (32 bits), flags (8), status (8), count of seats (8). */
  private static final int SHAPE = 5;

  /** Index of the performance (32 bits); place in the queue of deadlines (32). */
  private static final int LINKS = 6;

  private static final int OWNED = 7;

  private static final long EXTENDED = 1L << 16;

  private final int most;
  private final int mostEnded;
  private final SeatPool pool = new SeatPool();
  private long[][] pages = new long[1][];

  /** Bit per slot: a live hold is there. */
  private long[] liveSlots = new long[PAGE_SLOTS >>> 6];

  private int end;
  private int live;
  private long sequence = 1;

  /** Slots below {@link #end} that no hold has; the last one is given out first. */
  private int[] free = new int[64];

  private int frees;

  /**
   * In the order in which they ended: block in the pool (32 bits), count of seats (7), slot (22).
   */
  private long[] ended = new long[64];

  private long endedHead;
  private int endeds;

  Holds(int most, int mostEnded) {
    this.most = most;
    this.mostEnded = mostEnded;
  }

  boolean isFull() {
    return frees == 0 && end == most;
  }

  /** A new hold with room for {@code count} seats, which the caller sets. */
  int add(int performance, long buyer, long identity, long deadline, long version, int count) {
    int slot = frees > 0 ? free[--frees] : newSlot();
    long[] page = page(slot);
    int at = at(slot);
    page[at + NUMBER] = sequence++ << SLOT_BITS | slot;
    page[at + BUYER] = buyer;
    page[at + IDENTITY] = identity;
    page[at + DEADLINE] = deadline;
    page[at + VERSION] = version;
    page[at + SHAPE] = (long) pool.allocate(count) << 32 | LIVE << 8 | count;
    page[at + LINKS] = (long) performance << 32;
    page[at + OWNED] = count == 64 ? -1L : (1L << count) - 1;
    liveSlots[slot >>> 6] |= 1L << slot;
    live++;
    return slot;
  }

  private int newSlot() {
    int slot = end++;
    enter(slot);
    return slot;
  }

  /** Makes the page of that slot, if it is the first there. */
  private void enter(int slot) {
    int page = slot >>> PAGE_BITS;
    if (page == pages.length) {
      pages = Arrays.copyOf(pages, 2 * page);
    }
    if (pages[page] == null) {
      pages[page] = new long[PAGE_SLOTS * STRIDE];
    }
    if (slot >>> 6 >= liveSlots.length) {
      liveSlots = Arrays.copyOf(liveSlots, 2 * liveSlots.length);
    }
  }

  private long[] page(int slot) {
    return pages[slot >>> PAGE_BITS];
  }

  private static int at(int slot) {
    return (slot & PAGE_SLOTS - 1) * STRIDE;
  }

  private long word(int slot, int word) {
    return page(slot)[at(slot) + word];
  }

  private void word(int slot, int word, long value) {
    page(slot)[at(slot) + word] = value;
  }

  /** The slot of a hold of the performance, -1 when it is not (any more) known. */
  int find(int performance, long number) {
    int slot = number > 0 ? findAny(number) : -1;
    return slot >= 0 && performance(slot) == performance ? slot : -1;
  }

  /** The slot of a hold of any performance. */
  private int findAny(long number) {
    int slot = slotOf(number);
    return slot < end && number(slot) == number ? slot : -1;
  }

  /** Whether that hold is known and live. */
  boolean isLive(long number) {
    int slot = slotOf(number);
    return slot < end && (liveSlots[slot >>> 6] & 1L << slot) != 0 && number(slot) == number;
  }

  /** Whether a hold of that number could have been given out before. */
  boolean wasGivenOut(long number) {
    return number >= 1L << SLOT_BITS && number >>> SLOT_BITS < sequence;
  }

  static int slotOf(long number) {
    return (int) number & SLOT_MASK;
  }

  long number(int slot) {
    return word(slot, NUMBER);
  }

  long buyer(int slot) {
    return word(slot, BUYER);
  }

  long identity(int slot) {
    return word(slot, IDENTITY);
  }

  long deadline(int slot) {
    return word(slot, DEADLINE);
  }

  void deadline(int slot, long deadline) {
    word(slot, DEADLINE, deadline);
  }

  long version(int slot) {
    return word(slot, VERSION);
  }

  int performance(int slot) {
    return (int) (word(slot, LINKS) >>> 32);
  }

  int count(int slot) {
    return (int) word(slot, SHAPE) & 0xff;
  }

  int status(int slot) {
    return (int) (word(slot, SHAPE) >>> 8) & 0xff;
  }

  private int block(int slot) {
    return (int) (word(slot, SHAPE) >>> 32);
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
    return word(slot, OWNED);
  }

  void disown(int slot, long positions) {
    word(slot, OWNED, word(slot, OWNED) & ~positions);
  }

  int queuePlace(int slot) {
    return (int) word(slot, LINKS);
  }

  void queuePlace(int slot, int place) {
    word(slot, LINKS, (word(slot, LINKS) & 0xffffffff00000000L) | (place & 0xffffffffL));
  }

  boolean isExtended(int slot) {
    return (word(slot, SHAPE) & EXTENDED) != 0;
  }

  void extended(int slot) {
    word(slot, SHAPE, word(slot, SHAPE) | EXTENDED);
  }

  void sold(int slot, long version) {
    status(slot, SOLD);
    word(slot, VERSION, version);
    queuePlace(slot, 0);
    noLongerLive(slot);
  }

  /** Ends the hold as released, expired or returned; its seats are its own no more. */
  void end(int slot, int how, long version) {
    if (status(slot) == LIVE) {
      noLongerLive(slot);
    }
    status(slot, how);
    word(slot, VERSION, version);
    word(slot, OWNED, 0);
    queuePlace(slot, 0);
    if (endeds == ended.length) {
      growEnded();
    }
    ended[endedPlace(endeds++)] = (long) block(slot) << 32 | (long) count(slot) << SLOT_BITS | slot;
    if (endeds > mostEnded) {
      forgetOldest();
    }
  }

  private void noLongerLive(int slot) {
    liveSlots[slot >>> 6] &= ~(1L << slot);
    live--;
  }

  private int endedPlace(int i) {
    return (int) (endedHead + i) & ended.length - 1;
  }

  private void growEnded() {
    long[] longer = new long[2 * ended.length];
    for (int i = 0; i < endeds; i++) {
      longer[(int) (endedHead + i) & longer.length - 1] = ended[endedPlace(i)];
    }
    ended = longer;
  }

  private void forgetOldest() {
    long word = ended[endedPlace(0)];
    endedHead++;
    endeds--;
    int slot = slotOf(word);
    pool.free((int) (word >>> 32), (int) (word >>> SLOT_BITS) & 0x7f);
    word(slot, NUMBER, 0);
    if (frees == free.length) {
      free = Arrays.copyOf(free, 2 * frees);
    }
    free[frees++] = slot;
  }

  private void status(int slot, int status) {
    word(slot, SHAPE, (word(slot, SHAPE) & ~0xff00L) | (long) status << 8);
  }

  /** One more than the highest slot in use. */
  int end() {
    return end;
  }

  int live() {
    return live;
  }

  /** Live and sold ones: those that have ended make room by themselves. */
  int kept() {
    return end - frees - endeds;
  }

  /** Writes the holds of one performance that still have seats. */
  void saveOwning(int performance, StateSink sink) {
    for (int slot = 0; slot < end; slot++) {
      if (number(slot) != 0 && owned(slot) != 0 && performance(slot) == performance) {
        sink.putLong(number(slot));
        sink.putLong(buyer(slot));
        sink.putLong(identity(slot));
        sink.putLong(deadline(slot));
        sink.putLong(version(slot));
        sink.putInt(status(slot));
        sink.putLong(owned(slot));
        for (int i = 0; i < count(slot); i++) {
          sink.putLong(pool.get(block(slot) + i));
        }
      }
    }
  }

  void save(StateSink sink) {
    sink.putInt(end);
    sink.putLong(sequence);
    for (int slot = 0; slot < end; slot++) {
      if (number(slot) == 0) {
        sink.putLong(0);
      } else {
        sink.putLongs(page(slot), at(slot), STRIDE);
      }
    }
    sink.putInt(frees);
    sink.putInts(free, 0, frees);
    sink.putInt(endeds);
    for (int i = 0; i < endeds; i++) {
      sink.putLong(ended[endedPlace(i)]);
    }
    pool.save(sink);
  }

  void load(StateSource source) {
    int slots = source.getInt();
    sequence = source.getLong();
    while (end < slots) {
      int slot = newSlot();
      long[] page = page(slot);
      int at = at(slot);
      page[at] = source.getLong();
      if (page[at] != 0) {
        source.getLongs(page, at + 1, STRIDE - 1);
        if (status(slot) == LIVE) {
          liveSlots[slot >>> 6] |= 1L << slot;
          live++;
        }
      }
    }
    frees = source.getInt();
    free = new int[Integer.highestOneBit(Math.max(32, frees)) * 2];
    source.getInts(free, 0, frees);
    endeds = source.getInt();
    ended = new long[Integer.highestOneBit(Math.max(32, endeds)) * 2];
    for (int i = 0; i < endeds; i++) {
      ended[i] = source.getLong();
    }
    pool.load(source);
  }
}
