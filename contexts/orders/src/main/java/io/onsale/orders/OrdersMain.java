package io.onsale.orders;

import io.onsale.kit.life.Clockwork;
import io.onsale.kit.server.Context;
import io.onsale.kit.server.Foundation;
import io.onsale.kit.store.Database;
import io.onsale.kit.store.Idempotency;
import io.onsale.kit.store.Inbox;
import io.onsale.kit.store.Outbox;
import io.onsale.orders.edge.EventsEdge;
import io.onsale.orders.edge.OrdersEdge;
import io.onsale.orders.edge.OutboxAnnouncements;
import io.onsale.orders.flow.CancelOrder;
import io.onsale.orders.flow.Deliveries;
import io.onsale.orders.flow.ExpireOrders;
import io.onsale.orders.flow.ExtendOrder;
import io.onsale.orders.flow.FollowTickets;
import io.onsale.orders.flow.LetGo;
import io.onsale.orders.flow.Orders;
import io.onsale.orders.flow.PayBack;
import io.onsale.orders.flow.Payments;
import io.onsale.orders.flow.PlaceOrder;
import io.onsale.orders.flow.ReadOrders;
import io.onsale.orders.flow.RefundOrder;
import io.onsale.orders.flow.ReleaseHold;
import io.onsale.orders.flow.SeatOrder;
import io.onsale.orders.flow.StartPayment;
import io.onsale.orders.flow.TakePayment;
import io.onsale.orders.model.PriceSplit;
import io.onsale.orders.peers.InventorySeats;
import io.onsale.orders.peers.RemoteDeliveries;
import io.onsale.orders.peers.RemotePayments;
import io.onsale.orders.store.JooqOrders;
import java.time.Duration;
import java.time.InstantSource;

/** Orders, wired. */
public final class OrdersMain {
  /** A client that repeats a call does so within minutes; the answers name people. */
  private static final Duration ANSWERS_KEPT = Duration.ofDays(1);

  private OrdersMain() {}

  /** The context as a process sees it. */
  public static Context create(OrdersConfig config, Foundation foundation) {
    InstantSource clock = foundation.clock();
    Database database = Database.of("orders", config.database(), foundation);
    Outbox outbox = new Outbox(database);
    Orders orders =
        new JooqOrders(database, new OutboxAnnouncements(outbox, foundation.ids()::next, clock));
    InventorySeats seats =
        new InventorySeats(
            foundation.peers().asService("inventory"), foundation.peers().channel("inventory"));
    Payments payments = new RemotePayments(foundation.peers().asService("payments"));
    Deliveries deliveries = new RemoteDeliveries(foundation.peers().asService("delivery"));

    PriceSplit split = new PriceSplit(config.feeBasisPoints(), config.taxBasisPoints());
    LetGo letGo = new LetGo(orders, seats, payments, deliveries);
    PayBack payBack = new PayBack(orders, payments);
    SeatOrder seatOrder = new SeatOrder(orders, seats, deliveries, payBack);
    PlaceOrder placeOrder =
        new PlaceOrder(orders, seats, deliveries, split, foundation.ids()::next, clock);
    CancelOrder cancelOrder = new CancelOrder(orders, letGo);
    ReleaseHold releaseHold = new ReleaseHold(orders, seats, seats, cancelOrder);
    Idempotency idempotency = new Idempotency(database, clock);
    OrdersEdge calls =
        new OrdersEdge(
            idempotency,
            placeOrder,
            new StartPayment(orders, payments, clock),
            cancelOrder,
            new ExtendOrder(orders, seats, clock),
            new RefundOrder(orders),
            new ReadOrders(orders, seats),
            releaseHold);
    EventsEdge events =
        new EventsEdge(
            new Inbox(database),
            new TakePayment(orders, payments, seatOrder, payBack),
            seatOrder,
            payBack,
            new FollowTickets(orders, seats, deliveries, payBack),
            letGo,
            releaseHold);
    ExpireOrders expireOrders = new ExpireOrders(orders, config.expiryBatchMax(), clock);

    Context.Builder context =
        Context.named("orders")
            .service(calls)
            .component(database)
            .component(new Clockwork("orders-expiry", config.expiryInterval(), expireOrders::run))
            .component(new Clockwork("orders-begun", config.expiryInterval(), placeOrder::sweep))
            .component(idempotency.forgetting(ANSWERS_KEPT))
            .publishes(outbox)
            .ready("orders-database", database::isReady);
    events.subscriptions().forEach(context::subscribes);
    return context.build();
  }
}
