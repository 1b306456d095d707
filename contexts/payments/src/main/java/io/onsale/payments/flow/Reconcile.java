package io.onsale.payments.flow;

import io.onsale.payments.model.Payment;
import io.onsale.payments.model.State;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks providers about payments whose end is overdue: a webhook may have been lost, and a refund
 * cut off. Called again and again; each call does a bounded piece.
 */
public final class Reconcile {
  private static final Logger LOG = LoggerFactory.getLogger(Reconcile.class);
  private static final Duration OVERDUE = Duration.ofMinutes(1);
  private static final Duration MESSAGES_KEPT = Duration.ofDays(30);
  private static final int BATCH_MAX = 100;

  private final Payments payments;
  private final Providers providers;
  private final HearProvider hearProvider;
  private final RefundPayment refundPayment;
  private final InstantSource clock;

  public Reconcile(
      Payments payments,
      Providers providers,
      HearProvider hearProvider,
      RefundPayment refundPayment,
      InstantSource clock) {
    this.payments = payments;
    this.providers = providers;
    this.hearProvider = hearProvider;
    this.refundPayment = refundPayment;
    this.clock = clock;
  }

  /** Answers how many it has asked about. */
  public int run() {
    Instant now = clock.instant();
    payments.forgetMessages(now.minus(MESSAGES_KEPT));
    int asked = 0;
    for (Payment payment : payments.unsettled(now.minus(OVERDUE), now, BATCH_MAX)) {
      try {
        settle(payment);
      } catch (RuntimeException e) {
        // One payment that can't be asked about must not keep the others.
        LOG.warn("the payment of order {} can't be reconciled now", payment.charge().order(), e);
      }
      asked++;
    }
    return asked;
  }

  private void settle(Payment payment) {
    if (payment.state() instanceof State.Refunding) {
      refundPayment.ask(payment);
      return;
    }
    Optional<Provider> provider = providers.find(payment.charge().provider());
    provider.ifPresent(known -> hearProvider.hear(payment, known.look(payment.charge())));
  }
}
