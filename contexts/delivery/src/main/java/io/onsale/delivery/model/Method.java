package io.onsale.delivery.model;

/** How tickets travel. */
public enum Method {
  /** At once, on the phone. */
  MOBILE,
  /** On paper, to an address. */
  COURIER
}
