package io.onsale.payments.flow;

import io.onsale.payments.model.Payment;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Our own books. */
public interface Payments {
  Optional<Payment> find(String id);

  /** The order's payment that can still be paid. */
  Optional<Payment> pending(String order);

  /**
   * The order's payments that have brought money, kept or sent back, in the order in which they
   * were opened.
   */
  List<Payment> funded(String order);

  /** The order's last payment. */
  Optional<Payment> latest(String order);

  /** Writes a new payment. False when the order has a pending one; nothing is written then. */
  boolean open(Payment payment);

  /**
   * Writes a change and what it tells in one transaction, if the payment is still the one before
   * it.
   *
   * @return false when it has changed meanwhile; nothing is written then
   */
  boolean replace(Payment next, List<PaymentEvent> events);

  /**
   * Notes a message of a provider, and does what it says, in one transaction; does nothing when it
   * was noted before.
   *
   * @param effects must not call anybody
   */
  void once(String provider, String message, Instant now, Runnable effects);

  /** Forgets the messages that were noted before this. */
  void forgetMessages(Instant before);

  /**
   * Payments whose end we wait for (pending, refunding) and that were not looked at since, the
   * longest first. They count as looked at from now on.
   */
  List<Payment> unsettled(Instant lookedAtBefore, Instant now, int max);
}
