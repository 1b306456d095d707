package io.onsale.orders.flow;

import io.onsale.orders.model.Money;
import io.onsale.orders.model.Order;

/** The payments of orders. The same call twice is one; a call whose outcome is not known throws. */
public interface Payments {
  /** Opens a payment of the order's total, or answers the one that is open. */
  Opening open(Order order, String provider);

  /** Closes the order's open payment; harmless when there is none. */
  void cancel(String order);

  /**
   * Sends a payment back in full.
   *
   * @return whether the money is back already; otherwise that will be told
   */
  boolean refund(String order, String payment);

  /** What came of the wish to pay. */
  sealed interface Opening {
    /**
     * @param redirectUrl where the buyer pays
     */
    record Opened(String payment, String order, String provider, Money amount, String redirectUrl)
        implements Opening {}

    record UnknownProvider() implements Opening {}

    /** It is paid; we shall be told in a moment. */
    record AlreadyPaid() implements Opening {}
  }
}
