package io.onsale.inventory.model;

/**
 * How many seats each buyer (or identity) has: an open-addressing map from a key other than 0 to a
 * positive count. Linear probing, at most half full, no tombstones: a count that falls to 0 leaves
 * the table as if it had never been there.
 */
final class Counts {
  private static final int SMALLEST = 64;

  /** Pairs of key and count; key 0 marks an empty place. */
  private long[] table = new long[2 * SMALLEST];

  private int size;

  int get(long key) {
    int place = place(key);
    return table[place] == 0 ? 0 : (int) table[place + 1];
  }

  void add(long key, int change) {
    int place = place(key);
    if (table[place] == 0) {
      table[place] = key;
      table[place + 1] = change;
      size++;
      if (4 * size > table.length) {
        grow();
      }
      return;
    }
    table[place + 1] += change;
    if (table[place + 1] == 0) {
      remove(place);
    }
  }

  int size() {
    return size;
  }

  private int home(long key) {
    return (int) ((key * 0x9e3779b97f4a7c15L) >>> 32) & (table.length / 2 - 1);
  }

  private int place(long key) {
    int mask = table.length - 1;
    int place = 2 * home(key);
    while (table[place] != 0 && table[place] != key) {
      place = (place + 2) & mask;
    }
    return place;
  }

  private void remove(int place) {
    int mask = table.length - 1;
    int gap = place;
    int next = (gap + 2) & mask;
    while (table[next] != 0) {
      int home = 2 * home(table[next]);
      // What lies behind the gap moves into it unless its home lies between the gap and itself.
      if (((next - home) & mask) >= ((next - gap) & mask)) {
        table[gap] = table[next];
        table[gap + 1] = table[next + 1];
        gap = next;
      }
      next = (next + 2) & mask;
    }
    table[gap] = 0;
    table[gap + 1] = 0;
    size--;
  }

  private void grow() {
    long[] old = table;
    table = new long[2 * old.length];
    for (int i = 0; i < old.length; i += 2) {
      if (old[i] != 0) {
        int place = place(old[i]);
        table[place] = old[i];
        table[place + 1] = old[i + 1];
      }
    }
  }
}
