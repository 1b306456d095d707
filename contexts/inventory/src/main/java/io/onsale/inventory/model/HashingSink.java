package io.onsale.inventory.model;

/** Hashes a state, and hands it on to who keeps it. */
final class HashingSink implements StateSink {
  private static final StateSink NOBODY =
      new StateSink() {
        @Override
        public void putInt(int value) {}

        @Override
        public void putLong(long value) {}

        @Override
        public void putLongs(long[] values, int from, int length) {}

        @Override
        public void putInts(int[] values, int from, int length) {}

        @Override
        public void putBytes(byte[] values, int from, int length) {}
      };

  private final StateSink next;
  private long hash = 0x6f6e73616c65L;

  HashingSink() {
    this(NOBODY);
  }

  HashingSink(StateSink next) {
    this.next = next;
  }

  long hash() {
    return Hash.mix(hash);
  }

  @Override
  public void putLong(long value) {
    add(value);
    next.putLong(value);
  }

  private void add(long value) {
    // One multiplication a word: it runs over tens of megabytes while commands wait.
    hash = (Long.rotateLeft(hash, 29) ^ value) * 0x9e3779b97f4a7c15L;
  }

  @Override
  public void putInt(int value) {
    add(value);
    next.putInt(value);
  }

  @Override
  public void putLongs(long[] values, int from, int length) {
    for (int i = from; i < from + length; i++) {
      add(values[i]);
    }
    next.putLongs(values, from, length);
  }

  @Override
  public void putInts(int[] values, int from, int length) {
    for (int i = from; i < from + length; i++) {
      add(values[i]);
    }
    next.putInts(values, from, length);
  }

  @Override
  public void putBytes(byte[] values, int from, int length) {
    long word = 0;
    for (int i = 0; i < length; i++) {
      word = word << 8 | (values[from + i] & 0xff);
      if ((i & 7) == 7) {
        add(word);
        word = 0;
      }
    }
    if ((length & 7) != 0) {
      add(word);
    }
    next.putBytes(values, from, length);
  }
}
