package io.onsale.orders.edge;

import io.onsale.contracts.delivery.v1.DeliveryMoved;
import io.onsale.contracts.gates.v1.TicketAdmitted;
import io.onsale.contracts.gates.v1.TicketsIssued;
import io.onsale.contracts.gates.v1.TicketsVoidRefused;
import io.onsale.contracts.gates.v1.TicketsVoided;
import io.onsale.contracts.orders.v1.OrderCancelled;
import io.onsale.contracts.orders.v1.OrderExpired;
import io.onsale.contracts.orders.v1.OrderPaid;
import io.onsale.contracts.orders.v1.OrderPlaced;
import io.onsale.contracts.payments.v1.PaymentRefunded;
import io.onsale.contracts.payments.v1.PaymentSucceeded;
import io.onsale.kit.events.Subscription;
import io.onsale.kit.store.Inbox;
import io.onsale.orders.flow.FollowTickets;
import io.onsale.orders.flow.LetGo;
import io.onsale.orders.flow.PayBack;
import io.onsale.orders.flow.ReleaseHold;
import io.onsale.orders.flow.SeatOrder;
import io.onsale.orders.flow.TakePayment;
import io.onsale.orders.model.DeliveryStatus;
import io.onsale.orders.model.Money;
import java.util.List;

/**
 * The events that orders follows. A step may write more than once and call peers in between, and
 * only when it has returned is its event put away: cut off before that, it comes again, and each
 * part that was done is found done.
 */
public final class EventsEdge {
  private final Inbox inbox;
  private final TakePayment takePayment;
  private final SeatOrder seatOrder;
  private final PayBack payBack;
  private final FollowTickets followTickets;
  private final LetGo letGo;
  private final ReleaseHold releaseHold;

  public EventsEdge(
      Inbox inbox,
      TakePayment takePayment,
      SeatOrder seatOrder,
      PayBack payBack,
      FollowTickets followTickets,
      LetGo letGo,
      ReleaseHold releaseHold) {
    this.inbox = inbox;
    this.takePayment = takePayment;
    this.seatOrder = seatOrder;
    this.payBack = payBack;
    this.followTickets = followTickets;
    this.letGo = letGo;
    this.releaseHold = releaseHold;
  }

  /** Whom orders listens to, itself included. */
  public List<Subscription> subscriptions() {
    return List.of(orders(), payments(), gates(), delivery());
  }

  /** What is left to do after an order's own step, told by itself so that it is not forgotten. */
  private Subscription orders() {
    return Subscription.to("orders")
        .in(inbox)
        .on(
            OrderPlaced.getDescriptor(),
            event -> placed(event.read(OrderPlaced.parser()).getOrder().getId()))
        .on(
            OrderPaid.getDescriptor(),
            event -> takePayment.taken(event.read(OrderPaid.parser()).getOrder().getId()))
        .on(
            OrderExpired.getDescriptor(),
            event -> letGo.of(event.read(OrderExpired.parser()).getOrder().getId()))
        .on(
            OrderCancelled.getDescriptor(),
            event -> letGo.of(event.read(OrderCancelled.parser()).getOrder().getId()));
  }

  private void placed(String order) {
    seatOrder.placed(order);
    releaseHold.placed(order);
  }

  private Subscription payments() {
    return Subscription.to("payments")
        .in(inbox)
        .on(
            PaymentSucceeded.getDescriptor(),
            event -> succeeded(event.read(PaymentSucceeded.parser())))
        .on(
            PaymentRefunded.getDescriptor(),
            event -> refunded(event.read(PaymentRefunded.parser())));
  }

  private void succeeded(PaymentSucceeded event) {
    takePayment.of(
        event.getPaymentId(),
        event.getOrderId(),
        new Money(event.getAmount().getAmount(), event.getAmount().getCurrency()));
  }

  private void refunded(PaymentRefunded event) {
    payBack.arrived(event.getPaymentId(), event.getOrderId());
  }

  private Subscription gates() {
    return Subscription.to("gates")
        .in(inbox)
        .on(
            TicketsIssued.getDescriptor(),
            event -> followTickets.issued(event.read(TicketsIssued.parser()).getOrderId()))
        .on(
            TicketsVoided.getDescriptor(),
            event -> followTickets.voided(event.read(TicketsVoided.parser()).getOrderId()))
        .on(
            TicketsVoidRefused.getDescriptor(),
            event ->
                followTickets.voidRefused(event.read(TicketsVoidRefused.parser()).getOrderId()))
        .on(
            TicketAdmitted.getDescriptor(),
            event -> followTickets.admitted(event.read(TicketAdmitted.parser()).getOrderId()));
  }

  private Subscription delivery() {
    return Subscription.to("delivery")
        .in(inbox)
        .on(DeliveryMoved.getDescriptor(), event -> moved(event.read(DeliveryMoved.parser())));
  }

  private void moved(DeliveryMoved event) {
    followTickets.travelled(
        event.getOrderId(),
        switch (event.getStatus()) {
          case PLANNED -> DeliveryStatus.PLANNED;
          case PREPARING -> DeliveryStatus.PREPARING;
          case PACKED -> DeliveryStatus.PACKED;
          case SENT -> DeliveryStatus.SENT;
          case DELIVERED -> DeliveryStatus.DELIVERED;
          case CANCELLED -> DeliveryStatus.CANCELLED;
          case STATUS_UNSPECIFIED, UNRECOGNIZED ->
              throw new IllegalStateException("delivery says " + event.getStatus());
        });
  }
}
