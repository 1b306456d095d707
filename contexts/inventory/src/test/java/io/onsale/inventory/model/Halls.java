package io.onsale.inventory.model;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Plain halls of any size, and openings that break each rule. */
final class Halls {
  private Halls() {}

  /** One seated section and one tier; row r has rank r; no limits but the hold's. */
  static Opening rows(long id, int rows, int seatsPerRow, int blocks, long holdDuration) {
    List<Opening.Section> sections = new ArrayList<>();
    List<Opening.Run> runs = new ArrayList<>();
    int seat = 0;
    for (int block = 0; block < blocks; block++) {
      sections.add(new Opening.Section("b" + block, seat, rows * seatsPerRow, false));
      for (int row = 0; row < rows; row++) {
        runs.add(new Opening.Run(block, row, seat, seatsPerRow, row * blocks + block));
        seat += seatsPerRow;
      }
    }
    return new Opening(
        id,
        "00".repeat(32),
        seat,
        new Opening.Window(0, Long.MAX_VALUE),
        new Opening.Limits(0, 0),
        holdDuration,
        "EUR",
        sections,
        runs,
        List.of(new Opening.TierSpan(seat, 0)),
        List.of(),
        List.of(new Opening.Tier("all", 4_500)));
  }

  static List<Opening> broken(Opening good) {
    Opening.Section section = good.sections().get(0);
    Opening.Run run = good.runs().get(0);
    Opening.Run second = good.runs().get(1);
    List<Opening> broken = new ArrayList<>();
    broken.add(with(good, 0, good.seats(), good.mapDigest(), good.holdDuration(), "EUR"));
    broken.add(with(good, 50, good.seats() + 1, good.mapDigest(), good.holdDuration(), "EUR"));
    broken.add(with(good, 50, 0, good.mapDigest(), good.holdDuration(), "EUR"));
    broken.add(with(good, 50, -1, good.mapDigest(), good.holdDuration(), "EUR"));
    broken.add(with(good, 50, good.seats(), "00", good.holdDuration(), "EUR"));
    broken.add(with(good, 50, good.seats(), good.mapDigest(), 0, "EUR"));
    broken.add(with(good, 50, good.seats(), good.mapDigest(), 86_400_001, "EUR"));
    broken.add(with(good, 50, good.seats(), good.mapDigest(), good.holdDuration(), "E1R"));
    broken.add(withSections(good, List.of()));
    broken.add(withSections(good, List.of(section, section)));
    broken.add(withSections(good, List.of(new Opening.Section("s", 0, Integer.MAX_VALUE, false))));
    broken.add(withSections(good, List.of(new Opening.Section("s".repeat(256), 0, 20, false))));
    broken.add(withRuns(good, List.of()));
    broken.add(withRuns(good, List.of(run)));
    broken.add(withRuns(good, List.of(run, run)));
    broken.add(withRuns(good, List.of(second, run)));
    broken.add(withRuns(good, List.of(new Opening.Run(1, 0, 0, 20, 0))));
    broken.add(withRuns(good, List.of(new Opening.Run(-1, 0, 0, 20, 0))));
    broken.add(withRuns(good, List.of(new Opening.Run(0, 0, 0, Integer.MAX_VALUE, 0))));
    broken.add(withTiers(good, List.of(), good.tierSpans(), List.of()));
    broken.add(withTiers(good, List.of(new Opening.Tier("t", -1)), good.tierSpans(), List.of()));
    broken.add(
        withTiers(
            good,
            List.of(new Opening.Tier("t", Opening.HIGHEST_PRICE + 1)),
            good.tierSpans(),
            List.of()));
    broken.add(
        withTiers(
            good,
            IntStream.range(0, 65).mapToObj(i -> new Opening.Tier("t", i)).toList(),
            good.tierSpans(),
            List.of()));
    broken.add(withTiers(good, good.tiers(), List.of(), List.of()));
    broken.add(withTiers(good, good.tiers(), List.of(new Opening.TierSpan(20, 1)), List.of()));
    broken.add(withTiers(good, good.tiers(), List.of(new Opening.TierSpan(20, -1)), List.of()));
    broken.add(withTiers(good, good.tiers(), List.of(new Opening.TierSpan(21, 0)), List.of()));
    broken.add(
        withTiers(
            good, good.tiers(), good.tierSpans(), List.of(new Opening.AttributeSpan(0, 1, 8))));
    broken.add(
        withTiers(
            good, good.tiers(), good.tierSpans(), List.of(new Opening.AttributeSpan(19, 2, 1))));
    broken.add(
        withTiers(
            good, good.tiers(), good.tierSpans(), List.of(new Opening.AttributeSpan(-1, 2, 1))));
    return broken;
  }

  private static Opening with(
      Opening o, long id, int seats, String digest, long holdDuration, String currency) {
    return new Opening(
        id,
        digest,
        seats,
        o.window(),
        o.limits(),
        holdDuration,
        currency,
        o.sections(),
        o.runs(),
        o.tierSpans(),
        o.attributeSpans(),
        o.tiers());
  }

  private static Opening withSections(Opening o, List<Opening.Section> sections) {
    return new Opening(
        o.performance(),
        o.mapDigest(),
        o.seats(),
        o.window(),
        o.limits(),
        o.holdDuration(),
        o.currency(),
        sections,
        o.runs(),
        o.tierSpans(),
        o.attributeSpans(),
        o.tiers());
  }

  private static Opening withRuns(Opening o, List<Opening.Run> runs) {
    return new Opening(
        o.performance(),
        o.mapDigest(),
        o.seats(),
        o.window(),
        o.limits(),
        o.holdDuration(),
        o.currency(),
        o.sections(),
        runs,
        o.tierSpans(),
        o.attributeSpans(),
        o.tiers());
  }

  private static Opening withTiers(
      Opening o,
      List<Opening.Tier> tiers,
      List<Opening.TierSpan> spans,
      List<Opening.AttributeSpan> attributes) {
    return new Opening(
        o.performance(),
        o.mapDigest(),
        o.seats(),
        o.window(),
        o.limits(),
        o.holdDuration(),
        o.currency(),
        o.sections(),
        o.runs(),
        spans,
        attributes,
        tiers);
  }
}
