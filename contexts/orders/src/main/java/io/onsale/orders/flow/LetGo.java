package io.onsale.orders.flow;

import io.onsale.orders.model.Order;
import io.onsale.orders.model.State;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An order has expired or was cancelled: its seats become free, its delivery lapses and its open
 * payment is closed.
 */
public final class LetGo {
  private static final Logger LOG = LoggerFactory.getLogger(LetGo.class);

  private final Orders orders;
  private final Seats seats;
  private final Payments payments;
  private final Deliveries deliveries;

  public LetGo(Orders orders, Seats seats, Payments payments, Deliveries deliveries) {
    this.orders = orders;
    this.seats = seats;
    this.payments = payments;
    this.deliveries = deliveries;
  }

  /** Does all of it, or throws to be asked again. */
  public void of(String id) {
    orders.find(id).ifPresent(this::all);
  }

  /** As much of it as can be done at this moment. */
  void now(Order order) {
    try {
      all(order);
    } catch (RuntimeException e) {
      LOG.warn("order {} is not let go of yet; its event will see to it", order.id(), e);
    }
  }

  private void all(Order order) {
    // The hold that was ordered, and not one that a late payment took since: that one is wanted.
    seats.release(order.id(), order.terms().hold());
    // An order that a late payment woke meanwhile keeps its delivery. Done before its payment is
    // closed, for that may find out that money has come.
    if (order.state() instanceof State.Expired || order.state() instanceof State.Cancelled) {
      deliveries.lapse(order.id());
    }
    payments.cancel(order.id());
  }
}
