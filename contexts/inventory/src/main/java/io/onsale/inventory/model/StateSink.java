package io.onsale.inventory.model;

/**
 * Takes the engine's state, piece by piece, in the order in which {@link StateSource} will give it
 * back.
 */
public interface StateSink {
  /** Takes four bytes. */
  void putInt(int value);

  /** Takes eight bytes. */
  void putLong(long value);

  /** Takes the first {@code length} values of {@code values}; the length is not stored. */
  void putLongs(long[] values, int from, int length);

  /** Takes {@code length} values; the length is not stored. */
  void putInts(int[] values, int from, int length);

  /** Takes {@code length} bytes; the length is not stored. */
  void putBytes(byte[] values, int from, int length);

  /**
   * Takes a full page of answers. The next page with that number and that hash, of this engine or
   * of a replica, has the same words: who has kept them need not do so again.
   *
   * @param number grows by one from page to page
   * @param hash of the words; 0 when it has not been computed, and this sink does not want it
   */
  default void putPage(long number, long hash, long[] words) {
    putLongs(words, 0, words.length);
  }

  /** Whether the hash of each page is to be computed; it takes long when there are many. */
  default boolean wantsHashes() {
    return false;
  }
}
