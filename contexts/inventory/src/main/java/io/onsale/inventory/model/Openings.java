package io.onsale.inventory.model;

import java.util.List;
import java.util.regex.Pattern;

/** The rules that an opening and an amendment must keep. */
final class Openings {
  private static final int LONGEST_NAME = 255;

  private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

  private Openings() {}

  static boolean isSound(Opening opening) {
    return opening.performance() != 0
        && DIGEST.matcher(opening.mapDigest()).matches()
        && opening.seats() >= 1
        && opening.seats() <= Opening.MOST_SEATS
        && isSound(opening.window())
        && isSound(opening.limits())
        && isHoldDuration(opening.holdDuration())
        && opening.currency().length() == 3
        && opening.currency().chars().allMatch(c -> c >= 'A' && c <= 'Z')
        && areSections(opening.sections(), opening.seats())
        && areRuns(opening.runs(), opening.sections(), opening.seats())
        && areTiers(opening.tiers())
        && areTierSpans(opening.tierSpans(), opening.seats(), opening.tiers().size())
        && areAttributeSpans(opening.attributeSpans(), opening.seats());
  }

  static boolean isSound(Amendment amendment, Performance performance) {
    List<Opening.Tier> tiers = amendment.tiers();
    if (tiers != null && (tiers.size() < performance.tiers().size() || !areTiers(tiers))) {
      return false;
    }
    int tierCount = tiers == null ? performance.tiers().size() : tiers.size();
    Opening.Window window = amendment.window();
    Opening.Limits limits = amendment.limits();
    Long duration = amendment.holdDuration();
    List<Opening.TierSpan> tierSpans = amendment.tierSpans();
    List<Opening.AttributeSpan> attributeSpans = amendment.attributeSpans();
    return (window == null || isSound(window))
        && (limits == null || isSound(limits))
        && (duration == null || isHoldDuration(duration))
        && (tierSpans == null || areTierSpans(tierSpans, performance.capacity(), tierCount))
        && (attributeSpans == null || areAttributeSpans(attributeSpans, performance.capacity()));
  }

  private static boolean isSound(Opening.Window window) {
    return window.from() < window.until();
  }

  private static boolean isSound(Opening.Limits limits) {
    return limits.perBuyer() >= 0 && limits.perIdentity() >= 0;
  }

  private static boolean isHoldDuration(long milliseconds) {
    return milliseconds >= 1 && milliseconds <= Opening.LONGEST_HOLD;
  }

  private static boolean areSections(List<Opening.Section> sections, int seats) {
    if (sections.isEmpty() || sections.size() > Opening.MOST_SECTIONS) {
      return false;
    }
    long next = 0;
    for (Opening.Section section : sections) {
      if (section.firstSeat() != next || section.seats() < 1 || isLong(section.name())) {
        return false;
      }
      next += section.seats();
    }
    return next == seats;
  }

  private static boolean areRuns(
      List<Opening.Run> runs, List<Opening.Section> sections, int seats) {
    if (runs.isEmpty() || runs.size() > Opening.MOST_RUNS) {
      return false;
    }
    long next = 0;
    for (Opening.Run run : runs) {
      if (run.firstSeat() != next
          || run.seats() < 1
          || run.section() < 0
          || run.section() >= sections.size()) {
        return false;
      }
      next += run.seats();
      Opening.Section section = sections.get(run.section());
      if (run.firstSeat() < section.firstSeat()
          || next > (long) section.firstSeat() + section.seats()) {
        return false;
      }
    }
    return next == seats;
  }

  private static boolean areTiers(List<Opening.Tier> tiers) {
    if (tiers.isEmpty() || tiers.size() > Opening.MOST_TIERS) {
      return false;
    }
    for (Opening.Tier tier : tiers) {
      if (tier.price() < 0 || tier.price() > Opening.HIGHEST_PRICE || isLong(tier.name())) {
        return false;
      }
    }
    return true;
  }

  private static boolean areTierSpans(List<Opening.TierSpan> spans, int seats, int tiers) {
    long next = 0;
    for (Opening.TierSpan span : spans) {
      if (span.seats() < 1 || span.tier() < 0 || span.tier() >= tiers) {
        return false;
      }
      next += span.seats();
    }
    return next == seats;
  }

  private static boolean areAttributeSpans(List<Opening.AttributeSpan> spans, int seats) {
    long next = 0;
    for (Opening.AttributeSpan span : spans) {
      if (span.firstSeat() < next
          || span.seats() < 1
          || (span.attributes() & ~SeatAttributes.ALL) != 0) {
        return false;
      }
      next = (long) span.firstSeat() + span.seats();
    }
    return next <= seats;
  }

  private static boolean isLong(String name) {
    return name.length() > LONGEST_NAME;
  }
}
