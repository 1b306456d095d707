package io.onsale.orders.flow;

import io.onsale.orders.model.Decision;
import io.onsale.orders.model.DeliveryStatus;
import io.onsale.orders.model.Order;
import io.onsale.orders.model.State;
import java.util.List;
import java.util.function.Function;

/**
 * What the gates and delivery tell of an order's tickets. Each brings its fact to its end, or
 * throws to be told again.
 */
public final class FollowTickets {
  private final Orders orders;
  private final Seats seats;
  private final Deliveries deliveries;
  private final PayBack payBack;
  private final Changes changes;

  public FollowTickets(Orders orders, Seats seats, Deliveries deliveries, PayBack payBack) {
    this.orders = orders;
    this.seats = seats;
    this.deliveries = deliveries;
    this.payBack = payBack;
    this.changes = new Changes(orders);
  }

  /** They are issued: they go on their way, and the order is confirmed. */
  public void issued(String id) {
    orders.find(id).filter(order -> order.state() instanceof State.Paid).ifPresent(this::confirm);
  }

  private void confirm(Order paid) {
    DeliveryStatus dispatched = deliveries.dispatch(paid.id());
    changes.ask(
        paid, seen -> seen.confirm(dispatched), next -> List.of(new OrderEvent.Confirmed(next)));
  }

  /** They are void: the seats become free, and the money goes back. */
  public void voided(String id) {
    orders
        .find(id)
        .ifPresent(order ->
            changes.ask(
                order,
                Order::voided,
                next ->
                    next.state() instanceof State.Refunded
                        ? List.of(new OrderEvent.Refunded(next))
                        : List.of()));
    // Read again, and not only what changed: a repeat finds the change made and the rest perhaps
    // not.
    orders.find(id).filter(FollowTickets::isWithoutTickets).ifPresent(this::unwind);
  }

  private static boolean isWithoutTickets(Order order) {
    return order.state() instanceof State.PayingBack || order.state() instanceof State.Refunded;
  }

  private void unwind(Order order) {
    seats.giveBack(order.id(), order.seating().hold());
    deliveries.cancel(order.id());
    payBack.of(order);
  }

  /** They can't be made void, because one was used: the order stands. */
  public void voidRefused(String id) {
    ask(id, Order::voidRefused);
  }

  /** One was let in. */
  public void admitted(String id) {
    ask(id, Order::admitted);
  }

  /** Where they are. */
  public void travelled(String id, DeliveryStatus told) {
    ask(id, order -> order.delivered(told));
  }

  private void ask(String id, Function<Order, Decision> fact) {
    orders.find(id).ifPresent(order -> changes.ask(order, fact, next -> List.of()));
  }
}
