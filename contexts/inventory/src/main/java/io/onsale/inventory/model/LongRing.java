package io.onsale.inventory.model;

/**
 * Entries of so many words in the order in which they came, up to a bound that is a power of two.
 * They lie in pages that are made when the ring comes to them, and used again when it has left
 * them: so it grows without a copy, and takes no more memory than it needs.
 */
final class LongRing {
  private static final int PAGE_WORDS_BITS = 17;

  private final int most;
  private final int stride;
  private final int pageBits;
  private final int pageMask;
  private final long[][] pages;
  private final long[][] spare;
  private int spares;
  private long head;
  private int size;

  // Of the newest and the oldest entry.
  private long[] newestPage;
  private long[] oldestPage;

  LongRing(int most, int stride) {
    this.most = most;
    this.stride = stride;
    int entriesBits = PAGE_WORDS_BITS - (31 - Integer.numberOfLeadingZeros(stride));
    pageBits = Math.min(entriesBits, 31 - Integer.numberOfLeadingZeros(most));
    pageMask = (1 << pageBits) - 1;
    pages = new long[most >>> pageBits][];
    spare = new long[pages.length][];
    newestPage = NO_PAGE;
    oldestPage = NO_PAGE;
  }

  private static final long[] NO_PAGE = {};

  boolean isFull() {
    return size == most;
  }

  boolean hasRoom(int more) {
    return most - size >= more;
  }

  boolean isEmpty() {
    return size == 0;
  }

  int size() {
    return size;
  }

  /** The position of the entry {@code i} after the oldest: it stays the same. */
  int position(int i) {
    return masked((int) head + i);
  }

  int masked(int position) {
    return position & most - 1;
  }

  int oldest() {
    return position(0);
  }

  int newest() {
    return position(size - 1);
  }

  /** The position of the next entry. */
  int end() {
    return position(size);
  }

  long[] oldestPage() {
    return oldestPage;
  }

  int oldestAt() {
    return at(oldest());
  }

  int newestAt() {
    return at(newest());
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
  }

  /** Makes room for one more at the end; the caller fills it, from {@link #newestAt} on. */
  long[] add() {
    int position = end();
    size++;
    if ((position & pageMask) == 0 || size == 1) {
      enter(position >>> pageBits);
    }
    return newestPage;
  }

  private void enter(int page) {
    if (pages[page] == null) {
      pages[page] = spares > 0 ? spare[--spares] : new long[stride << pageBits];
    }
    newestPage = pages[page];
    if (size == 1) {
      oldestPage = newestPage;
    }
  }

  void removeOldest() {
    int left = oldest();
    head++;
    size--;
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
    int next = oldest() >>> pageBits;
    // The newest may have come round to it already.
    if (next != page && (size == 0 || newest() >>> pageBits != page)) {
      spare[spares++] = pages[page];
      pages[page] = null;
    }
    oldestPage = size == 0 ? NO_PAGE : pages[next];
  }

  void save(StateSink sink) {
    sink.putLong(head);
    sink.putInt(size);
    for (int i = 0; i < size; ) {
      int position = position(i);
      int piece = Math.min(size - i, pageMask + 1 - (position & pageMask));
      sink.putLongs(pages[position >>> pageBits], at(position), piece * stride);
      i += piece;
    }
  }

  void load(StateSource source) {
    head = source.getLong();
    int entries = source.getInt();
    for (int i = 0; i < entries; ) {
      long[] page = add();
      int position = newest();
      int piece = Math.min(entries - i, pageMask + 1 - (position & pageMask));
      source.getLongs(page, at(position), piece * stride);
      size += piece - 1;
      i += piece;
    }
  }
}
