package io.onsale.inventory.model;

/**
 * Gives back what a {@link StateSink} took. Throws {@link IllegalStateException} when there is no
 * more, or when it is damaged.
 */
public interface StateSource {
  /** The next four bytes. */
  int getInt();

  /** The next eight bytes. */
  long getLong();

  /** Fills {@code length} values of {@code values}. */
  void getLongs(long[] values, int from, int length);

  /** Fills {@code length} values of {@code values}. */
  void getInts(int[] values, int from, int length);

  /** Fills {@code length} bytes of {@code values}. */
  void getBytes(byte[] values, int from, int length);

  /** Fills a page that {@link StateSink#putPage} took under that number. */
  default void getPage(long number, long[] words) {
    getLongs(words, 0, words.length);
  }
}
