package io.onsale.inventory.model;

import java.util.Arrays;

/**
 * The seats of all holds with their prices: blocks of 1, 2, 4 … 64 words, each word a seat and its
 * price. A block that is freed waits in the list of its size for the next hold. Blocks lie in pages
 * that are made as they are needed; none lies across two.
 */
final class SeatPool {
  private static final int SEAT_BITS = 20;
  private static final int SIZES = 7;
  private static final int PAGE_BITS = 15;
  private static final int PAGE_WORDS = 1 << PAGE_BITS;

  private long[][] pages = new long[1][];
  private int end;

  /** First free block of each size, -1 when there is none; each points to the next. */
  private final int[] free = new int[SIZES];

  SeatPool() {
    Arrays.fill(free, -1);
  }

  static long word(int seat, long price) {
    return price << SEAT_BITS | seat;
  }

  static int seat(long word) {
    return (int) word & (1 << SEAT_BITS) - 1;
  }

  static long price(long word) {
    return word >>> SEAT_BITS;
  }

  /** A block with room for {@code count} words, 1 to 64. */
  int allocate(int count) {
    int size = size(count);
    int block = free[size];
    if (block >= 0) {
      free[size] = (int) get(block);
      return block;
    }
    int words = 1 << size;
    block = end + words - 1 & -words;
    end = block + words;
    makePages();
    return block;
  }

  private void makePages() {
    int last = (end - 1) >>> PAGE_BITS;
    if (last >= pages.length) {
      pages = Arrays.copyOf(pages, 2 * last);
    }
    if (pages[last] == null) {
      pages[last] = new long[PAGE_WORDS];
    }
  }

  void free(int block, int count) {
    int size = size(count);
    set(block, free[size]);
    free[size] = block;
  }

  long get(int place) {
    return pages[place >>> PAGE_BITS][place & PAGE_WORDS - 1];
  }

  void set(int place, long word) {
    pages[place >>> PAGE_BITS][place & PAGE_WORDS - 1] = word;
  }

  private static int size(int count) {
    return 32 - Integer.numberOfLeadingZeros(count - 1);
  }

  void save(StateSink sink) {
    sink.putInt(end);
    sink.putInts(free, 0, SIZES);
    for (int from = 0; from < end; from += PAGE_WORDS) {
      sink.putLongs(pages[from >>> PAGE_BITS], 0, Math.min(PAGE_WORDS, end - from));
    }
  }

  void load(StateSource source) {
    int words = source.getInt();
    source.getInts(free, 0, SIZES);
    for (int from = 0; from < words; from += PAGE_WORDS) {
      end = Math.min(words, from + PAGE_WORDS);
      makePages();
      source.getLongs(pages[from >>> PAGE_BITS], 0, end - from);
    }
  }
}
