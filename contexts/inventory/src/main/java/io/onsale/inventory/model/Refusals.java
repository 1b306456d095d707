package io.onsale.inventory.model;

import org.jspecify.annotations.Nullable;

/**
 * Why commands are refused: the checks that several of them share, each {@code null} when it finds
 * nothing to refuse, and the one refusal that is used again and again.
 */
final class Refusals {
  private final Holds holds;
  private final Result.Refused refused = new Result.Refused();
  private final long[] marks = new long[Opening.MOST_SEATS >>> 6];

  /** Which seats of the request were named last: a mask from a position on. */
  private long namedMask;

  private int namedFrom;

  Refusals(Holds holds) {
    this.holds = holds;
  }

  /** The performance takes new holds at this time. */
  Result.@Nullable Refused sale(Performance performance, long now, boolean afterPayment) {
    if (performance.isClosed()) {
      return because(RefusalReason.PERFORMANCE_CLOSED, performance, 0);
    }
    Opening.Window window = performance.window();
    if (afterPayment || (now >= window.from() && now < window.until())) {
      return null;
    }
    return now < window.from()
        ? because(RefusalReason.NOT_ON_SALE_YET, performance, window.from())
        : because(RefusalReason.SALE_ENDED, performance, window.until());
  }

  /** There can be such seats, up to {@code most}. */
  Result.@Nullable Refused selection(Performance performance, Selection wanted, int most) {
    if (wanted.wanted() < 1 || wanted.wanted() > most || wanted.seats.hasOverflowed()) {
      return because(RefusalReason.BAD_COUNT, performance, most);
    }
    if (!wanted.best) {
      if (!areKnown(performance, wanted.seats)) {
        return naming(RefusalReason.UNKNOWN_SEAT, performance, wanted.seats);
      }
      return areDistinct(wanted.seats)
          ? null
          : naming(RefusalReason.DUPLICATE_SEAT, performance, wanted.seats);
    }
    if (wanted.tier < 0 || wanted.tier >= performance.tiers().size()) {
      return because(RefusalReason.UNKNOWN_TIER, performance, 0);
    }
    if (wanted.section < Selection.ANY_SECTION || wanted.section >= performance.sections().size()) {
      return because(RefusalReason.UNKNOWN_SECTION, performance, 0);
    }
    return (wanted.attributes & ~SeatAttributes.ALL) == 0
        ? null
        : because(RefusalReason.MALFORMED, performance, 0);
  }

  /** The buyer, and the verified identity if there is one, may have so many seats more. */
  Result.@Nullable Refused limits(Performance performance, long buyer, long identity, int more) {
    Opening.Limits limits = performance.limits();
    if (more > 0
        && limits.perBuyer() > 0
        && (long) performance.seatsOfBuyer(buyer) + more > limits.perBuyer()) {
      return because(RefusalReason.LIMIT_EXCEEDED, performance, limits.perBuyer());
    }
    if (more > 0
        && identity != 0
        && limits.perIdentity() > 0
        && (long) performance.seatsOfIdentity(identity) + more > limits.perIdentity()) {
      return because(RefusalReason.IDENTITY_LIMIT_EXCEEDED, performance, limits.perIdentity());
    }
    return null;
  }

  /** The hold must be there, the caller's, and live or sold. */
  Result.@Nullable Refused hold(Header from, Performance performance, long hold, long now) {
    int slot = holds.find(performance.index(), hold);
    if (slot < 0) {
      return holds.wasGivenOut(hold)
          ? because(RefusalReason.HOLD_ENDED, performance, 0)
          : because(RefusalReason.HOLD_NOT_FOUND, performance, 0);
    }
    if (holds.buyer(slot) != from.buyer && !isOrganizer(from, performance)) {
      return because(RefusalReason.NOT_YOUR_HOLD, performance, 0);
    }
    int status = holds.status(slot);
    if (status == Holds.EXPIRED || (status == Holds.LIVE && holds.deadline(slot) <= now)) {
      return because(RefusalReason.HOLD_EXPIRED, performance, holds.deadline(slot));
    }
    return status == Holds.LIVE || status == Holds.SOLD
        ? null
        : because(RefusalReason.HOLD_ENDED, performance, 0);
  }

  static boolean isOrganizer(Header from, Performance performance) {
    return from.organizer == performance.organizer();
  }

  /** The refusal itself. */
  Result.Refused because(RefusalReason reason, @Nullable Performance performance, long fact) {
    return performance == null
        ? refused.with(reason, 0, 0, fact)
        : refused.with(reason, performance.id(), performance.version(), fact);
  }

  /** With the seats that were named last. */
  Result.Refused naming(RefusalReason reason, Performance performance, Seats seats) {
    because(reason, performance, 0);
    addNamed(seats);
    return refused;
  }

  /**
   * A refusal that is remembered.
   *
   * @param fact what the reason tells, or a mask of the seats that it names
   * @param firstSeat position of the seat that the mask's lowest bit stands for
   * @param seats those of the request
   */
  Result.Refused again(
      RefusalReason reason, long performance, long version, long fact, int firstSeat, Seats seats) {
    boolean names = reason.namesSeats();
    refused.with(reason, performance, version, names ? 0 : fact);
    if (names) {
      namedMask = fact;
      namedFrom = firstSeat;
      addNamed(seats);
    }
    return refused;
  }

  // Seats of the request that a refusal names: up to 64, from the first one on.

  void nameNone() {
    namedMask = 0;
    namedFrom = 0;
  }

  void name(int position) {
    if (namedMask == 0) {
      namedFrom = position;
    }
    if (position - namedFrom < Long.SIZE) {
      namedMask |= 1L << (position - namedFrom);
    }
  }

  boolean namesAny() {
    return namedMask != 0;
  }

  long namedMask() {
    return namedMask;
  }

  int namedFrom() {
    return namedFrom;
  }

  private void addNamed(Seats seats) {
    for (long rest = namedMask; rest != 0; rest &= rest - 1) {
      int position = namedFrom + Long.numberOfTrailingZeros(rest);
      if (position < seats.size()) {
        refused.add(seats.get(position));
      }
    }
  }

  /** Names those that the performance does not have. */
  boolean areKnown(Performance performance, Seats seats) {
    nameNone();
    for (int i = 0; i < seats.size(); i++) {
      if (seats.get(i) < 0 || seats.get(i) >= performance.capacity()) {
        name(i);
      }
    }
    return namedMask == 0;
  }

  /** Names those that come a second time. The seats are known. */
  boolean areDistinct(Seats seats) {
    nameNone();
    for (int i = 0; i < seats.size(); i++) {
      int seat = seats.get(i);
      if ((marks[seat >>> 6] & 1L << seat) != 0) {
        name(i);
      }
      marks[seat >>> 6] |= 1L << seat;
    }
    for (int i = 0; i < seats.size(); i++) {
      marks[seats.get(i) >>> 6] = 0;
    }
    return namedMask == 0;
  }
}
