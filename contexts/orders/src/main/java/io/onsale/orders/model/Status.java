package io.onsale.orders.model;

/** What the public is told of an order's {@link State}. */
public enum Status {
  AWAITING_PAYMENT,
  CONFIRMED,
  EXPIRED,
  CANCELLED,
  REFUNDING,
  REFUNDED
}
