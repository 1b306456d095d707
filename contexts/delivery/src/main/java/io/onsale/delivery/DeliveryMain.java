package io.onsale.delivery;

import io.onsale.delivery.edge.DeliveryEdge;
import io.onsale.delivery.edge.OutboxAnnouncements;
import io.onsale.delivery.flow.Deliveries;
import io.onsale.delivery.flow.MoveDelivery;
import io.onsale.delivery.flow.PlanDelivery;
import io.onsale.delivery.flow.ReadDelivery;
import io.onsale.delivery.store.JooqDeliveries;
import io.onsale.kit.server.Context;
import io.onsale.kit.server.Foundation;
import io.onsale.kit.store.Database;
import io.onsale.kit.store.Outbox;
import java.time.InstantSource;

/** Delivery, wired. */
public final class DeliveryMain {
  private DeliveryMain() {}

  /** The context as a process sees it. */
  public static Context create(DeliveryConfig config, Foundation foundation) {
    InstantSource clock = foundation.clock();
    Database database = Database.of("delivery", config.database(), foundation);
    Outbox outbox = new Outbox(database);
    Deliveries deliveries =
        new JooqDeliveries(
            database, new OutboxAnnouncements(outbox, foundation.ids()::next, clock));
    return Context.named("delivery")
        .service(
            new DeliveryEdge(
                new PlanDelivery(deliveries, clock),
                new MoveDelivery(deliveries, clock),
                new ReadDelivery(deliveries)))
        .component(database)
        .publishes(outbox)
        .ready("delivery-database", database::isReady)
        .build();
  }
}
