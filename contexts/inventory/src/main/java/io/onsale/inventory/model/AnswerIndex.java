package io.onsale.inventory.model;

import java.util.Arrays;

/**
 * Where in the rings an id may be, by its hash.
 *
 * <p>Almost every id that is looked up is new, so what must be fast is to learn that: one word of
 * eight bytes is a bucket of seven one-byte tags, and all tags of a million ids are small enough to
 * stay in the processor's cache. What a tag stands for lies apart, is written with each id, and
 * read only when a tag fits. A bucket's eighth byte counts the ids that found it full and went on
 * to the next, so removal leaves no tombstone.
 *
 * <p>Buckets lie in pages. A page that is full is split into two by one more bit of the hash
 * (extendible hashing), so the index never stops to be built anew as a whole. Which ids are found
 * does not depend on how the pages lie; so the index is no part of the engine's state.
 */
final class AnswerIndex {
  static final int NONE = -1;

  /** Tells whose ids these are: the index keeps tags of their hashes only. */
  interface Rings {
    /** The hash of the id at that place of the rings. */
    long hash(int ref);

    /** That place is found at another place of the index now. */
    void moved(int ref, int place);
  }

  private static final int SLOTS = 7;
  private static final int BUCKET_BITS = 12;
  private static final int BUCKETS = 1 << BUCKET_BITS;
  private static final int BUCKET_MASK = BUCKETS - 1;
  private static final int PLACE_BITS = BUCKET_BITS + 3;
  private static final int PLACE_MASK = (1 << PLACE_BITS) - 1;

  /** A page that has more is split: 72 % full. */
  private static final int MOST_IN_PAGE = BUCKETS * SLOTS * 72 / 100;

  /** Ids that differ in none of so many bits of their hash stay together. */
  private static final int MOST_DEPTH = 14;

  /** Marks a place outside of its home bucket. */
  private static final int STRAYED = 1 << 30;

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

  /** Keeps {@link #expect} from being left out as useless. */
  @SuppressWarnings("UnusedVariable")
  private long seen;

  AnswerIndex(Rings rings) {
    this.rings = rings;
  }

  private int page(long hash) {
    return directory[(int) (hash >>> BUCKET_BITS) & directory.length - 1];
  }

  private static long tag(long hash) {
    long tag = hash >>> 56;
    return tag == 0 ? 1 : tag;
  }

  /** The high bit of each of the seven lower bytes that is zero. */
  private static long zeroBytes(long word) {
    return ~((word & LOWS) + LOWS | word) & HIGHS;
  }

  /** Brings what {@link #first} of that hash reads into the cache. */
  void expect(long hash) {
    seen ^= tags[page(hash)][(int) hash & BUCKET_MASK];
  }

  /** The first place whose tag fits the hash, or {@link #NONE}; mostly it is the right one. */
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

  /** The next place after {@code place} whose tag fits. */
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
    while (match == 0) {
      if (words[bucket] >>> 56 == 0) {
        return NONE;
      }
      bucket = bucket + 1 & BUCKET_MASK;
      match = zeroBytes(words[bucket] ^ tag(hash) * ONES);
    }
    return page << PLACE_BITS | bucket << 3 | Long.numberOfTrailingZeros(match) >>> 3;
  }

  /** What stands at that place. */
  int ref(int place) {
    return refs[place >>> PLACE_BITS][place & PLACE_MASK];
  }

  /** The same answer lies elsewhere in the rings now. */
  void ref(int place, int ref) {
    int at = place & ~STRAYED;
    refs[at >>> PLACE_BITS][at & PLACE_MASK] = ref;
  }

  /** Adds one; returns its place, by which it will be removed. */
  int add(long hash, int ref) {
    int page = page(hash);
    while (sizes[page] >= MOST_IN_PAGE && depths[page] < MOST_DEPTH) {
      split(page);
      page = page(hash);
    }
    return put(page, hash, ref);
  }

  private int put(int page, long hash, int ref) {
    sizes[page]++;
    long[] words = tags[page];
    int home = (int) hash & BUCKET_MASK;
    int bucket = home;
    while (true) {
      long word = words[bucket];
      long empty = zeroBytes(word);
      if (empty != 0) {
        int slot = Long.numberOfTrailingZeros(empty) >>> 3;
        words[bucket] = word | tag(hash) << (8 * slot);
        int place = bucket << 3 | slot;
        refs[page][place] = ref;
        return page << PLACE_BITS | place | (bucket == home ? 0 : STRAYED);
      }
      if (word >>> 56 != 0xff) {
        words[bucket] = word + OVERFLOW_ONE;
      }
      bucket = bucket + 1 & BUCKET_MASK;
    }
  }

  /** Brings what {@link #remove} of that place changes into the cache. */
  void expectRemoval(int place) {
    seen ^= tags[(place & ~STRAYED) >>> PLACE_BITS][(place & PLACE_MASK) >>> 3];
  }

  /** Brings what {@link #add} of that hash changes into the cache. */
  void expectAdd(long hash) {
    seen ^= refs[page(hash)][((int) hash & BUCKET_MASK) << 3];
  }

  void remove(int place, int ref) {
    int page = (place & ~STRAYED) >>> PLACE_BITS;
    int last = (place & PLACE_MASK) >>> 3;
    long[] words = tags[page];
    if ((place & STRAYED) != 0) {
      int home = (int) rings.hash(ref) & BUCKET_MASK;
      for (int bucket = home; bucket != last; bucket = bucket + 1 & BUCKET_MASK) {
        if (words[bucket] >>> 56 != 0xff) {
          words[bucket] -= OVERFLOW_ONE;
        }
      }
    }
    words[last] &= ~(0xffL << (8 * (place & 7)));
    sizes[page]--;
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
          int ref = oldRefs[bucket << 3 | slot];
          long hash = rings.hash(ref);
          rings.moved(ref, put(page(hash), hash, ref));
        }
      }
    }
  }
}
