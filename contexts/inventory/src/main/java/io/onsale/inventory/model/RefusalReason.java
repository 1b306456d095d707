package io.onsale.inventory.model;

/** Why a command was refused. The codes are those of the log's schema and never change. */
public enum RefusalReason {
  /** Out of the bounds that the schema tells. */
  MALFORMED(1),
  /** The same idempotency id came with another fingerprint. */
  IDEMPOTENCY_KEY_REUSED(2),
  /** Unknown, or another organizer's. */
  PERFORMANCE_NOT_FOUND(3),
  /** Opened before, by another opening. */
  PERFORMANCE_EXISTS(4),
  /** Closed by its organizer: no new holds. */
  PERFORMANCE_CLOSED(5),
  /** The fact is the time at which the sale opens. */
  NOT_ON_SALE_YET(6),
  /** The fact is the time at which the sale ended. */
  SALE_ENDED(7),
  /** The fact is the largest count. */
  BAD_COUNT(8),
  /** The seats are those that the performance does not have. */
  UNKNOWN_SEAT(9, true),
  /** The seats are those that were named twice. */
  DUPLICATE_SEAT(10, true),
  /** The performance has no such tier. */
  UNKNOWN_TIER(11),
  /** The performance has no such section. */
  UNKNOWN_SECTION(12),
  /** The fact is the limit per buyer. */
  LIMIT_EXCEEDED(13),
  /** The fact is the limit per verified identity. */
  IDENTITY_LIMIT_EXCEEDED(14),
  /** The seats are those that are not free. */
  SEATS_TAKEN(15, true),
  /** The fact is how many of those asked for are free: fewer than wanted. */
  SOLD_OUT(16),
  /** The fact is how many of those asked for are free: enough, but not together. */
  NO_ADJACENT_SEATS(17),
  /** There never was such a hold. */
  HOLD_NOT_FOUND(18),
  /** It belongs to another buyer. */
  NOT_YOUR_HOLD(19),
  /** The fact is the deadline that has passed. */
  HOLD_EXPIRED(20),
  /** Released, returned, or ended longer ago than is remembered. */
  HOLD_ENDED(21),
  /** Sold already, so it can be neither released nor extended. */
  HOLD_CONFIRMED(22),
  /** The hold has been extended before. */
  EXTENSION_USED(23),
  /** The seats are those that the hold does not have (any more). */
  NOT_IN_HOLD(24, true),
  /** The hold has not been confirmed, so nothing can be returned. */
  NOT_SOLD(25),
  /** The seats are those held or sold, at most 64 from the first one on. */
  SEATS_NOT_BLOCKABLE(26, true),
  /** The fact is the newest behaviour that this release knows. */
  UNKNOWN_BEHAVIOUR(27),
  /** A bounded table is full: nothing changed, try again later. */
  CAPACITY(28),
  /** No such upload is under way: begin again. */
  UPLOAD_NOT_FOUND(29),
  /** The fact is the offset at which to go on. */
  UPLOAD_OUT_OF_ORDER(30),
  /** What arrived is not what was announced: begin again. */
  DIGEST_MISMATCH(31);

  private static final RefusalReason[] BY_CODE = new RefusalReason[32];

  static {
    for (RefusalReason reason : values()) {
      BY_CODE[reason.code] = reason;
    }
  }

  private final int code;
  private final boolean namesSeats;

  RefusalReason(int code) {
    this(code, false);
  }

  RefusalReason(int code, boolean namesSeats) {
    this.code = code;
    this.namesSeats = namesSeats;
  }

  /** Whether the refusal names seats of the request. */
  public boolean namesSeats() {
    return namesSeats;
  }

  /** The reason's number in the log's schema. */
  public int code() {
    return code;
  }

  static RefusalReason of(int code) {
    return BY_CODE[code];
  }
}
