package io.onsale.orders.model;

import org.jspecify.annotations.Nullable;

/**
 * Who asks.
 *
 * @param organizer the organisation whose shows they run; null for none
 */
public record Party(String account, @Nullable String organizer) {
  public boolean bought(Order order) {
    return account.equals(order.terms().buyer());
  }

  public boolean runs(Order order) {
    return order.terms().organizer().equals(organizer);
  }

  /** Whether they may know of it at all. */
  public boolean maySee(Order order) {
    return bought(order) || runs(order);
  }
}
