package io.onsale.orders.model;

/** Where the tickets are, in the order in which they travel. */
public enum DeliveryStatus {
  PLANNED,
  PREPARING,
  PACKED,
  SENT,
  DELIVERED,
  CANCELLED
}
