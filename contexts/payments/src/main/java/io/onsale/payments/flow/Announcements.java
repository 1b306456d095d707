package io.onsale.payments.flow;

/** Tells the other contexts what happened. Called within the transaction that makes it true. */
@FunctionalInterface
public interface Announcements {
  void tell(PaymentEvent event);
}
