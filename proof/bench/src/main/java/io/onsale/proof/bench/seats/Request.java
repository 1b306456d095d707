package io.onsale.proof.bench.seats;

import org.jspecify.annotations.Nullable;

/** What one buyer asks for. */
final class Request {
  enum Kind {
    /** The best two side by side of a tier. */
    HOLD_BEST,
    /** Two seats side by side, by name. */
    HOLD_PAIR,
    RELEASE,
    CONFIRM,
    /** Sold seats come back. */
    RETURN
  }

  final Kind kind;

  /** Not 0; the same when it is asked again. */
  final long id;

  final long buyer;

  /** The tier, or the first seat of the pair. */
  final int place;

  /** When it should have been asked, in nanoseconds. */
  long due;

  private final @Nullable Request hold;
  private final @Nullable Request first;
  private long number;

  private Request(
      Kind kind, long id, long buyer, int place, @Nullable Request hold, @Nullable Request first) {
    this.kind = kind;
    this.id = id;
    this.buyer = buyer;
    this.place = place;
    this.hold = hold;
    this.first = first;
  }

  static Request best(long id, long buyer, int tier) {
    return new Request(Kind.HOLD_BEST, id, buyer, tier, null, null);
  }

  static Request pair(long id, long buyer, int firstSeat) {
    return new Request(Kind.HOLD_PAIR, id, buyer, firstSeat, null, null);
  }

  /** Ends a hold. */
  static Request of(Kind kind, long id, Request hold) {
    return new Request(kind, id, hold.buyer, 0, hold, null);
  }

  /** The same once more. */
  Request again() {
    return new Request(kind, id, buyer, place, hold, first());
  }

  boolean isHold() {
    return kind == Kind.HOLD_BEST || kind == Kind.HOLD_PAIR;
  }

  /** The one that this repeats; itself when it is the first. */
  Request first() {
    return first == null ? this : first;
  }

  /** The hold that this ends; itself when it is one. */
  Request hold() {
    return hold == null ? this : hold;
  }

  /** The server's number of the hold; 0 when it is not held. */
  long number() {
    return number;
  }

  /** The seats are held under a number; false when they already were. */
  boolean held(long under) {
    boolean news = number == 0;
    number = under;
    return news;
  }
}
