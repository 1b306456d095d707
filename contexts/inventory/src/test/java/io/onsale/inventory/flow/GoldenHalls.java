package io.onsale.inventory.flow;

import io.onsale.inventory.model.Opening;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The performances of a golden log as they are opened. */
final class GoldenHalls {
  /** When a log begins. */
  static final long BEGINS = 1_700_000_000_000L;

  /** So late that nothing of a log comes later. */
  static final long FOR_EVER = 1L << 50;

  /** The last time that is believed. */
  static final long END_OF_TIME = 1L << 43;

  /** How long answers are remembered at least. */
  static final long KEPT = 600_000;

  // Their numbers.

  /** Two rows and a box, see {@link Wire#open()}. */
  static final long SMALL = Wire.SHOW;

  static final long BIG = 12;

  /** As {@link #BIG}, opened in pieces. */
  static final long UPLOADED = 13;

  /** Places only, the other organizer's. */
  static final long FIELD = 14;

  /** Seats with all attributes. */
  static final long STUDIO = 15;

  /** As many seats as there may be. */
  static final long STADIUM = 16;

  /** As {@link #STUDIO}, for what happens at the edges of a sale. */
  static final long EVENING = 18;

  /** Opened again and again with something changed. */
  static final long CHANGED = 20;

  static final long NOWHERE = 999;

  /** The organizer to whom {@link #FIELD} belongs. */
  static final long ANOTHER = 8;

  private GoldenHalls() {}

  /** Twenty-eight rows, a standing floor, wheelchair places, restricted views, and limits. */
  static Opening big(long show) {
    List<Opening.Run> runs = new ArrayList<>();
    for (int run = 0; run < 28; run++) {
      runs.add(new Opening.Run(run < 15 ? 0 : 1, run / 2, run * 20, 20, run));
    }
    runs.add(new Opening.Run(2, 0, 560, 40, 5));
    return new Opening(
        show,
        "0a".repeat(32),
        600,
        new Opening.Window(BEGINS + KEPT + 5_000, FOR_EVER),
        new Opening.Limits(24, 30),
        45_000,
        "CNY",
        List.of(
            new Opening.Section("看台", 0, 300, false),
            new Opening.Section("Balcony", 300, 260, false),
            new Opening.Section("Floor", 560, 40, true)),
        runs,
        List.of(
            new Opening.TierSpan(200, 0),
            new Opening.TierSpan(300, 1),
            new Opening.TierSpan(100, 2)),
        List.of(new Opening.AttributeSpan(0, 4, 1), new Opening.AttributeSpan(299, 10, 4)),
        List.of(
            new Opening.Tier("一等", 98_000),
            new Opening.Tier("t2", 68_000),
            new Opening.Tier("standing", 0)));
  }

  /** Small, so that it sells out; every attribute, among seats and among places. */
  static Opening studio(long show) {
    return new Opening(
        show,
        "c3".repeat(32),
        64,
        new Opening.Window(BEGINS - 1, FOR_EVER),
        new Opening.Limits(6, 8),
        20_000,
        "EUR",
        List.of(
            new Opening.Section("Parkett", 0, 44, false),
            new Opening.Section("Rang", 44, 8, false),
            new Opening.Section("Steh", 52, 12, true)),
        List.of(
            new Opening.Run(0, 1, 0, 7, 1),
            new Opening.Run(0, 1, 7, 9, 1),
            new Opening.Run(0, 2, 16, 14, 2),
            new Opening.Run(0, 3, 30, 14, 2),
            new Opening.Run(1, 1, 44, 8, 1),
            new Opening.Run(2, 1, 52, 6, 4),
            new Opening.Run(2, 2, 58, 6, 2)),
        List.of(new Opening.TierSpan(30, 0), new Opening.TierSpan(34, 1)),
        List.of(
            new Opening.AttributeSpan(0, 2, 1),
            new Opening.AttributeSpan(2, 2, 2),
            new Opening.AttributeSpan(20, 5, 4),
            new Opening.AttributeSpan(44, 2, 5),
            new Opening.AttributeSpan(46, 1, 3),
            new Opening.AttributeSpan(58, 2, 1)),
        List.of(new Opening.Tier("A", 5_100), new Opening.Tier("B", 3_900)));
  }

  /** Few bytes, and yet some of everything. */
  static Opening tiny(long show) {
    return new Opening(
        show,
        "77".repeat(32),
        6,
        new Opening.Window(BEGINS, FOR_EVER),
        new Opening.Limits(3, 4),
        60_000,
        "GBP",
        List.of(new Opening.Section("S", 0, 4, false), new Opening.Section("P", 4, 2, true)),
        List.of(new Opening.Run(0, 1, 0, 4, 1), new Opening.Run(1, 1, 4, 2, 2)),
        List.of(new Opening.TierSpan(4, 0), new Opening.TierSpan(2, 1)),
        List.of(new Opening.AttributeSpan(1, 1, 1), new Opening.AttributeSpan(2, 2, 4)),
        List.of(new Opening.Tier("a", 500), new Opening.Tier("b", 400)));
  }

  /** Four seats, cut as the lists say. */
  static Opening four(
      long show,
      List<Opening.Section> sections,
      List<Opening.Run> runs,
      List<Opening.TierSpan> tierSpans) {
    return new Opening(
        show,
        "77".repeat(32),
        4,
        new Opening.Window(BEGINS, FOR_EVER),
        new Opening.Limits(0, 0),
        1,
        "GBP",
        sections,
        runs,
        tierSpans,
        List.of(),
        List.of(new Opening.Tier("a", 0)));
  }

  /** Places only, and many of them. */
  static Opening field(long show) {
    return new Opening(
        show,
        "ee".repeat(32),
        1_600,
        new Opening.Window(0, FOR_EVER),
        new Opening.Limits(0, 0),
        30_000,
        "USD",
        List.of(new Opening.Section("Field", 0, 1_600, true)),
        List.of(new Opening.Run(0, 0, 0, 1_600, 0)),
        List.of(new Opening.TierSpan(1_600, 0)),
        List.of(),
        List.of(new Opening.Tier("Field", 2_500)));
  }

  /** One long row. */
  static Opening plain(long show, int seats) {
    return new Opening(
        show,
        "1f".repeat(32),
        seats,
        new Opening.Window(0, FOR_EVER),
        new Opening.Limits(0, 0),
        60_000,
        "JPY",
        List.of(new Opening.Section("", 0, seats, false)),
        List.of(new Opening.Run(0, 0, 0, seats, 0)),
        List.of(new Opening.TierSpan(seats, 0)),
        List.of(),
        List.of(new Opening.Tier("", 1)));
  }

  /** Three seats, and so many tiers of that price. */
  static Opening tiers(long show, int count, long price) {
    return new Opening(
        show,
        "1f".repeat(32),
        3,
        new Opening.Window(0, FOR_EVER),
        new Opening.Limits(0, 0),
        Opening.LONGEST_HOLD,
        "JPY",
        List.of(new Opening.Section("s", 0, 3, false)),
        List.of(new Opening.Run(0, 0, 0, 3, 0)),
        List.of(new Opening.TierSpan(3, 1)),
        List.of(),
        IntStream.range(0, count).mapToObj(i -> new Opening.Tier("t", price)).toList());
  }
}
