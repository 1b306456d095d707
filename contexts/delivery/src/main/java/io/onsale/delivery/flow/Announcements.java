package io.onsale.delivery.flow;

import io.onsale.delivery.model.Delivery;

/**
 * Tells the other contexts that a delivery has moved. Called within the transaction that makes it
 * true.
 */
@FunctionalInterface
public interface Announcements {
  void moved(Delivery delivery);
}
