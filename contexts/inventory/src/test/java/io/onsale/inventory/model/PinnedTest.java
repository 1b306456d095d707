package io.onsale.inventory.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

/**
 * Numbers that replicas of all releases must share, written down once more: one that differs
 * between two parts them for ever. Most bounds are far beyond what a golden log reaches.
 */
class PinnedTest {
  private final SoftAssertions softly = new SoftAssertions();

  @Test
  void refusesForgetsAndFreesAtTheSameBounds() {
    same("Holds.MOST", Holds.MOST, 4_194_304);
    same("Holds.MOST_ENDED", Holds.MOST_ENDED, 262_144);
    same("Answers.KEPT", Answers.KEPT, 600_000);
    same("Answers.MOST_REFUSED", Answers.MOST_REFUSED, 1_048_576);
    same("Answers.MOST_ACCEPTED", Answers.MOST_ACCEPTED, 4_194_304);
    same("Answers.MOST_SEATS", Answers.MOST_SEATS, 8_388_608);
    same("SeatEngine.EXPIRIES_PER_COMMAND", SeatEngine.EXPIRIES_PER_COMMAND, 64);
    same("Performances.MOST", Performances.MOST, 65_536);
    same("Seats.MOST_IN_HOLD", Seats.MOST_IN_HOLD, 64);
    same("Seats.MOST_IN_BLOCK", Seats.MOST_IN_BLOCK, 4_096);
    same("Opening.MOST_SEATS", Opening.MOST_SEATS, 262_144);
    same("Opening.MOST_SECTIONS", Opening.MOST_SECTIONS, 4_096);
    same("Opening.MOST_RUNS", Opening.MOST_RUNS, 65_534);
    same("Opening.MOST_TIERS", Opening.MOST_TIERS, 64);
    same("Opening.LONGEST_HOLD", Opening.LONGEST_HOLD, 86_400_000);
    same("Opening.HIGHEST_PRICE", Opening.HIGHEST_PRICE, 8_796_093_022_207L);
    same("SeatAttributes.ALL", SeatAttributes.ALL, 7);
    same("Uploads.MOST", Uploads.MOST, 8);
    same("Uploads.LONGEST", Uploads.LONGEST, 8_388_608);
    same("Uploads.STALE", Uploads.STALE, 600_000);
    softly.assertAll();
  }

  @Test
  void takesTablesOfTheSameSizes() {
    assertThat(SeatEngine.Sizes.STANDARD)
        .as("the tables of an engine: others need ActivateBehaviour")
        .isEqualTo(new SeatEngine.Sizes(4_194_304, 262_144, 1_048_576, 4_194_304));
  }

  /** Snapshots hold it, and an opening that is sent again is compared with it. */
  @Test
  void knowsAnOpeningByTheSameHash() {
    assertThat(Performance.open(0, 7, SmallHouse.opening()).openingHash())
        .isEqualTo(-8_640_124_827_146_093_843L);
  }

  private void same(String name, long is, long always) {
    softly
        .assertThat(is)
        .as("%s: replicas of all releases must share it, so another needs ActivateBehaviour", name)
        .isEqualTo(always);
  }
}
