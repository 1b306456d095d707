package io.onsale.orders.flow;

import io.onsale.orders.flow.Seats.Retaken;
import io.onsale.orders.model.Order;
import io.onsale.orders.model.State;
import java.util.List;
import java.util.Optional;

/**
 * Sells an order's seats to it once its money is there. When the hold has ended meanwhile it takes
 * the same seats again, else others if the buyer allowed that; when there are none, the money goes
 * back.
 */
public final class SeatOrder {
  /**
   * Seats that were taken again are sold within the same breath; that they end before that, this
   * often, is a fault.
   */
  private static final int TRIES_MAX = 10;

  private final Orders orders;
  private final Seats seats;
  private final Deliveries deliveries;
  private final PayBack payBack;
  private final Changes changes;

  public SeatOrder(Orders orders, Seats seats, Deliveries deliveries, PayBack payBack) {
    this.orders = orders;
    this.seats = seats;
    this.deliveries = deliveries;
    this.payBack = payBack;
    this.changes = new Changes(orders);
  }

  /** An order was placed: one that costs nothing is seated at once. */
  public void placed(String id) {
    orders.find(id).ifPresent(this::of);
  }

  /**
   * Brings a funded order to its seats, or its money on the way back; does nothing for any other.
   */
  void of(Order funded) {
    Order order = funded;
    for (int i = 0; i < TRIES_MAX; i++) {
      if (!(order.state() instanceof State.Funded state)) {
        return;
      }
      order = step(order, state);
    }
    throw new IllegalStateException(
        "the seats of order " + funded.id() + " end as soon as they are taken");
  }

  /** The order after one step, or as it has become meanwhile. */
  private Order step(Order order, State.Funded state) {
    if (seats.sell(order.id(), order.seating().hold())) {
      Order paid = order.seated(state);
      return written(paid, List.of(new OrderEvent.Paid(paid)));
    }
    Optional<Retaken> retaken = retake(order);
    if (retaken.isPresent()) {
      return written(order.retaken(state, retaken.get().hold(), retaken.get().places()), List.of());
    }
    return unseated(order, state);
  }

  private Optional<Retaken> retake(Order order) {
    String hold = order.seating().hold();
    Optional<Retaken> same = seats.retake(order.id(), hold, false);
    return same.isPresent() || !order.terms().substitute()
        ? same
        : seats.retake(order.id(), hold, true);
  }

  private Order unseated(Order order, State.Funded state) {
    deliveries.lapse(order.id());
    Order next = order.unseated(state);
    List<OrderEvent> tells =
        next.state() instanceof State.Expired ? List.of(new OrderEvent.Expired(next)) : List.of();
    Order now = written(next, tells);
    payBack.of(now);
    return now;
  }

  private Order written(Order next, List<OrderEvent> tells) {
    return orders.replace(next, tells) ? next : changes.again(next.id());
  }
}
