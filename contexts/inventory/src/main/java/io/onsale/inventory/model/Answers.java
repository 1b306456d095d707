package io.onsale.inventory.model;

/**
 * The first answers of commands by their idempotency ids.
 *
 * <p>Answers lie in two rings, one line of 64 bytes each, written one after the other: refused ones
 * until {@code mostRefused} others have followed, accepted ones until {@link #KEPT} has passed and
 * their hold has ended. {@link AnswerIndex} finds them. The seats of a hold's answer lie in a ring
 * of their own, so that an answer does not need its hold. Memory is only ever read and written in
 * the order in which answers come and go, but for the index.
 */
final class Answers implements AnswerIndex.Rings {
  /** How long an accepted command is remembered at least, in milliseconds. */
  static final long KEPT = 600_000;

  /** Refusals that are remembered. */
  static final int MOST_REFUSED = 1 << 20;

  /** Accepted commands that are remembered; when all are needed, further ones are refused. */
  static final int MOST_ACCEPTED = 1 << 23;

  /** Seats that the remembered answers of holds have together; the same is true of them. */
  static final int MOST_SEATS = 1 << 24;

  static final int NONE = -1;

  private static final int ID_HIGH = 0;
  private static final int ID_LOW = 1;
  private static final int FINGERPRINT = 2;

  /**
   * Time (44 bits), then position of the first seat that a mask tells of, or how many seats were
   * held (12), kind (8).
   */
  private static final int STAMP = 3;

  private static final int PERFORMANCE = 4;
  private static final int FACT = 5;
  private static final int VERSION = 6;
  private static final int DEADLINE = 7;
  private static final int STRIDE = 8;

  /** Kinds: these two, or 64 + the code of a refusal. */
  private static final int HELD = 0;

  private static final int DONE = 1;
  private static final int REFUSED = 64;

  private static final int REFUSED_BIT = 1 << 30;
  private static final int POSITION = REFUSED_BIT - 1;

  private final LongRing refused;
  private final LongRing accepted;
  private final LongRing seats;

  // What goes with each answer, at the same position, and follows from the above.

  /** Its place in the index. */
  private final LongRing refusedPlaces;

  /** Where its seats begin (32 bits), its place in the index (32). */
  private final LongRing acceptedPlaces;

  private final AnswerIndex index;

  Answers(int mostRefused, int mostAccepted) {
    refused = new LongRing(mostRefused, STRIDE);
    accepted = new LongRing(mostAccepted, STRIDE);
    seats = new LongRing(Math.max(MOST_SEATS / MOST_ACCEPTED * mostAccepted, 1 << 10), 1);
    refusedPlaces = new LongRing(mostRefused, 1);
    acceptedPlaces = new LongRing(mostAccepted, 1);
    index = new AnswerIndex(this);
  }

  /**
   * Brings what will be read and changed for the {@code ahead}-th of the ids to come into the
   * cache. That many answers may be forgotten until then.
   */
  void expect(long high, long low, int ahead) {
    long hash = hash(high, low);
    index.expect(hash);
    index.expectAdd(hash);
    if (refused.isFull()) {
      index.expectRemoval((int) refusedPlaces.word(refused.position(ahead), 0));
    }
    if (accepted.size() > ahead) {
      index.expectRemoval((int) acceptedPlaces.word(accepted.position(ahead), 0));
    }
  }

  /** Where the answer to that id is, or {@link #NONE}. */
  int find(long high, long low) {
    long hash = hash(high, low);
    int place = index.first(hash);
    while (place != AnswerIndex.NONE) {
      int ref = index.ref(place);
      if (word(ref, ID_HIGH) == high && word(ref, ID_LOW) == low) {
        return ref;
      }
      place = index.next(hash, place);
    }
    return NONE;
  }

  private static long hash(long high, long low) {
    return Hash.mix(high ^ low * 0x9e3779b97f4a7c15L);
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

  void addHeld(Header from, long now, Result.Held held, Holds holds) {
    int count = held.size();
    addAccepted(
        from,
        now,
        (long) count << 8 | HELD,
        held.performance(),
        held.hold(),
        held.version(),
        held.deadline(),
        holds);
    for (int i = 0; i < count; i++) {
      long[] page = seats.add();
      page[seats.newestAt()] = SeatPool.word(held.seat(i), held.price(i));
    }
  }

  void addDone(Header from, long now, Result.Done done, Holds holds) {
    addAccepted(
        from, now, DONE, done.performance(), done.hold(), done.version(), done.deadline(), holds);
  }

  private void addAccepted(
      Header from,
      long now,
      long kind,
      long performance,
      long hold,
      long version,
      long deadline,
      Holds holds) {
    forgetAccepted(now, holds);
    long[] page = accepted.add();
    fill(page, accepted.newestAt(), from, now << 20 | kind, performance, hold, version, deadline);
    int position = accepted.newest();
    long hash = hash(from.idempotencyHigh, from.idempotencyLow);
    int place = index.add(hash, position);
    long[] places = acceptedPlaces.add();
    places[acceptedPlaces.newestAt()] = places(seats.end(), place);
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
      index.remove((int) refusedPlaces.word(oldest, 0), oldest | REFUSED_BIT);
      refused.removeOldest();
      refusedPlaces.removeOldest();
    }
    long[] page = refused.add();
    long stamp = now << 20 | (long) firstSeat << 8 | REFUSED + code;
    fill(page, refused.newestAt(), from, stamp, performance, fact, version, 0);
    int position = refused.newest();
    long hash = hash(from.idempotencyHigh, from.idempotencyLow);
    int place = index.add(hash, position | REFUSED_BIT);
    refusedPlaces.add()[refusedPlaces.newestAt()] = place;
  }

  private static void fill(
      long[] page,
      int at,
      Header from,
      long stamp,
      long performance,
      long fact,
      long version,
      long deadline) {
    page[at + ID_HIGH] = from.idempotencyHigh;
    page[at + ID_LOW] = from.idempotencyLow;
    page[at + FINGERPRINT] = from.fingerprint;
    page[at + STAMP] = stamp;
    page[at + PERFORMANCE] = performance;
    page[at + FACT] = fact;
    page[at + VERSION] = version;
    page[at + DEADLINE] = deadline;
  }

  /** Two at most, so that the cost of a command is bounded and the rings still drain. */
  private void forgetAccepted(long now, Holds holds) {
    for (int i = 0; i < 2 && !accepted.isEmpty(); i++) {
      long[] page = accepted.oldestPage();
      int at = accepted.oldestAt();
      long stamp = page[at + STAMP];
      if ((stamp >>> 20) + KEPT > now) {
        return;
      }
      int oldest = accepted.oldest();
      int count = heldSeats(stamp);
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
    accepted.removeOldest();
    acceptedPlaces.removeOldest();
    long[] target = accepted.add();
    System.arraycopy(page, at, target, accepted.newestAt(), STRIDE);
    int newest = accepted.newest();
    acceptedPlaces.add()[acceptedPlaces.newestAt()] = places(seats.end(), place);
    for (int i = 0; i < count; i++) {
      long word = seats.oldestPage()[seats.oldestAt()];
      seats.removeOldest(1);
      seats.add()[seats.newestAt()] = word;
    }
    index.ref(place, newest);
  }

  private static int heldSeats(long stamp) {
    return (stamp & 0xff) == HELD ? (int) (stamp >>> 8) & 0xfff : 0;
  }

  boolean hasFingerprint(int ref, long fingerprint) {
    return word(ref, FINGERPRINT) == fingerprint;
  }

  boolean isRefused(int ref) {
    return (ref & REFUSED_BIT) != 0;
  }

  boolean isHeld(int ref) {
    return (word(ref, STAMP) & 0xff) == HELD;
  }

  RefusalReason reason(int ref) {
    return RefusalReason.of((int) (word(ref, STAMP) & 0xff) - REFUSED);
  }

  int firstSeat(int ref) {
    return (int) (word(ref, STAMP) >>> 8) & 0xfff;
  }

  long performance(int ref) {
    return word(ref, PERFORMANCE);
  }

  /** The hold of an accepted command; the fact of a refusal, or the mask of its seats. */
  long fact(int ref) {
    return word(ref, FACT);
  }

  long version(int ref) {
    return word(ref, VERSION);
  }

  long deadline(int ref) {
    return word(ref, DEADLINE);
  }

  /** Adds the seats that were held to {@code held}. */
  void seats(int ref, Result.Held held) {
    int from = seatsFrom(ref);
    int count = heldSeats(word(ref, STAMP));
    for (int i = 0; i < count; i++) {
      long word = seats.word(seats.masked(from + i), 0);
      held.add(SeatPool.seat(word), SeatPool.price(word));
    }
  }

  int size() {
    return refused.size() + accepted.size();
  }

  private long word(int ref, int word) {
    return isRefused(ref) ? refused.word(ref & POSITION, word) : accepted.word(ref, word);
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
      from += heldSeats(accepted.word(position, STAMP));
    }
  }
}
