package io.onsale.payments.model;

/** How a payment stands at its provider, as the provider says. */
public enum Standing {
  /** The provider has never heard of it. */
  UNKNOWN,
  PENDING,
  SUCCEEDED,
  DECLINED,
  CANCELLED,
  REFUNDED
}
