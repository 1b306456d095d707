package io.onsale.catalog.model;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is to change of a performance; null for what stays.
 *
 * @param seatMap the digest of a map with the same seats
 * @param tiers those named get the new price, and the new label unless it is empty; the others stay
 */
public record Amendment(
    @Nullable Instant doorsAt,
    @Nullable Instant onSaleFrom,
    @Nullable Instant onSaleUntil,
    @Nullable Integer limitPerBuyer,
    @Nullable Integer limitPerIdentity,
    @Nullable Integer holdSeconds,
    @Nullable String seatMap,
    List<PerformanceDraft.Tier> tiers) {
  public Amendment {
    tiers = List.copyOf(tiers);
  }
}
