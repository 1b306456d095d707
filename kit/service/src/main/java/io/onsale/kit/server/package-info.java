/**
 * From contexts to a process. In: each context as one value, a {@link
 * io.onsale.kit.server.Context}. Out: a process that serves them, on a public and an internal port
 * or within itself. Start at {@link io.onsale.kit.server.Context} and {@link
 * io.onsale.kit.server.Foundation}.
 *
 * <p>Every context has a {@code <Context>Main} with this one method; the app and the tests call it,
 * and nothing else makes a context:
 *
 * <pre>{@code
 * package io.onsale.orders;
 *
 * public final class OrdersMain {
 *     public static Context create(OrdersConfig config, Foundation foundation) {
 *         Database database = Database.of("orders", config.database(), foundation);     // kit/store; migrates at start
 *         Outbox outbox = new Outbox(database);
 *         Inbox inbox = new Inbox(database);
 *         InventorySeats seats = new InventorySeats(foundation.peers().channel("inventory"));
 *         PlaceOrder placeOrder = new PlaceOrder(new JooqOrders(database, outbox), seats, foundation.clock());
 *         ConfirmPayment confirmPayment = ...;
 *         return Context.named("orders")
 *                 .service(new OrdersEdge(placeOrder, new Idempotency(database, foundation.clock())))       // a BindableService
 *                 .component(database)                                                  // started in this order
 *                 .component(new ExpiryLoop(...))
 *                 .publishes(outbox)
 *                 .subscribes(Subscription.to("payments")
 *                         .in(inbox)
 *                         .on(PaymentSucceeded.getDescriptor(), new PaymentsEdge(confirmPayment, inbox)::paymentSucceeded))
 *                 .ready("orders-database", database::isReady)
 *                 .build();
 *     }
 * }
 * }</pre>
 *
 * <p>{@code OrdersConfig} is a record that {@code io.onsale.kit.settings.Settings} binds; it holds
 * a {@code DatabaseConfig database} when the context has SQL. The gateway has the same method, and
 * gives its HTTP routes with {@code .routes((server, door) -> ...)}.
 */
@NullMarked
package io.onsale.kit.server;

import org.jspecify.annotations.NullMarked;
