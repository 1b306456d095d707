package io.onsale.orders;

import io.onsale.kit.settings.Default;
import io.onsale.kit.store.DatabaseConfig;
import java.time.Duration;

/**
 * @param feeBasisPoints the fee within an all-in price, in hundredths of a percent
 * @param taxBasisPoints the tax within an all-in price, in hundredths of a percent
 * @param expiryInterval how often unpaid orders are looked through
 * @param expiryBatchMax how many of them expire in one go
 */
public record OrdersConfig(
    DatabaseConfig database,
    @Default("500") int feeBasisPoints,
    @Default("600") int taxBasisPoints,
    @Default("1s") Duration expiryInterval,
    @Default("500") int expiryBatchMax) {

  public OrdersConfig {
    if (feeBasisPoints < 0 || taxBasisPoints < 0 || feeBasisPoints + taxBasisPoints > 10_000) {
      throw new IllegalArgumentException(
          "fee-basis-points and tax-basis-points must be 0 to 10000 together");
    }
    if (expiryInterval.toMillis() < 10) {
      throw new IllegalArgumentException("expiry-interval must be at least 10ms");
    }
    if (expiryBatchMax < 1 || expiryBatchMax > 10_000) {
      throw new IllegalArgumentException("expiry-batch-max must be 1 to 10000");
    }
  }
}
