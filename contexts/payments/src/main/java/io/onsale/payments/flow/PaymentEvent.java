package io.onsale.payments.flow;

import io.onsale.payments.model.Money;
import io.onsale.payments.model.Payment;

/** What others are told, in the same transaction as the state that it tells. */
public sealed interface PaymentEvent {
  Payment payment();

  /**
   * @param received the money that came, which may not be what was asked for
   */
  record Succeeded(Payment payment, Money received) implements PaymentEvent {}

  record Declined(Payment payment) implements PaymentEvent {}

  record Refunded(Payment payment) implements PaymentEvent {}
}
