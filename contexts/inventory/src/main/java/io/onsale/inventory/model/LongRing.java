package io.onsale.inventory.model;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Entries of so many words in the order in which they came, up to a bound that is a power of two.
 *
 * <p>They lie in pages of a fixed size. A page is filled from its beginning to its end, and once it
 * is full it never changes again; it leaves as a whole when its last entry has left. Pages are
 * numbered from the first one ever on, so a full page may be kept once, under its number, for all
 * snapshots that need it. Its words are those of its entries, one after the other, and nothing
 * else. Memory of pages that have left is used again, but not while somebody reads a state that was
 * frozen.
 */
final class LongRing {
  private static final int MOST_PAGE_BITS = 13;
  private static final long[] NO_PAGE = {};

  private final int most;

  /** How many read a state that was frozen. */
  private final AtomicInteger readers;

  private final int stride;
  private final int pageBits;
  private final int pageMask;
  private final int mask;

  /** By the lower bits of their numbers: twice as many as are in use. */
  private final long[][] pages;

  /** Hashes of full pages, 0 where it is not known yet. */
  private final long[] hashes;

  private final long[][] spare;
  private int spares;
  private long head;
  private long end;
  private long[] newestPage = NO_PAGE;

  LongRing(int most, int stride, AtomicInteger readers) {
    this.most = most;
    this.readers = readers;
    this.stride = stride;
    pageBits = Math.min(MOST_PAGE_BITS, 31 - Integer.numberOfLeadingZeros(most));
    pageMask = (1 << pageBits) - 1;
    pages = new long[2 * (most >>> pageBits)][];
    hashes = new long[pages.length];
    mask = (pages.length << pageBits) - 1;
    spare = new long[pages.length][];
  }

  boolean isFull() {
    return end - head >= most;
  }

  boolean hasRoom(int more) {
    return most - size() >= more;
  }

  boolean isEmpty() {
    return end == head;
  }

  int size() {
    return (int) (end - head);
  }

  /** The position of the entry {@code i} after the oldest: it stays the same. */
  int position(int i) {
    return (int) (head + i) & mask;
  }

  /** The position {@code i} after that one. */
  int after(int position, int i) {
    return position + i & mask;
  }

  /** Whether the entry at that position has not left. */
  boolean has(int position) {
    return (position - (int) head & mask) < size();
  }

  int oldest() {
    return (int) head & mask;
  }

  int newest() {
    return (int) (end - 1) & mask;
  }

  /** The position of the next entry. */
  int end() {
    return (int) end & mask;
  }

  long[] oldestPage() {
    return pages[oldest() >>> pageBits];
  }

  int oldestAt() {
    return ((int) head & pageMask) * stride;
  }

  int newestAt() {
    return ((int) (end - 1) & pageMask) * stride;
  }

  private int at(int position) {
    return (position & pageMask) * stride;
  }

  long word(int position, int word) {
    return pages[position >>> pageBits][at(position) + word];
  }

  void word(int position, int word, long value) {
    pages[position >>> pageBits][at(position) + word] = value;
  }

  /** Begins, still empty, where another ring begins: then positions in both are the same. */
  void beginLike(LongRing other) {
    head = other.head;
    end = head;
  }

  /** Makes room for one more at the end; the caller fills it, from {@link #newestAt} on. */
  long[] add() {
    if ((end & pageMask) == 0 || newestPage.length == 0) {
      newestPage = enter(end() >>> pageBits);
    }
    end++;
    return newestPage;
  }

  private long[] enter(int page) {
    if (pages[page] == null) {
      pages[page] = spares > 0 ? spare[--spares] : new long[stride << pageBits];
    }
    return pages[page];
  }

  void removeOldest() {
    int left = oldest();
    head++;
    if ((left & pageMask) == pageMask) {
      leave(left >>> pageBits);
    }
  }

  void removeOldest(int count) {
    for (int i = 0; i < count; i++) {
      removeOldest();
    }
  }

  private void leave(int page) {
    if (readers.get() == 0) {
      spare[spares++] = pages[page];
    }
    pages[page] = null;
    hashes[page] = 0;
  }

  /** Writes its pages from the first words on, also those of entries that have left. */
  void save(StateSink sink) {
    sink.putLong(head);
    sink.putInt(size());
    long last = end >>> pageBits;
    for (long number = head >>> pageBits; number < last; number++) {
      int page = (int) number & pages.length - 1;
      if (hashes[page] == 0 && sink.wantsHashes()) {
        hashes[page] = HashingSink.hash(pages[page]);
      }
      sink.putPage(number, hashes[page], pages[page]);
    }
    if ((end & pageMask) != 0) {
      sink.putLongs(pages[(int) last & pages.length - 1], 0, at(end()));
    }
  }

  void load(StateSource source) {
    head = source.getLong();
    end = head + source.getInt();
    if (end < head || end - head > most) {
      throw new IllegalStateException(
          "the state has " + (end - head) + " entries where " + most + " fit");
    }
    long last = end >>> pageBits;
    for (long number = head >>> pageBits; number < last; number++) {
      source.getPage(number, enter((int) number & pages.length - 1));
    }
    if ((end & pageMask) != 0) {
      newestPage = enter((int) last & pages.length - 1);
      source.getLongs(newestPage, 0, at(end()));
    }
  }
}
