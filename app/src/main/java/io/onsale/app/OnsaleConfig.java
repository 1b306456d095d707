package io.onsale.app;

import io.onsale.accounts.AccountsConfig;
import io.onsale.catalog.CatalogConfig;
import io.onsale.gateway.GatewayConfig;
import io.onsale.inventory.InventoryConfig;
import io.onsale.kit.ids.Ids;
import io.onsale.kit.server.InternalConfig;
import io.onsale.kit.server.PublicConfig;
import io.onsale.kit.settings.Default;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Every setting of the process.
 *
 * @param data the folder that keeps everything; one process at a time has it
 * @param node 0 to 1023; processes that make ids at the same time must not share it
 * @param drain how long readiness says no before anything stops
 * @param http the public port
 * @param internal how contexts reach each other
 * @param accounts people
 * @param catalog venues and shows
 * @param inventory seats
 * @param gateway the public edge
 */
public record OnsaleConfig(
    Path data,
    @Default("1") int node,
    @Default("0s") Duration drain,
    PublicConfig http,
    InternalConfig internal,
    AccountsConfig accounts,
    CatalogConfig catalog,
    InventoryConfig inventory,
    GatewayConfig gateway) {

  public OnsaleConfig {
    if (node < 0 || node > Ids.NODE_MAX) {
      throw new IllegalArgumentException("node must be 0 to " + Ids.NODE_MAX);
    }
    if (drain.isNegative() || drain.compareTo(Duration.ofMinutes(5)) > 0) {
      throw new IllegalArgumentException("drain must be 0s to 5m");
    }
  }
}
