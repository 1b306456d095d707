package io.onsale.gateway.peers;

import io.grpc.Channel;
import io.onsale.contracts.accounts.v1.AccountsServiceGrpc;
import io.onsale.contracts.accounts.v1.AccountsServiceGrpc.AccountsServiceBlockingStub;
import io.onsale.contracts.catalog.v1.CatalogServiceGrpc;
import io.onsale.contracts.catalog.v1.CatalogServiceGrpc.CatalogServiceBlockingStub;
import io.onsale.contracts.delivery.v1.DeliveryServiceGrpc;
import io.onsale.contracts.delivery.v1.DeliveryServiceGrpc.DeliveryServiceBlockingStub;
import io.onsale.contracts.gates.v1.GatesServiceGrpc;
import io.onsale.contracts.gates.v1.GatesServiceGrpc.GatesServiceBlockingStub;
import io.onsale.contracts.inventory.v1.InventoryServiceGrpc;
import io.onsale.contracts.inventory.v1.InventoryServiceGrpc.InventoryServiceBlockingStub;
import io.onsale.contracts.inventory.v1.InventoryServiceGrpc.InventoryServiceStub;
import io.onsale.contracts.orders.v1.OrdersServiceGrpc;
import io.onsale.contracts.orders.v1.OrdersServiceGrpc.OrdersServiceBlockingStub;
import io.onsale.contracts.orders.v1.OrdersServiceGrpc.OrdersServiceStub;
import io.onsale.contracts.payments.v1.PaymentsServiceGrpc;
import io.onsale.contracts.payments.v1.PaymentsServiceGrpc.PaymentsServiceBlockingStub;
import java.util.function.Function;

/**
 * A stub of every context.
 *
 * @param inventory for calls that may wait
 * @param inventoryAsync for holds, during which no thread waits, and for what goes on and on
 * @param ordersAsync for holds that are given back, during which no thread waits here
 */
public record Stubs(
    AccountsServiceBlockingStub accounts,
    CatalogServiceBlockingStub catalog,
    DeliveryServiceBlockingStub delivery,
    GatesServiceBlockingStub gates,
    InventoryServiceBlockingStub inventory,
    InventoryServiceStub inventoryAsync,
    OrdersServiceBlockingStub orders,
    OrdersServiceStub ordersAsync,
    PaymentsServiceBlockingStub payments) {

  /**
   * @param channels gives the channel to a context by its name
   */
  public static Stubs over(Function<String, Channel> channels) {
    Channel inventory = channels.apply("inventory");
    Channel orders = channels.apply("orders");
    return new Stubs(
        AccountsServiceGrpc.newBlockingStub(channels.apply("accounts")),
        CatalogServiceGrpc.newBlockingStub(channels.apply("catalog")),
        DeliveryServiceGrpc.newBlockingStub(channels.apply("delivery")),
        GatesServiceGrpc.newBlockingStub(channels.apply("gates")),
        InventoryServiceGrpc.newBlockingStub(inventory),
        InventoryServiceGrpc.newStub(inventory),
        OrdersServiceGrpc.newBlockingStub(orders),
        OrdersServiceGrpc.newStub(orders),
        PaymentsServiceGrpc.newBlockingStub(channels.apply("payments")));
  }
}
