package io.onsale.orders.flow;

import io.onsale.orders.model.Decision;
import io.onsale.orders.model.Order;
import java.util.List;
import java.util.function.Function;

/**
 * Brings a wish or a fact to an order: asks it, and writes what it becomes if it is still the one
 * that was asked.
 */
final class Changes {
  /** Two may meet at an order, seldom three; who loses this often has met a fault. */
  private static final int TRIES_MAX = 20;

  private final Orders orders;

  Changes(Orders orders) {
    this.orders = orders;
  }

  /**
   * Asks until an answer stands.
   *
   * @param seen the order as it was read
   * @param wish what it is asked; must be free of effects, for it may be asked again
   * @param tells what others are told of the change
   * @return the answer that stands; a change has been written
   */
  Decision ask(
      Order seen, Function<Order, Decision> wish, Function<Order, List<OrderEvent>> tells) {
    Order order = seen;
    for (int i = 0; i < TRIES_MAX; i++) {
      Decision decision = wish.apply(order);
      if (!(decision instanceof Decision.Become(var next))
          || orders.replace(next, tells.apply(next))) {
        return decision;
      }
      order = again(order.id());
    }
    throw new IllegalStateException("order " + seen.id() + " changes faster than it can be asked");
  }

  /** An order that was there a moment ago. */
  Order again(String id) {
    return orders
        .find(id)
        .orElseThrow(() -> new IllegalStateException("order " + id + " has vanished"));
  }
}
