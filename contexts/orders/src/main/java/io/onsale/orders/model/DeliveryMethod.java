package io.onsale.orders.model;

/** How the tickets travel. */
public enum DeliveryMethod {
  MOBILE,
  COURIER
}
