package io.onsale.orders.flow;

import io.onsale.orders.model.Order;
import io.onsale.orders.model.State;
import java.util.List;

/** Sends an order's money back, and notes when it has arrived. */
public final class PayBack {
  private final Orders orders;
  private final Payments payments;
  private final Changes changes;

  public PayBack(Orders orders, Payments payments) {
    this.orders = orders;
    this.payments = payments;
    this.changes = new Changes(orders);
  }

  /** Asks for the money of an order that is paying back; does nothing for any other. */
  void of(Order order) {
    if (order.state() instanceof State.PayingBack(var payment)) {
      // A second one that is still open must not bring more.
      payments.cancel(order.id());
      if (payments.refund(order.id(), payment)) {
        arrived(payment, order.id());
      }
    }
  }

  /** A payment went back in full. */
  public void arrived(String payment, String id) {
    orders
        .find(id)
        .ifPresent(order -> changes.ask(order, seen -> seen.paidBack(payment), PayBack::tells));
  }

  private static List<OrderEvent> tells(Order next) {
    return switch (next.state()) {
      case State.Refunded _ -> List.of(new OrderEvent.Refunded(next));
      case State.RefundRequested(_, var byOrganizer) ->
          List.of(new OrderEvent.RefundRequested(next, byOrganizer));
      case State.AwaitingPayment _,
          State.Funded _,
          State.Paid _,
          State.Confirmed _,
          State.PayingBack _,
          State.Expired _,
          State.Cancelled _ ->
          throw new IllegalStateException("money that is back leads to no " + next.state());
    };
  }
}
