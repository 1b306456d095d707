package io.onsale.proof.sim;

import io.onsale.inventory.model.Amendment;
import io.onsale.inventory.model.Opening;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Draws halls: rows with aisles, boxes, standing areas, tiers and attributes; small, so that they
 * sell out.
 */
final class Venues {
  private final Random random;

  Venues(Random random) {
    this.random = random;
  }

  Opening opening(long performance, long now) {
    List<Opening.Section> sections = new ArrayList<>();
    List<Opening.Run> runs = new ArrayList<>();
    int seats = 0;
    int count = 1 + random.nextInt(3);
    for (int section = 0; section < count; section++) {
      int first = seats;
      int rows = 1 + random.nextInt(3);
      for (int row = 0; row < rows; row++) {
        int pieces = 1 + random.nextInt(2);
        for (int piece = 0; piece < pieces; piece++) {
          int length = random.nextInt(25) == 0 ? 60 + random.nextInt(20) : 1 + random.nextInt(9);
          runs.add(new Opening.Run(section, row, seats, length, random.nextInt(4)));
          seats += length;
        }
      }
      boolean standing = random.nextInt(4) == 0;
      sections.add(new Opening.Section("s" + section, first, seats - first, standing));
    }
    int tiers = 1 + random.nextInt(3);
    return new Opening(
        performance,
        "0".repeat(64),
        seats,
        window(now),
        limits(),
        1_000L * (1 + random.nextInt(30)),
        "CNY",
        sections,
        runs,
        tierSpans(seats, tiers),
        attributeSpans(seats),
        tiers(tiers));
  }

  /** One that breaks a rule. */
  Opening broken(Opening good) {
    Opening.Limits limits = good.limits();
    Opening.Window window = good.window();
    long duration = good.holdDuration();
    List<Opening.TierSpan> spans = good.tierSpans();
    switch (random.nextInt(4)) {
      case 0 -> limits = new Opening.Limits(-1, 0);
      case 1 -> window = new Opening.Window(window.from(), window.from());
      case 2 -> duration = random.nextBoolean() ? 0 : ReferenceModel.LONGEST_HOLD + 1;
      default -> spans = List.of(new Opening.TierSpan(good.seats(), good.tiers().size()));
    }
    return new Opening(
        good.performance(),
        good.mapDigest(),
        good.seats(),
        window,
        limits,
        duration,
        good.currency(),
        good.sections(),
        good.runs(),
        spans,
        good.attributeSpans(),
        good.tiers());
  }

  Amendment amendment(long performance, ReferenceModel.@Nullable Show known, long now) {
    int seats = known == null ? 1 : known.states.length;
    int tiers = (known == null ? 1 : known.tiers.size()) + (random.nextInt(6) == 0 ? 1 : 0);
    boolean fewer = random.nextInt(12) == 0;
    long duration = random.nextInt(15) == 0 ? 0 : 1L + random.nextInt(60_000);
    return new Amendment(
        performance,
        random.nextInt(4) == 0 ? window(now) : null,
        random.nextBoolean() ? limits() : null,
        random.nextBoolean() ? duration : null,
        random.nextBoolean() ? tiers(fewer ? 1 : tiers) : null,
        random.nextInt(3) == 0 ? tierSpans(seats, tiers) : null,
        random.nextInt(3) == 0 ? attributeSpans(seats) : null);
  }

  /** Mostly open for the whole history. */
  private Opening.Window window(long now) {
    if (random.nextInt(4) > 0) {
      return new Opening.Window(now - 1_000, now + 40 * ReferenceModel.LONGEST_HOLD);
    }
    long from = now - 20_000 + random.nextInt(30_000);
    return new Opening.Window(from, from + 1 + random.nextInt(120_000));
  }

  private Opening.Limits limits() {
    return new Opening.Limits(random.nextInt(4) * 3, random.nextInt(4) * 4);
  }

  private List<Opening.Tier> tiers(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> new Opening.Tier("t" + i, random.nextInt(100_000)))
        .toList();
  }

  private List<Opening.TierSpan> tierSpans(int seats, int tiers) {
    List<Opening.TierSpan> spans = new ArrayList<>();
    for (int seat = 0; seat < seats; ) {
      int length = Math.min(seats - seat, 1 + random.nextInt(30));
      spans.add(new Opening.TierSpan(length, random.nextInt(tiers)));
      seat += length;
    }
    return spans;
  }

  private List<Opening.AttributeSpan> attributeSpans(int seats) {
    List<Opening.AttributeSpan> spans = new ArrayList<>();
    if (random.nextBoolean()) {
      return spans;
    }
    for (int seat = random.nextInt(10); seat < seats; ) {
      int length = Math.min(seats - seat, 1 + random.nextInt(3));
      spans.add(new Opening.AttributeSpan(seat, length, 1 + random.nextInt(7)));
      seat += length + random.nextInt(25);
    }
    return spans;
  }
}
