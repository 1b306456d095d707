package io.onsale.payments.flow;

import io.onsale.payments.flow.Answer.Refusal;
import io.onsale.payments.model.Payment;
import io.onsale.payments.model.Payment.RefundDecision;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends a payment's money back, all of it, once. */
public final class RefundPayment {
  private static final Logger LOG = LoggerFactory.getLogger(RefundPayment.class);
  private static final int TRIES_MAX = 20;

  private final Payments payments;
  private final Providers providers;
  private final HearProvider hearProvider;

  public RefundPayment(Payments payments, Providers providers, HearProvider hearProvider) {
    this.payments = payments;
    this.providers = providers;
    this.hearProvider = hearProvider;
  }

  /** One payment of an order. Refuses with NotFound, WrongState when it brought no money. */
  public Answer<Payment> one(String order, String id) {
    return payments
        .find(id)
        .filter(payment -> payment.charge().order().equals(order))
        .map(this::refund)
        .orElseGet(() -> Answer.refused(new Refusal.NotFound()));
  }

  /**
   * Every payment of an order that brought money: answers the last. Refuses with NotFound when none
   * did.
   */
  public Answer<Payment> all(String order) {
    Answer<Payment> last = Answer.refused(new Refusal.NotFound());
    for (Payment payment : payments.funded(order)) {
      last = refund(payment);
    }
    return last;
  }

  private Answer<Payment> refund(Payment seen) {
    Payment payment = seen;
    for (int i = 0; i < TRIES_MAX; i++) {
      switch (payment.refund()) {
        case RefundDecision.Done _ -> {
          return Answer.given(payment);
        }
        case RefundDecision.Nothing _ -> {
          return Answer.refused(
              new Refusal.WrongState("No money came by this payment: there is none to send back."));
        }
        case RefundDecision.Ask(var refunding) -> {
          // That we want it back is written before the provider is asked: from then on it is asked
          // until it says yes.
          if (refunding.revision() == payment.revision()
              || payments.replace(refunding, List.of())) {
            return Answer.given(ask(refunding));
          }
          payment = hearProvider.again(payment);
        }
      }
    }
    throw new IllegalStateException(
        "payments of order " + seen.charge().order() + " change too fast");
  }

  /**
   * Asks the provider; when that fails, the payment stays as it is, and will be asked for again.
   */
  Payment ask(Payment refunding) {
    Optional<Provider> provider = providers.find(refunding.charge().provider());
    if (provider.isEmpty()) {
      LOG.error(
          "order {} waits for a refund by {}, which is not switched on",
          refunding.charge().order(),
          refunding.charge().provider());
      return refunding;
    }
    try {
      return hearProvider.hear(refunding, provider.get().refund(refunding.charge()));
    } catch (RuntimeException e) {
      LOG.warn("the refund of order {} is not done yet", refunding.charge().order(), e);
      return hearProvider.again(refunding);
    }
  }
}
