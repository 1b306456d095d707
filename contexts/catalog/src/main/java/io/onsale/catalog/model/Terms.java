package io.onsale.catalog.model;

import java.time.Instant;
import java.util.List;

/**
 * What an organiser may change of a performance at any time.
 *
 * @param doorsAt from when gates admit
 * @param onSaleFrom from when seats can be held
 * @param onSaleUntil from when they cannot any more
 * @param limitPerBuyer seats held and sold together
 * @param limitPerIdentity the same for a verified identity; 0 for no limit
 * @param holdSeconds how long a hold lasts
 * @param tiers in the order of the map's tiers; all in one currency
 */
public record Terms(
    Instant doorsAt,
    Instant onSaleFrom,
    Instant onSaleUntil,
    int limitPerBuyer,
    int limitPerIdentity,
    int holdSeconds,
    List<PriceTier> tiers) {
  public Terms {
    tiers = List.copyOf(tiers);
  }

  /** The one currency of all prices. */
  public String currency() {
    return tiers.getFirst().price().currency();
  }
}
