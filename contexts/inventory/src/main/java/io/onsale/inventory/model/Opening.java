package io.onsale.inventory.model;

import java.util.List;

/**
 * All that the engine must know of a performance to sell it. {@link SeatEngine#open} checks it; an
 * opening that breaks a rule told here is refused as malformed.
 *
 * @param performance id, not 0
 * @param mapDigest SHA-256 of the seat map's document, 64 lower-case hexadecimal digits
 * @param seats how many, 1 to {@link #MOST_SEATS}
 * @param window when holds are taken
 * @param limits how many seats one buyer, one identity may have
 * @param holdDuration milliseconds that a hold lasts, 1 to {@link #LONGEST_HOLD}
 * @param currency ISO 4217 code, three letters
 * @param sections 1 to {@link #MOST_SECTIONS}, in index order, covering all seats
 * @param runs 1 to {@link #MOST_RUNS} runs of seats side by side, in index order, covering all
 *     seats, none crossing a section's end
 * @param tierSpans run-length code of each seat's tier, over all seats in index order
 * @param attributeSpans seats with attributes, in index order, not overlapping
 * @param tiers 1 to {@link #MOST_TIERS}
 */
public record Opening(
    long performance,
    String mapDigest,
    int seats,
    Window window,
    Limits limits,
    long holdDuration,
    String currency,
    List<Section> sections,
    List<Run> runs,
    List<TierSpan> tierSpans,
    List<AttributeSpan> attributeSpans,
    List<Tier> tiers) {

  /** Most seats of a performance. */
  public static final int MOST_SEATS = 262_144;

  /** Most sections of a performance. */
  public static final int MOST_SECTIONS = 4096;

  /** Most runs of a performance. */
  public static final int MOST_RUNS = 65_534;

  /** Most tiers of a performance. */
  public static final int MOST_TIERS = 64;

  /** Longest hold in milliseconds: a day. */
  public static final long LONGEST_HOLD = 86_400_000;

  /** Highest price of a seat in minor units. */
  public static final long HIGHEST_PRICE = (1L << 43) - 1;

  /** Keeps copies of the lists. */
  public Opening {
    sections = List.copyOf(sections);
    runs = List.copyOf(runs);
    tierSpans = List.copyOf(tierSpans);
    attributeSpans = List.copyOf(attributeSpans);
    tiers = List.copyOf(tiers);
  }

  /** When holds are taken: {@code from <= now < until}, in milliseconds of cluster time. */
  public record Window(long from, long until) {}

  /** Seats held and sold together, 0 for no limit. */
  public record Limits(int perBuyer, int perIdentity) {}

  /** A section; a standing one has unnumbered places, none beside another. */
  public record Section(String name, int firstSeat, int seats, boolean standing) {}

  /**
   * Seats side by side. Pieces of one row share its number; the lowest rank is sold first as best
   * available.
   */
  public record Run(int section, int row, int firstSeat, int seats, int rank) {}

  /** So many seats in a row have the tier. */
  public record TierSpan(int seats, int tier) {}

  /** These seats have the attributes, bits of {@link SeatAttributes}. */
  public record AttributeSpan(int firstSeat, int seats, int attributes) {}

  /** A tier and its all-in price of a seat in minor units. */
  public record Tier(String name, long price) {}
}
