package io.onsale.inventory.model;

/** Hashes a state instead of keeping it. */
final class HashingSink implements StateSink {
  private long hash = 0x6f6e73616c65L;

  long hash() {
    return Hash.mix(hash);
  }

  @Override
  public void putLong(long value) {
    // One multiplication a word: it runs over tens of megabytes while commands wait.
    hash = (Long.rotateLeft(hash, 29) ^ value) * 0x9e3779b97f4a7c15L;
  }

  @Override
  public void putInt(int value) {
    putLong(value);
  }

  @Override
  public void putLongs(long[] values, int from, int length) {
    for (int i = from; i < from + length; i++) {
      putLong(values[i]);
    }
  }

  @Override
  public void putInts(int[] values, int from, int length) {
    for (int i = from; i < from + length; i++) {
      putLong(values[i]);
    }
  }

  @Override
  public void putBytes(byte[] values, int from, int length) {
    long word = 0;
    for (int i = 0; i < length; i++) {
      word = word << 8 | (values[from + i] & 0xff);
      if ((i & 7) == 7) {
        putLong(word);
        word = 0;
      }
    }
    if ((length & 7) != 0) {
      putLong(word);
    }
  }
}
