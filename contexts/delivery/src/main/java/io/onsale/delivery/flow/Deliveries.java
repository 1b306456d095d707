package io.onsale.delivery.flow;

import io.onsale.delivery.model.Delivery;
import java.util.Optional;

/** The books. */
public interface Deliveries {
  Optional<Delivery> find(String order);

  /** Writes a new delivery. False when the order has one; nothing is written then. */
  boolean plan(Delivery delivery);

  /**
   * Writes a change, and tells it in the same transaction, if the delivery is still the one before
   * it.
   *
   * @return false when it has changed meanwhile; nothing is written then
   */
  boolean replace(Delivery next);
}
