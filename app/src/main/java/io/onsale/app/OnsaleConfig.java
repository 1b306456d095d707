package io.onsale.app;

import io.onsale.accounts.AccountsConfig;
import io.onsale.catalog.CatalogConfig;
import io.onsale.delivery.DeliveryConfig;
import io.onsale.gates.GatesConfig;
import io.onsale.gateway.GatewayConfig;
import io.onsale.inventory.InventoryConfig;
import io.onsale.kit.ids.Ids;
import io.onsale.kit.server.InternalConfig;
import io.onsale.kit.server.PublicConfig;
import io.onsale.kit.settings.Default;
import io.onsale.orders.OrdersConfig;
import io.onsale.payments.PaymentsConfig;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Every setting of the process.
 *
 * @param data the folder that keeps everything; one process at a time has it
 * @param role what the process does
 * @param node 0 to 1023; processes that make ids at the same time must not share it
 * @param drain how long readiness says no before anything stops
 * @param http the public port
 * @param internal how contexts reach each other
 * @param inventory seats
 * @param accounts people
 * @param catalog venues and shows
 * @param orders the purchase and its life
 * @param payments charge, refund, reconcile
 * @param delivery how a ticket reaches its owner
 * @param gates tickets as signed codes, check-in
 * @param gateway the public edge
 */
public record OnsaleConfig(
    Path data,
    @Default("all") Role role,
    @Default("1") int node,
    @Default("0s") Duration drain,
    PublicConfig http,
    InternalConfig internal,
    InventoryConfig inventory,
    AccountsConfig accounts,
    CatalogConfig catalog,
    OrdersConfig orders,
    PaymentsConfig payments,
    DeliveryConfig delivery,
    GatesConfig gates,
    GatewayConfig gateway) {

  public OnsaleConfig {
    if (node < 0 || node > Ids.NODE_MAX) {
      throw new IllegalArgumentException("node must be 0 to " + Ids.NODE_MAX);
    }
    if (role == Role.ALL && !inventory.numbers().containsAll(catalog.shards())) {
      throw new IllegalArgumentException(
          "catalog.shards must be among the numbers of inventory.shards, which are "
              + inventory.numbers());
    }
    if (drain.isNegative() || drain.compareTo(Duration.ofMinutes(5)) > 0) {
      throw new IllegalArgumentException("drain must be 0s to 5m");
    }
  }
}
