package io.onsale.payments.flow;

import io.onsale.payments.flow.Answer.Refusal;
import io.onsale.payments.model.Payment;
import io.onsale.payments.model.Standing;
import io.onsale.payments.model.Statement;
import java.util.Optional;

/**
 * Closes an order's pending payment, at its provider first: only there can it be told whether money
 * has come.
 */
public final class ClosePayment {
  private final Payments payments;
  private final Providers providers;
  private final HearProvider hearProvider;

  public ClosePayment(Payments payments, Providers providers, HearProvider hearProvider) {
    this.payments = payments;
    this.providers = providers;
    this.hearProvider = hearProvider;
  }

  /** The order's last payment, closed if it could be. Refuses with NotFound when it has none. */
  public Answer<Payment> close(String order) {
    Optional<Payment> pending = payments.pending(order);
    if (pending.isEmpty()) {
      return payments
          .latest(order)
          .map(Answer::given)
          .orElseGet(() -> Answer.refused(new Refusal.NotFound()));
    }
    return Answer.given(hearProvider.hear(pending.get(), afterCancel(pending.get())));
  }

  private Statement afterCancel(Payment payment) {
    Statement nobodyToAsk = new Statement(Standing.CANCELLED, payment.charge().amount());
    return providers
        .find(payment.charge().provider())
        .map(provider -> provider.cancel(payment.charge()))
        // What the provider has never heard of, nobody can pay there.
        .filter(statement -> statement.standing() != Standing.UNKNOWN)
        .orElse(nobodyToAsk);
  }
}
