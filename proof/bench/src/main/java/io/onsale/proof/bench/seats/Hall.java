package io.onsale.proof.bench.seats;

import io.onsale.inventory.model.Opening;
import java.util.ArrayList;
import java.util.List;

/** The hall of every measurement: 50,000 seats in 40 blocks of 25 rows of 50, four tiers. */
final class Hall {
  static final int BLOCKS = 40;
  static final int ROWS = 25;
  static final int SEATS_PER_ROW = 50;
  static final int SEATS = BLOCKS * ROWS * SEATS_PER_ROW;
  static final int TIERS = 4;
  static final int LIMIT_PER_BUYER = 4;

  /** Longer than any measurement lasts in cluster time: no hold expires by itself. */
  static final long HOLD_MILLIS = 86_400_000;

  private Hall() {}

  /**
   * The hall as a performance.
   *
   * @param limitPerBuyer seats of one buyer, 0 for no limit
   */
  static Opening opening(long performance, int limitPerBuyer) {
    List<Opening.Section> sections = new ArrayList<>();
    List<Opening.Run> runs = new ArrayList<>();
    List<Opening.TierSpan> spans = new ArrayList<>();
    List<Opening.Tier> tiers = new ArrayList<>();
    int seat = 0;
    for (int block = 0; block < BLOCKS; block++) {
      int seats = ROWS * SEATS_PER_ROW;
      sections.add(new Opening.Section("block " + (block + 1), seat, seats, false));
      spans.add(new Opening.TierSpan(seats, block * TIERS / BLOCKS));
      for (int row = 0; row < ROWS; row++) {
        runs.add(new Opening.Run(block, row, seat, SEATS_PER_ROW, row * BLOCKS + block));
        seat += SEATS_PER_ROW;
      }
    }
    for (int tier = 0; tier < TIERS; tier++) {
      tiers.add(new Opening.Tier("tier " + (tier + 1), 68_000 - 10_000L * tier));
    }
    return new Opening(
        performance,
        "0a".repeat(32),
        SEATS,
        new Opening.Window(0, Long.MAX_VALUE),
        new Opening.Limits(limitPerBuyer, 0),
        HOLD_MILLIS,
        "CNY",
        sections,
        runs,
        spans,
        List.of(),
        tiers);
  }
}
