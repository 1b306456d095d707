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

        @Override
        public void putPage(long number, long hash, long[] words) {}
      };

  private static final long MULTIPLIER = 0x9e3779b97f4a7c15L;

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
    hash = (Long.rotateLeft(hash, 29) ^ value) * MULTIPLIER;
  }

  /** The hash of a page by itself; four words at once, for it runs over all that is remembered. */
  static long hash(long[] words) {
    long a = 1;
    long b = 2;
    long c = 3;
    long d = 4;
    int i = 0;
    for (; i + 3 < words.length; i += 4) {
      a = (Long.rotateLeft(a, 29) ^ words[i]) * MULTIPLIER;
      b = (Long.rotateLeft(b, 29) ^ words[i + 1]) * MULTIPLIER;
      c = (Long.rotateLeft(c, 29) ^ words[i + 2]) * MULTIPLIER;
      d = (Long.rotateLeft(d, 29) ^ words[i + 3]) * MULTIPLIER;
    }
    for (; i < words.length; i++) {
      a = (Long.rotateLeft(a, 29) ^ words[i]) * MULTIPLIER;
    }
    return Hash.mix(a) + 3 * Hash.mix(b) + 5 * Hash.mix(c) + 7 * Hash.mix(d);
  }

  @Override
  public boolean wantsHashes() {
    return true;
  }

  @Override
  public void putPage(long number, long hash, long[] words) {
    long known = hash == 0 ? hash(words) : hash;
    add(known);
    next.putPage(number, known, words);
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
