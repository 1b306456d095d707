package io.onsale.catalog.model;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is asked for when a performance is made. Null, empty and 0 stand for what was left out.
 *
 * @param timeZone IANA; empty for UTC
 * @param seatMap a digest
 * @param holdSeconds 0 for 600
 */
public record PerformanceDraft(
    @Nullable Instant startsAt,
    @Nullable Instant doorsAt,
    String timeZone,
    String seatMap,
    @Nullable Instant onSaleFrom,
    @Nullable Instant onSaleUntil,
    int limitPerBuyer,
    int limitPerIdentity,
    int holdSeconds,
    List<Tier> tiers) {
  public PerformanceDraft {
    tiers = List.copyOf(tiers);
  }

  /**
   * The price of a tier as asked for.
   *
   * @param label empty for the name
   */
  public record Tier(String name, String label, @Nullable Money price) {}
}
