package io.onsale.inventory.model;

/**
 * The first answers of commands by their idempotency ids.
 *
 * <p>Almost every command is new, so what must be fast is to learn that an id is unknown, and to
 * add it. Answers lie in two rings, one line of 64 bytes each, written one after the other: refused
 * ones until {@code mostRefused} others have followed, accepted ones until {@link #KEPT} has passed
 * and their hold has ended. One index finds both: buckets of seven one-byte tags in one word, small
 * enough to stay in the cache, tell "not here" without touching a ring. A bucket's eighth byte
 * counts the answers that found it full and went on to the next, so removal leaves no tombstone.
 */
final class Answers {
  /** How long an accepted command is remembered at least, in milliseconds. */
  static final long KEPT = 600_000;

  /** Refusals that are remembered. */
  static final int MOST_REFUSED = 1 << 20;

  /** Accepted commands that are remembered; when all are needed, further ones are refused. */
  static final int MOST_ACCEPTED = 1 << 23;

  static final int NONE = -1;

  private static final int ID_HIGH = 0;
  private static final int ID_LOW = 1;
  private static final int FINGERPRINT = 2;

  /** Time (44 bits), position of the first seat that a mask tells of (12), kind (8). */
  private static final int STAMP = 3;

  private static final int PERFORMANCE = 4;
  private static final int FACT = 5;
  private static final int VERSION = 6;
  private static final int DEADLINE = 7;
  private static final int STRIDE = 8;

  /** Kinds: these two, or 64 + the code of a refusal. */
  static final int HELD = 0;

  static final int DONE = 1;
  private static final int REFUSED = 64;

  private static final int REFUSED_BIT = 1 << 30;
  private static final int POSITION = REFUSED_BIT - 1;
  private static final int SLOTS = 7;
  private static final long ONES = 0x0001010101010101L;
  private static final long HIGHS = 0x0080808080808080L;
  private static final long OVERFLOW_ONE = 1L << 56;

  private final Ring refused;
  private final Ring accepted;
  private long[] tags = new long[256];
  private int[] refs = new int[256 * 8];
  private int size;

  Answers(int mostRefused, int mostAccepted) {
    refused = new Ring(mostRefused);
    accepted = new Ring(mostAccepted);
  }

  /** Where the answer to that id is, or {@link #NONE}. */
  int find(long high, long low) {
    long hash = hash(high, low);
    long pattern = tag(hash) * ONES;
    int mask = tags.length - 1;
    int bucket = (int) hash & mask;
    while (true) {
      long word = tags[bucket];
      long match = zeroBytes(word ^ pattern);
      while (match != 0) {
        int place = bucket * 8 + (Long.numberOfTrailingZeros(match) >>> 3);
        int ref = refs[place];
        int at = at(ref);
        long[] lines = lines(ref);
        // The tag once more: an empty place may pass for a match, and refer to what is forgotten.
        if (lines[at + ID_HIGH] == high && lines[at + ID_LOW] == low && tagAt(place) == tag(hash)) {
          return ref;
        }
        match &= match - 1;
      }
      if (word >>> 56 == 0) {
        return NONE;
      }
      bucket = (bucket + 1) & mask;
    }
  }

  /** Whether one more accepted command can be remembered, after those no longer needed are gone. */
  boolean hasRoom(long now, Holds holds) {
    if (!accepted.isFull()) {
      return true;
    }
    forgetAccepted(now, holds);
    return !accepted.isFull();
  }

  void addAccepted(
      Header from,
      long now,
      int kind,
      long performance,
      long hold,
      long version,
      long deadline,
      Holds holds) {
    forgetAccepted(now, holds);
    growIndexFor(size + 1);
    int position = accepted.add();
    long stamp = now << 20 | kind;
    accepted.fill(position, from, stamp, performance, hold, version, deadline);
    place(hash(from.idempotencyHigh, from.idempotencyLow), position);
    size++;
  }

  /**
   * Remembers a refusal.
   *
   * @param fact what the reason tells, or a mask of the seats that it names
   * @param firstSeat position in the request of the seat that the mask's lowest bit stands for
   */
  void addRefused(
      Header from, long now, int code, int firstSeat, long performance, long fact, long version) {
    if (refused.isFull()) {
      int oldest = refused.oldest();
      unindex(hashAt(refused, oldest), oldest | REFUSED_BIT);
      refused.removeOldest();
    }
    growIndexFor(size + 1);
    int position = refused.add();
    long stamp = now << 20 | (long) firstSeat << 8 | REFUSED + code;
    refused.fill(position, from, stamp, performance, fact, version, 0);
    place(hash(from.idempotencyHigh, from.idempotencyLow), position | REFUSED_BIT);
    size++;
  }

  /** Two at most, so that the cost of a command is bounded and the rings still drain. */
  private void forgetAccepted(long now, Holds holds) {
    for (int i = 0; i < 2 && !accepted.isEmpty(); i++) {
      int oldest = accepted.oldest();
      int at = accepted.at(oldest);
      long[] lines = accepted.lines;
      if ((lines[at + STAMP] >>> 20) + KEPT > now) {
        return;
      }
      long hold = lines[at + FACT];
      int slot = hold == 0 ? -1 : holds.findAny(hold);
      if (slot >= 0 && holds.status(slot) == Holds.LIVE) {
        keepLonger(oldest);
      } else {
        if (slot >= 0 && (lines[at + STAMP] & 0xff) == HELD) {
          holds.unpin(slot);
        }
        unindex(hashAt(accepted, oldest), oldest);
        accepted.removeOldest();
      }
    }
  }

  /** Its hold still lives: to the end of the ring. */
  private void keepLonger(int oldest) {
    long hash = hashAt(accepted, oldest);
    accepted.moveOldestToEnd();
    int bucket = bucketOf(hash, oldest);
    refs[bucket] = accepted.newest();
  }

  boolean hasFingerprint(int ref, long fingerprint) {
    return lines(ref)[at(ref) + FINGERPRINT] == fingerprint;
  }

  boolean isRefused(int ref) {
    return (ref & REFUSED_BIT) != 0;
  }

  boolean isHeld(int ref) {
    return (lines(ref)[at(ref) + STAMP] & 0xff) == HELD;
  }

  RefusalReason reason(int ref) {
    return RefusalReason.of((int) (lines(ref)[at(ref) + STAMP] & 0xff) - REFUSED);
  }

  int firstSeat(int ref) {
    return (int) (lines(ref)[at(ref) + STAMP] >>> 8) & 0xfff;
  }

  long performance(int ref) {
    return lines(ref)[at(ref) + PERFORMANCE];
  }

  /** The hold of an accepted command; the fact of a refusal, or the mask of its seats. */
  long fact(int ref) {
    return lines(ref)[at(ref) + FACT];
  }

  long version(int ref) {
    return lines(ref)[at(ref) + VERSION];
  }

  long deadline(int ref) {
    return lines(ref)[at(ref) + DEADLINE];
  }

  int size() {
    return size;
  }

  private long[] lines(int ref) {
    return isRefused(ref) ? refused.lines : accepted.lines;
  }

  private int at(int ref) {
    return (isRefused(ref) ? refused : accepted).at(ref & POSITION);
  }

  // The index.

  private static long hash(long high, long low) {
    return Hash.mix(high ^ low * 0x9e3779b97f4a7c15L);
  }

  private static long hashAt(Ring ring, int position) {
    int at = ring.at(position);
    return hash(ring.lines[at + ID_HIGH], ring.lines[at + ID_LOW]);
  }

  private static long tag(long hash) {
    long tag = hash >>> 56;
    return tag == 0 ? 1 : tag;
  }

  /**
   * The high bit of each of the seven lower bytes that is zero; now and then also of one above it.
   */
  private static long zeroBytes(long word) {
    return word - ONES & ~word & HIGHS;
  }

  private void place(long hash, int ref) {
    int mask = tags.length - 1;
    int bucket = (int) hash & mask;
    while (true) {
      long word = tags[bucket];
      long empty = zeroBytes(word);
      if (empty != 0) {
        int slot = Long.numberOfTrailingZeros(empty) >>> 3;
        tags[bucket] = word | tag(hash) << (8 * slot);
        refs[bucket * 8 + slot] = ref;
        return;
      }
      if (word >>> 56 != 0xff) {
        tags[bucket] = word + OVERFLOW_ONE;
      }
      bucket = (bucket + 1) & mask;
    }
  }

  /** Where in the index that very reference stands. */
  private int bucketOf(long hash, int ref) {
    int mask = tags.length - 1;
    int bucket = (int) hash & mask;
    long pattern = tag(hash) * ONES;
    while (true) {
      long match = zeroBytes(tags[bucket] ^ pattern);
      while (match != 0) {
        int place = bucket * 8 + (Long.numberOfTrailingZeros(match) >>> 3);
        if (refs[place] == ref && tagAt(place) == tag(hash)) {
          return place;
        }
        match &= match - 1;
      }
      bucket = (bucket + 1) & mask;
    }
  }

  private long tagAt(int place) {
    return (tags[place >>> 3] >>> (8 * (place & 7))) & 0xff;
  }

  private void unindex(long hash, int ref) {
    int place = bucketOf(hash, ref);
    int last = place >>> 3;
    int mask = tags.length - 1;
    for (int bucket = (int) hash & mask; bucket != last; bucket = (bucket + 1) & mask) {
      if (tags[bucket] >>> 56 != 0xff) {
        tags[bucket] -= OVERFLOW_ONE;
      }
    }
    tags[last] &= ~(0xffL << (8 * (place & 7)));
    size--;
  }

  private void growIndexFor(int answers) {
    int buckets = tags.length;
    while (2L * answers > (long) SLOTS * buckets) {
      buckets *= 2;
    }
    if (buckets > tags.length) {
      tags = new long[buckets];
      refs = new int[8 * buckets];
      for (int i = 0; i < refused.size; i++) {
        int position = refused.position(i);
        place(hashAt(refused, position), position | REFUSED_BIT);
      }
      for (int i = 0; i < accepted.size; i++) {
        int position = accepted.position(i);
        place(hashAt(accepted, position), position);
      }
    }
  }

  void save(StateSink sink) {
    refused.save(sink);
    accepted.save(sink);
  }

  void load(StateSource source) {
    refused.load(source);
    accepted.load(source);
    size = refused.size + accepted.size;
    tags = new long[1];
    growIndexFor(Math.max(size, 512));
  }

  /** Lines in the order in which they came; it grows up to a bound, a power of two. */
  private static final class Ring {
    private final int most;
    private long[] lines = new long[256 * STRIDE];
    private long head;
    private int size;

    Ring(int most) {
      this.most = most;
    }

    boolean isFull() {
      return size == most;
    }

    boolean isEmpty() {
      return size == 0;
    }

    /**
     * The position of the answer {@code i} after the oldest: it stays the same while the ring
     * grows.
     */
    int position(int i) {
      return (int) (head + i) & most - 1;
    }

    int oldest() {
      return position(0);
    }

    int newest() {
      return position(size - 1);
    }

    int at(int position) {
      return (position & lines.length / STRIDE - 1) * STRIDE;
    }

    int add() {
      if (size * STRIDE == lines.length) {
        resize(2 * lines.length);
      }
      size++;
      return newest();
    }

    private void resize(int length) {
      long[] old = lines;
      int mask = old.length / STRIDE - 1;
      lines = new long[length];
      for (int i = 0; i < size; i++) {
        int position = position(i);
        System.arraycopy(old, (position & mask) * STRIDE, lines, at(position), STRIDE);
      }
    }

    void removeOldest() {
      head++;
      size--;
    }

    void moveOldestToEnd() {
      int from = at(oldest());
      head++;
      System.arraycopy(lines, from, lines, at(newest()), STRIDE);
    }

    void fill(
        int position,
        Header from,
        long stamp,
        long performance,
        long fact,
        long version,
        long deadline) {
      int at = at(position);
      lines[at + ID_HIGH] = from.idempotencyHigh;
      lines[at + ID_LOW] = from.idempotencyLow;
      lines[at + FINGERPRINT] = from.fingerprint;
      lines[at + STAMP] = stamp;
      lines[at + PERFORMANCE] = performance;
      lines[at + FACT] = fact;
      lines[at + VERSION] = version;
      lines[at + DEADLINE] = deadline;
    }

    void save(StateSink sink) {
      sink.putLong(head);
      sink.putInt(size);
      // At most two pieces: up to the end of the array, and from its start.
      int first = Math.min(size * STRIDE, lines.length - at(oldest()));
      sink.putLongs(lines, at(oldest()), first);
      sink.putLongs(lines, 0, size * STRIDE - first);
    }

    void load(StateSource source) {
      head = source.getLong();
      size = source.getInt();
      lines = new long[Math.min(most, Integer.highestOneBit(Math.max(128, size)) * 2) * STRIDE];
      int first = Math.min(size * STRIDE, lines.length - at(oldest()));
      source.getLongs(lines, at(oldest()), first);
      source.getLongs(lines, 0, size * STRIDE - first);
    }
  }
}
