package io.onsale.inventory.model;

import java.util.Arrays;

/**
 * Where in the rings an id may be, by its hash.
 *
 * <p>Almost every id that is looked up is new, so what must be fast is to learn that: one word of
 * eight bytes is a bucket of seven one-byte tags, and all tags of a million ids are small enough to
 * stay in the processor's cache. What a tag stands for lies apart, with seven more bits of the
 * hash, and is read only when a tag fits. A bucket's eighth byte counts the ids that found it full
 * and went on to the next, so removal leaves no tombstone.
 *
 * <p>What lies apart does not stay in the cache, and a processor that waits for one such place in
 * each command gets little else done. So what is only written is put off and then done for {@link
 * #BATCH} ids at once: places that do not depend on each other come from memory together. Until
 * then a new id is found by its tag and the list of what is put off, and one that is to be removed
 * may still be found: the caller knows that it has left the rings.
 *
 * <p>Buckets lie in pages. A page that is full is split into two by one more bit of the hash
 * (extendible hashing), so the index never stops to be built anew as a whole. Which ids are found
 * does not depend on how the pages lie; so the index is no part of the engine's state.
 */
final class AnswerIndex {
  static final int NONE = -1;

  /** Tells whose ids these are: the index keeps parts of their hashes only. */
  interface Rings {
    /** The hash of the id at that reference. */
    long hash(int ref);

    /** That id is at another place of the index now. */
    void moved(int ref, int place);
  }

  /** So many writes are put off at most. */
  private static final int BATCH = 64;

  private static final int SLOTS = 7;
  private static final int BUCKET_BITS = 12;
  private static final int BUCKETS = 1 << BUCKET_BITS;
  private static final int BUCKET_MASK = BUCKETS - 1;
  private static final int PLACE_BITS = BUCKET_BITS + 3;
  private static final int PLACE_MASK = (1 << PLACE_BITS) - 1;

  /** A page that has more is split: 72 % full. */
  private static final int MOST_IN_PAGE = BUCKETS * SLOTS * 72 / 100;

  /** Ids that differ in none of so many bits of their hash stay together. */
  private static final int MOST_DEPTH = 10;

  /**
   * Above page, bucket and slot a place tells how many buckets behind its home it is; the highest
   * number stands for itself and all above.
   */
  private static final int STRAYED_SHIFT = PLACE_BITS + MOST_DEPTH;

  private static final int STRAYED_FAR = 63;
  private static final int STRAYED = STRAYED_FAR << STRAYED_SHIFT;

  /** A reference has so many bits; above them are seven of the hash. */
  private static final int REF_BITS = 25;

  private static final int REF_MASK = (1 << REF_BITS) - 1;

  private static final long ONES = 0x0001010101010101L;
  private static final long LOWS = 0x007f7f7f7f7f7f7fL;
  private static final long HIGHS = 0x0080808080808080L;
  private static final long OVERFLOW_ONE = 1L << 56;

  private final Rings rings;

  /** Page of the hash's bits above those of the bucket. */
  private short[] directory = {0};

  private long[][] tags = {new long[BUCKETS]};
  private int[][] refs = {new int[BUCKETS * 8]};
  private int[] sizes = {0};

  /** How many bits of the hash a page stands for. */
  private int[] depths = {0};

  private int pages = 1;

  // What is put off: words to write into refs, and places to remove.
  private final int[] newPlaces = new int[BATCH];
  private final int[] newWords = new int[BATCH];
  private int news;
  private final int[] oldPlaces = new int[BATCH];
  private int olds;

  /** Keeps {@link #expect} from being left out as useless. */
  @SuppressWarnings("UnusedVariable")
  private long seen;

  AnswerIndex(Rings rings) {
    this.rings = rings;
  }

  /**
   * Makes room for so many before the first is added, so that no page is split while they come:
   * each split looks up and moves what has already been added.
   */
  void reserve(int ids) {
    int depth = 0;
    while (depth < MOST_DEPTH && ids >>> depth > MOST_IN_PAGE - MOST_IN_PAGE / 16) {
      depth++;
    }
    pages = 1 << depth;
    directory = new short[pages];
    tags = new long[pages][BUCKETS];
    refs = new int[pages][BUCKETS * 8];
    sizes = new int[pages];
    depths = new int[pages];
    Arrays.fill(depths, depth);
    for (int page = 0; page < pages; page++) {
      directory[page] = (short) page;
    }
  }

  /** Spreads an id's bits. Ids are halves of SHA-256, so one multiplication is enough. */
  static long hash(long id) {
    long product = id * 0xd6e8feb86659fd93L;
    return product ^ product >>> 32;
  }

  private int page(long hash) {
    return directory[(int) (hash >>> BUCKET_BITS) & directory.length - 1];
  }

  private static long tag(long hash) {
    long tag = hash >>> 56;
    return tag == 0 ? 1 : tag;
  }

  /** The seven bits below the tag, above a reference. */
  private static int more(long hash) {
    return (int) (hash >>> 49) << REF_BITS;
  }

  /** The high bit of each of the seven lower bytes that is zero. */
  private static long zeroBytes(long word) {
    return ~((word & LOWS) + LOWS | word) & HIGHS;
  }

  /** Brings what {@link #first} of that hash reads into the cache. */
  void expect(long hash) {
    seen ^= tags[page(hash)][(int) hash & BUCKET_MASK];
  }

  /** The first place that fits the hash, or {@link #NONE}; mostly it is the right one. */
  int first(long hash) {
    int page = page(hash);
    int bucket = (int) hash & BUCKET_MASK;
    long word = tags[page][bucket];
    long match = zeroBytes(word ^ tag(hash) * ONES);
    if (match == 0 && word >>> 56 == 0) {
      return NONE;
    }
    return next(hash, page, bucket, match);
  }

  /** The next place after {@code place} that fits. */
  int next(long hash, int place) {
    int bucket = (place & PLACE_MASK) >>> 3;
    int page = place >>> PLACE_BITS;
    long match = zeroBytes(tags[page][bucket] ^ tag(hash) * ONES);
    return next(hash, page, bucket, match & -1L << (8 * (place & 7) + 8));
  }

  private int next(long hash, int page, int firstBucket, long firstMatch) {
    long[] words = tags[page];
    int bucket = firstBucket;
    long match = firstMatch;
    while (true) {
      for (; match != 0; match &= match - 1) {
        int place = page << PLACE_BITS | bucket << 3 | Long.numberOfTrailingZeros(match) >>> 3;
        if (((word(place) ^ more(hash)) & ~REF_MASK) == 0) {
          return place;
        }
      }
      if (words[bucket] >>> 56 == 0) {
        return NONE;
      }
      bucket = bucket + 1 & BUCKET_MASK;
      match = zeroBytes(words[bucket] ^ tag(hash) * ONES);
    }
  }

  /** The reference at that place, with bits of the hash. */
  private int word(int place) {
    for (int i = news - 1; i >= 0; i--) {
      if (newPlaces[i] == place) {
        return newWords[i];
      }
    }
    return refs[place >>> PLACE_BITS][place & PLACE_MASK];
  }

  /** What stands at that place. */
  int ref(int place) {
    return word(place) & REF_MASK;
  }

  /** The same answer lies elsewhere in the rings now. */
  void ref(int place, int ref) {
    int at = place & ~STRAYED;
    writeLater(at, (word(at) & ~REF_MASK) | ref);
  }

  private void writeLater(int place, int word) {
    if (news == BATCH) {
      writeNew();
    }
    newPlaces[news] = place;
    newWords[news++] = word;
  }

  private void writeNew() {
    for (int i = 0; i < news; i++) {
      int place = newPlaces[i];
      refs[place >>> PLACE_BITS][place & PLACE_MASK] = newWords[i];
    }
    news = 0;
  }

  /** Adds one; returns its place, by which it will be removed. */
  int add(long hash, int ref) {
    int page = page(hash);
    if (sizes[page] >= MOST_IN_PAGE && depths[page] < MOST_DEPTH) {
      page = splitFor(hash);
    }
    int place = put(page, hash);
    writeLater(place & ~STRAYED, more(hash) | ref);
    return place;
  }

  private int put(int page, long hash) {
    sizes[page]++;
    long[] words = tags[page];
    int home = (int) hash & BUCKET_MASK;
    int bucket = home;
    for (int strayed = 0; ; strayed++) {
      long word = words[bucket];
      long empty = zeroBytes(word);
      if (empty != 0) {
        int slot = Long.numberOfTrailingZeros(empty) >>> 3;
        words[bucket] = word | tag(hash) << (8 * slot);
        int place = page << PLACE_BITS | bucket << 3 | slot;
        return Math.min(strayed, STRAYED_FAR) << STRAYED_SHIFT | place;
      }
      if (word >>> 56 != 0xff) {
        words[bucket] = word + OVERFLOW_ONE;
      }
      bucket = bucket + 1 & BUCKET_MASK;
    }
  }

  /** Removes one, soon: until then it may be found. */
  void remove(int place, int ref) {
    if (place >>> STRAYED_SHIFT == STRAYED_FAR) {
      removeStrayed(place & ~STRAYED, (int) rings.hash(ref) & BUCKET_MASK);
      return;
    }
    if (olds == BATCH) {
      removeOld();
    }
    oldPlaces[olds++] = place;
  }

  private void removeOld() {
    for (int i = 0; i < olds; i++) {
      int place = oldPlaces[i];
      if ((place & STRAYED) == 0) {
        remove(place);
      } else {
        int at = place & ~STRAYED;
        removeStrayed(at, ((at & PLACE_MASK) >>> 3) - (place >>> STRAYED_SHIFT) & BUCKET_MASK);
      }
    }
    olds = 0;
  }

  private void remove(int place) {
    int page = place >>> PLACE_BITS;
    tags[page][(place & PLACE_MASK) >>> 3] &= ~(0xffL << (8 * (place & 7)));
    sizes[page]--;
  }

  private void removeStrayed(int place, int home) {
    int page = place >>> PLACE_BITS;
    int last = (place & PLACE_MASK) >>> 3;
    long[] words = tags[page];
    for (int bucket = home; bucket != last; bucket = bucket + 1 & BUCKET_MASK) {
      if (words[bucket] >>> 56 != 0xff) {
        words[bucket] -= OVERFLOW_ONE;
      }
    }
    remove(place);
  }

  /** Splits the page of the hash until there is room; returns where the hash belongs then. */
  private int splitFor(long hash) {
    removeOld();
    writeNew();
    int page = page(hash);
    while (sizes[page] >= MOST_IN_PAGE && depths[page] < MOST_DEPTH) {
      split(page);
      page = page(hash);
    }
    return page;
  }

  /** Ids with one more bit of their hash set go to a new page. */
  private void split(int page) {
    int depth = depths[page];
    if (1 << depth == directory.length) {
      int known = directory.length;
      directory = Arrays.copyOf(directory, 2 * known);
      System.arraycopy(directory, 0, directory, known, known);
    }
    int added = pages++;
    if (added == tags.length) {
      tags = Arrays.copyOf(tags, 2 * added);
      refs = Arrays.copyOf(refs, 2 * added);
      sizes = Arrays.copyOf(sizes, 2 * added);
      depths = Arrays.copyOf(depths, 2 * added);
    }
    for (int i = 0; i < directory.length; i++) {
      if (directory[i] == page && (i >>> depth & 1) != 0) {
        directory[i] = (short) added;
      }
    }
    depths[page] = depth + 1;
    depths[added] = depth + 1;
    long[] oldTags = tags[page];
    int[] oldRefs = refs[page];
    tags[page] = new long[BUCKETS];
    refs[page] = new int[BUCKETS * 8];
    sizes[page] = 0;
    tags[added] = new long[BUCKETS];
    refs[added] = new int[BUCKETS * 8];
    sizes[added] = 0;
    for (int bucket = 0; bucket < BUCKETS; bucket++) {
      for (int slot = 0; slot < SLOTS; slot++) {
        if (((oldTags[bucket] >>> (8 * slot)) & 0xff) != 0) {
          int word = oldRefs[bucket << 3 | slot];
          int ref = word & REF_MASK;
          long hash = rings.hash(ref);
          int place = put(page(hash), hash);
          refs[(place & ~STRAYED) >>> PLACE_BITS][place & PLACE_MASK] = word;
          rings.moved(ref, place);
        }
      }
    }
  }
}
