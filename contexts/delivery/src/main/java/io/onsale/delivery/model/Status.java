package io.onsale.delivery.model;

/** Where a delivery is, in the order in which it goes. */
public enum Status {
  /** Waits for the order's payment. */
  PLANNED,
  /** Paid; waits to be packed. */
  PREPARING,
  PACKED,
  SENT,
  DELIVERED,
  CANCELLED
}
