package io.onsale.inventory.model;

import java.util.List;
import java.util.stream.IntStream;

/**
 * An engine with one performance for tests: two rows of ten seats in the stalls (tier 0, the front
 * row ranked first, an aisle in the middle of the back row), six places in the pit (tier 1,
 * standing), and a box of four (tier 2: a wheelchair place, its companion, two with a restricted
 * view).
 */
final class SmallHouse {
  static final long SHOW = 11;
  static final long ORGANIZER = 7;
  static final long OPENS = 1_000_000;
  static final long ENDS = 9_000_000;
  static final long HOLD = 60_000;

  static final int FRONT = 0;
  static final int BACK = 10;
  static final int PIT = 20;
  static final int BOX = 26;
  static final int SEATS = 30;

  final Header header = new Header();
  private final Selection wanted = new Selection();
  final SeatEngine engine;
  long time;
  private long key;

  SmallHouse() {
    this(new SeatEngine(SeatChanges.NONE));
  }

  SmallHouse(SeatEngine engine) {
    this.engine = engine;
    time = OPENS - 10;
    engine.open(organizer(), opening());
    time = OPENS;
  }

  static Opening opening() {
    return new Opening(
        SHOW,
        "ab".repeat(32),
        SEATS,
        new Opening.Window(OPENS, ENDS),
        new Opening.Limits(6, 0),
        HOLD,
        "CNY",
        List.of(
            new Opening.Section("Stalls", FRONT, 20, false),
            new Opening.Section("Pit", PIT, 6, true),
            new Opening.Section("Box", BOX, 4, false)),
        List.of(
            new Opening.Run(0, 1, FRONT, 10, 1),
            new Opening.Run(0, 2, BACK, 5, 2),
            new Opening.Run(0, 2, BACK + 5, 5, 2),
            new Opening.Run(1, 1, PIT, 6, 3),
            new Opening.Run(2, 1, BOX, 4, 4)),
        List.of(
            new Opening.TierSpan(20, 0), new Opening.TierSpan(6, 1), new Opening.TierSpan(4, 2)),
        List.of(
            new Opening.AttributeSpan(BOX, 1, SeatAttributes.WHEELCHAIR),
            new Opening.AttributeSpan(BOX + 1, 1, SeatAttributes.COMPANION),
            new Opening.AttributeSpan(BOX + 2, 2, SeatAttributes.RESTRICTED_VIEW)),
        List.of(
            new Opening.Tier("t1", 68_000),
            new Opening.Tier("pit", 38_000),
            new Opening.Tier("box", 99_000)));
  }

  Performance show() {
    Performance show = engine.performance(SHOW);
    if (show == null) {
      throw new IllegalStateException("the performance is open");
    }
    return show;
  }

  /** A header of the organizer's, under an id of its own. */
  Header organizer() {
    return from(ORGANIZER, 0);
  }

  /** A header of a buyer's, under an id of its own. */
  Header buyer(long buyer) {
    return from(0, buyer);
  }

  private Header from(long organizer, long buyer) {
    header.clear();
    header.time = time;
    header.organizer = organizer;
    header.buyer = buyer;
    header.idempotencyHigh = 1;
    header.idempotencyLow = ++key;
    header.fingerprint = 5;
    return header;
  }

  Selection seats(int... seats) {
    wanted.named();
    for (int seat : seats) {
      wanted.seats.add(seat);
    }
    return wanted;
  }

  Selection best(int tier, int count) {
    return wanted.best(tier, Selection.ANY_SECTION, count, 0);
  }

  Result hold(long buyer, int... seats) {
    return engine.hold(buyer(buyer), SHOW, seats(seats), false);
  }

  Result holdBest(long buyer, int tier, int count) {
    return engine.hold(buyer(buyer), SHOW, best(tier, count), false);
  }

  /** Holds and gives the hold's number. */
  long held(long buyer, int... seats) {
    return ((Result.Held) hold(buyer, seats)).hold();
  }

  /** Holds and confirms, and gives the hold's number. */
  long sold(long buyer, int... seats) {
    long hold = held(buyer, seats);
    engine.confirm(buyer(buyer), SHOW, hold);
    return hold;
  }

  static Seats list(int... seats) {
    Seats list = new Seats(Seats.MOST_IN_BLOCK);
    for (int seat : seats) {
      list.add(seat);
    }
    return list;
  }

  static List<Integer> seatsOf(Result result) {
    return switch (result) {
      case Result.Held held -> IntStream.range(0, held.size()).mapToObj(held::seat).toList();
      case Result.Done done -> List.of();
      case Result.Refused refused ->
          IntStream.range(0, refused.size()).mapToObj(refused::seat).toList();
    };
  }

  static RefusalReason reason(Result result) {
    return ((Result.Refused) result).reason();
  }
}
