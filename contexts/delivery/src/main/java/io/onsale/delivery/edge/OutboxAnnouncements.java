package io.onsale.delivery.edge;

import io.onsale.contracts.delivery.v1.DeliveryMoved;
import io.onsale.delivery.flow.Announcements;
import io.onsale.delivery.model.Delivery;
import io.onsale.kit.events.Event;
import io.onsale.kit.store.Outbox;
import java.time.InstantSource;
import java.util.function.Supplier;

/**
 * Puts what happened into the outbox, in the transaction in which it is called. The key of every
 * event is the order.
 */
public final class OutboxAnnouncements implements Announcements {
  private final Outbox outbox;
  private final Supplier<String> ids;
  private final InstantSource clock;

  public OutboxAnnouncements(Outbox outbox, Supplier<String> ids, InstantSource clock) {
    this.outbox = outbox;
    this.ids = ids;
    this.clock = clock;
  }

  @Override
  public void moved(Delivery delivery) {
    DeliveryMoved message =
        DeliveryMoved.newBuilder()
            .setOrderId(delivery.order())
            .setStatus(DeliveryMessages.status(delivery.status()))
            .build();
    outbox.append(Event.of(ids.get(), delivery.order(), clock.instant(), message));
  }
}
