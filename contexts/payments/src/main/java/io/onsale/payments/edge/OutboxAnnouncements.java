package io.onsale.payments.edge;

import com.google.protobuf.Message;
import io.onsale.contracts.payments.v1.PaymentDeclined;
import io.onsale.contracts.payments.v1.PaymentRefunded;
import io.onsale.contracts.payments.v1.PaymentSucceeded;
import io.onsale.kit.events.Event;
import io.onsale.kit.store.Outbox;
import io.onsale.payments.flow.Announcements;
import io.onsale.payments.flow.PaymentEvent;
import io.onsale.payments.model.Charge;
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
  public void tell(PaymentEvent event) {
    String order = event.payment().charge().order();
    outbox.append(Event.of(ids.get(), order, clock.instant(), message(event)));
  }

  private static Message message(PaymentEvent event) {
    Charge charge = event.payment().charge();
    return switch (event) {
      case PaymentEvent.Succeeded(_, var received) ->
          PaymentSucceeded.newBuilder()
              .setPaymentId(charge.id())
              .setOrderId(charge.order())
              .setAmount(PaymentMessages.money(received))
              .build();
      case PaymentEvent.Declined _ ->
          PaymentDeclined.newBuilder().setPaymentId(charge.id()).setOrderId(charge.order()).build();
      case PaymentEvent.Refunded _ ->
          PaymentRefunded.newBuilder()
              .setPaymentId(charge.id())
              .setOrderId(charge.order())
              .setAmount(PaymentMessages.money(charge.amount()))
              .build();
    };
  }
}
