package io.onsale.inventory.model;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * The first answers of commands by their idempotency ids.
 *
 * <p>Answers lie in two rings, written one after the other: refused ones until {@code mostRefused}
 * others have followed, accepted ones until {@link #KEPT} has passed and their hold has ended.
 * {@link AnswerIndex} finds them. The seats of a hold's answer lie in a ring of their own, so that
 * an answer does not need its hold. Memory is only ever read and written in the order in which
 * answers come and go, but for the index.
 *
 * <p>All three rings consist of pages that, once full, never change again ({@link LongRing}): an
 * answer that is kept longer, because its hold lives, is written once more at the end.
 */
final class Answers implements AnswerIndex.Rings {
  /** How long an accepted command is remembered at least, in milliseconds. */
  static final long KEPT = 600_000;

  /** Refusals that are remembered. */
  static final int MOST_REFUSED = 1 << 20;

  /**
   * Accepted commands that are remembered; when all are needed, further ones are refused. So many
   * are 7,000 a second for ten minutes.
   */
  static final int MOST_ACCEPTED = 1 << 22;

  /** Seats that the remembered answers of holds have together; the same is true of them. */
  static final int MOST_SEATS = 1 << 23;

  static final int NONE = -1;

  // Words of an answer. Those of both kinds:

  private static final int ID_HIGH = 0;
  private static final int ID_LOW = 1;

  /**
   * The fingerprint's lower 44 bits, then of a refusal the position of the first seat that a mask
   * tells of (12) and the reason's code (8); of an accepted command how long after it its deadline
   * is (the upper 12 bits) and how many seats it holds (8), 0 for one that is done.
   */
  private static final int SHAPE = 2;

  /** Version (47), index of the performance + 1, or 0 (17). */
  private static final int PLACE = 3;

  /** What the reason tells, or a mask of seats; the hold of an accepted command. */
  private static final int FACT = 4;

  private static final int REFUSED_STRIDE = 5;

  /** Of an accepted command: time (44), how long after it its deadline is, + 1 (lower 20 bits). */
  private static final int TIME = 5;

  private static final int ACCEPTED_STRIDE = 6;

  private static final int PERFORMANCE_BITS = 17;
  private static final int PERFORMANCE_MASK = (1 << PERFORMANCE_BITS) - 1;
  private static final int FINGERPRINT_SHIFT = 20;

  private static final int REFUSED_BIT = 1 << 24;
  private static final int POSITION = REFUSED_BIT - 1;

  private final AtomicInteger readers = new AtomicInteger();
  private final LongRing refused;
  private final LongRing accepted;
  private final LongRing seats;

  // What goes with each answer, at the same position, and follows from the above.

  /** Its place in the index. */
  private final LongRing refusedPlaces;

  /** Where its seats begin (32 bits), its place in the index (32). */
  private final LongRing acceptedPlaces;

  private final AnswerIndex index;

  /** An answer that moves; used again and again. */
  private final long[] kept = new long[ACCEPTED_STRIDE];

  Answers(int mostRefused, int mostAccepted) {
    refused = new LongRing(mostRefused, REFUSED_STRIDE, readers);
    accepted = new LongRing(mostAccepted, ACCEPTED_STRIDE, readers);
    seats = new LongRing(Math.max(MOST_SEATS / MOST_ACCEPTED * mostAccepted, 1 << 10), 1, readers);
    refusedPlaces = new LongRing(mostRefused, 1, readers);
    acceptedPlaces = new LongRing(mostAccepted, 1, readers);
    index = new AnswerIndex(this);
  }

  /** Brings what will be read for an id to come into the cache. */
  void expect(long high, long low) {
    index.expect(hash(high, low));
  }

  /** Where the answer to that id is, or {@link #NONE}. */
  int find(long high, long low) {
    long hash = hash(high, low);
    int place = index.first(hash);
    while (place != AnswerIndex.NONE) {
      int ref = index.ref(place);
      if (isThere(ref) && word(ref, ID_HIGH) == high && word(ref, ID_LOW) == low) {
        return ref;
      }
      place = index.next(hash, place);
    }
    return NONE;
  }

  /** The index forgets a little later than the rings. */
  private boolean isThere(int ref) {
    return isRefused(ref) ? refused.has(ref & POSITION) : accepted.has(ref);
  }

  private static long hash(long high, long low) {
    return AnswerIndex.hash(high ^ low * 0x9e3779b97f4a7c15L);
  }

  @Override
  public long hash(int ref) {
    return hash(word(ref, ID_HIGH), word(ref, ID_LOW));
  }

  @Override
  public void moved(int ref, int place) {
    if (isRefused(ref)) {
      refusedPlaces.word(ref & POSITION, 0, place);
    } else {
      acceptedPlaces.word(ref, 0, places(seatsFrom(ref), place));
    }
  }

  private static long places(int seatsFrom, int place) {
    return (long) seatsFrom << 32 | place;
  }

  private int seatsFrom(int position) {
    return (int) (acceptedPlaces.word(position, 0) >>> 32);
  }

  /** Whether one more accepted command can be remembered, after those no longer needed are gone. */
  boolean hasRoom(long now, Holds holds) {
    if (!isFull()) {
      return true;
    }
    forgetAccepted(now, holds);
    return !isFull();
  }

  private boolean isFull() {
    return accepted.isFull() || !seats.hasRoom(Seats.MOST_IN_HOLD);
  }

  /**
   * Remembers a hold.
   *
   * @param performance its index + 1
   */
  void addHeld(Header from, long now, Result.Held held, int performance, Holds holds) {
    int count = held.size();
    addAccepted(from, now, count, performance, held.hold(), held.version(), held.deadline(), holds);
    for (int i = 0; i < count; i++) {
      long[] page = seats.add();
      page[seats.newestAt()] = SeatPool.word(held.seat(i), held.price(i));
    }
  }

  /**
   * Remembers what is done.
   *
   * @param performance its index + 1, or 0 when the command concerned none
   */
  void addDone(Header from, long now, Result.Done done, int performance, Holds holds) {
    addAccepted(from, now, 0, performance, done.hold(), done.version(), done.deadline(), holds);
  }

  private void addAccepted(
      Header from,
      long now,
      int count,
      int performance,
      long hold,
      long version,
      long deadline,
      Holds holds) {
    forgetAccepted(now, holds);
    long after = deadline == 0 ? 0 : deadline - now + 1;
    long shape = (after >>> 20) << 8 | count;
    long[] page = accepted.add();
    int at = accepted.newestAt();
    fill(page, at, from, shape, performance, hold, version);
    page[at + TIME] = now << 20 | (after & 0xfffff);
    int place = index.add(hash(from.idempotencyHigh, from.idempotencyLow), accepted.newest());
    long[] places = acceptedPlaces.add();
    places[acceptedPlaces.newestAt()] = places(seats.end(), place);
  }

  /**
   * Remembers a refusal.
   *
   * @param fact what the reason tells, or a mask of the seats that it names
   * @param firstSeat position in the request of the seat that the mask's lowest bit stands for
   * @param performance its index + 1, or 0 when there is none
   */
  void addRefused(Header from, int code, int firstSeat, int performance, long fact, long version) {
    if (refused.isFull()) {
      int oldest = refused.oldest();
      index.remove((int) refusedPlaces.word(oldest, 0), oldest | REFUSED_BIT);
      refused.removeOldest();
      refusedPlaces.removeOldest();
    }
    long[] page = refused.add();
    fill(page, refused.newestAt(), from, (long) firstSeat << 8 | code, performance, fact, version);
    long hash = hash(from.idempotencyHigh, from.idempotencyLow);
    int place = index.add(hash, refused.newest() | REFUSED_BIT);
    refusedPlaces.add()[refusedPlaces.newestAt()] = place;
  }

  private static void fill(
      long[] page, int at, Header from, long shape, int performance, long fact, long version) {
    page[at + ID_HIGH] = from.idempotencyHigh;
    page[at + ID_LOW] = from.idempotencyLow;
    page[at + SHAPE] = from.fingerprint << FINGERPRINT_SHIFT | shape;
    page[at + PLACE] = version << PERFORMANCE_BITS | performance;
    page[at + FACT] = fact;
  }

  /** Two at most, so that the cost of a command is bounded and the rings still drain. */
  private void forgetAccepted(long now, Holds holds) {
    for (int i = 0; i < 2 && !accepted.isEmpty(); i++) {
      long[] page = accepted.oldestPage();
      int at = accepted.oldestAt();
      if ((page[at + TIME] >>> 20) + KEPT > now) {
        return;
      }
      int oldest = accepted.oldest();
      int count = (int) page[at + SHAPE] & 0xff;
      long hold = page[at + FACT];
      if (hold != 0 && holds.isLive(hold)) {
        keepLonger(oldest, page, at, count);
      } else {
        index.remove((int) acceptedPlaces.word(oldest, 0), oldest);
        accepted.removeOldest();
        acceptedPlaces.removeOldest();
        seats.removeOldest(count);
      }
    }
  }

  /** Its hold still lives: to the end of the ring, with its seats. */
  private void keepLonger(int oldest, long[] page, int at, int count) {
    int place = (int) acceptedPlaces.word(oldest, 0);
    // First the copy: memory of a page that leaves may be used again.
    System.arraycopy(page, at, kept, 0, ACCEPTED_STRIDE);
    accepted.removeOldest();
    acceptedPlaces.removeOldest();
    long[] target = accepted.add();
    System.arraycopy(kept, 0, target, accepted.newestAt(), ACCEPTED_STRIDE);
    int newest = accepted.newest();
    acceptedPlaces.add()[acceptedPlaces.newestAt()] = places(seats.end(), place);
    for (int i = 0; i < count; i++) {
      long word = seats.oldestPage()[seats.oldestAt()];
      seats.removeOldest();
      seats.add()[seats.newestAt()] = word;
    }
    index.ref(place, newest);
  }

  boolean hasFingerprint(int ref, long fingerprint) {
    return (word(ref, SHAPE) ^ fingerprint << FINGERPRINT_SHIFT) >>> FINGERPRINT_SHIFT == 0;
  }

  boolean isRefused(int ref) {
    return (ref & REFUSED_BIT) != 0;
  }

  boolean isHeld(int ref) {
    return ((int) word(ref, SHAPE) & 0xff) != 0;
  }

  RefusalReason reason(int ref) {
    return RefusalReason.of((int) word(ref, SHAPE) & 0xff);
  }

  int firstSeat(int ref) {
    return (int) (word(ref, SHAPE) >>> 8) & 0xfff;
  }

  /** The performance's index + 1, or 0 when there is none. */
  int performance(int ref) {
    return (int) word(ref, PLACE) & PERFORMANCE_MASK;
  }

  /** The hold of an accepted command; the fact of a refusal, or the mask of its seats. */
  long fact(int ref) {
    return word(ref, FACT);
  }

  long version(int ref) {
    return word(ref, PLACE) >>> PERFORMANCE_BITS;
  }

  /** The deadline that an accepted command told, or 0. */
  long deadline(int ref) {
    long time = word(ref, TIME);
    long after = (word(ref, SHAPE) >>> 8 & 0xfff) << 20 | (time & 0xfffff);
    return after == 0 ? 0 : (time >>> 20) + after - 1;
  }

  /** Adds the seats that were held to {@code held}. */
  void seats(int ref, Result.Held held) {
    int from = seatsFrom(ref);
    int count = (int) word(ref, SHAPE) & 0xff;
    for (int i = 0; i < count; i++) {
      long word = seats.word(seats.after(from, i), 0);
      held.add(SeatPool.seat(word), SeatPool.price(word));
    }
  }

  int size() {
    return refused.size() + accepted.size();
  }

  private long word(int ref, int word) {
    return isRefused(ref) ? refused.word(ref & POSITION, word) : accepted.word(ref, word);
  }

  /** Whoever reads a frozen state is counted here. */
  AtomicInteger readers() {
    return readers;
  }

  void save(StateSink sink) {
    refused.save(sink);
    accepted.save(sink);
    seats.save(sink);
  }

  void load(StateSource source) {
    refused.load(source);
    accepted.load(source);
    seats.load(source);
    refusedPlaces.beginLike(refused);
    acceptedPlaces.beginLike(accepted);
    index.reserve(size());
    for (int i = 0; i < refused.size(); i++) {
      int position = refused.position(i);
      int ref = position | REFUSED_BIT;
      refusedPlaces.add()[refusedPlaces.newestAt()] = 0;
      refusedPlaces.word(position, 0, index.add(hash(ref), ref));
    }
    int from = seats.oldest();
    for (int i = 0; i < accepted.size(); i++) {
      int position = accepted.position(i);
      acceptedPlaces.add()[acceptedPlaces.newestAt()] = places(from, 0);
      int place = index.add(hash(position), position);
      acceptedPlaces.word(position, 0, places(from, place));
      from = seats.after(from, (int) accepted.word(position, SHAPE) & 0xff);
    }
  }
}
