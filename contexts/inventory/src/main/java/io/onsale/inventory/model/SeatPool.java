package io.onsale.inventory.model;

import java.util.Arrays;

/**
 * The seats of all holds with their prices: blocks of 1, 2, 4 … 64 words in one array, each word a
 * seat and its price. A block that is freed waits in the list of its size for the next hold.
 */
final class SeatPool {
  private static final int SEAT_BITS = 20;
  private static final int SIZES = 7;

  private long[] words = new long[1024];
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
      free[size] = (int) words[block];
      return block;
    }
    block = end;
    end += 1 << size;
    if (end > words.length) {
      words = Arrays.copyOf(words, Math.max(2 * words.length, end));
    }
    return block;
  }

  void free(int block, int count) {
    int size = size(count);
    words[block] = free[size];
    free[size] = block;
  }

  long get(int place) {
    return words[place];
  }

  void set(int place, long word) {
    words[place] = word;
  }

  private static int size(int count) {
    return 32 - Integer.numberOfLeadingZeros(count - 1);
  }

  void save(StateSink sink) {
    sink.putInt(end);
    sink.putInts(free, 0, SIZES);
    sink.putLongs(words, 0, end);
  }

  void load(StateSource source) {
    end = source.getInt();
    source.getInts(free, 0, SIZES);
    words = new long[Math.max(1024, Integer.highestOneBit(Math.max(1, end)) * 2)];
    source.getLongs(words, 0, end);
  }
}
