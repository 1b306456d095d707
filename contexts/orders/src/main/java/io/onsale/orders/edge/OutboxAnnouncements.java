package io.onsale.orders.edge;

import com.google.protobuf.Message;
import io.onsale.contracts.orders.v1.OrderCancelled;
import io.onsale.contracts.orders.v1.OrderConfirmed;
import io.onsale.contracts.orders.v1.OrderExpired;
import io.onsale.contracts.orders.v1.OrderPaid;
import io.onsale.contracts.orders.v1.OrderPlaced;
import io.onsale.contracts.orders.v1.OrderRefundRequested;
import io.onsale.contracts.orders.v1.OrderRefunded;
import io.onsale.kit.events.Event;
import io.onsale.kit.store.Outbox;
import io.onsale.orders.flow.Announcements;
import io.onsale.orders.flow.OrderEvent;
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
  public void tell(OrderEvent event) {
    outbox.append(Event.of(ids.get(), event.order().id(), clock.instant(), message(event)));
  }

  private static Message message(OrderEvent event) {
    // Names are personal: only who issues the tickets is told them.
    var order = OrderMessages.withoutNames(event.order());
    return switch (event) {
      case OrderEvent.Placed _ -> OrderPlaced.newBuilder().setOrder(order).build();
      case OrderEvent.Paid(var paid) ->
          OrderPaid.newBuilder().setOrder(OrderMessages.of(paid)).build();
      case OrderEvent.Confirmed _ -> OrderConfirmed.newBuilder().setOrder(order).build();
      case OrderEvent.Expired _ -> OrderExpired.newBuilder().setOrder(order).build();
      case OrderEvent.Cancelled _ -> OrderCancelled.newBuilder().setOrder(order).build();
      case OrderEvent.RefundRequested requested ->
          OrderRefundRequested.newBuilder()
              .setOrder(order)
              .setByOrganizer(requested.byOrganizer())
              .build();
      case OrderEvent.Refunded _ -> OrderRefunded.newBuilder().setOrder(order).build();
    };
  }
}
