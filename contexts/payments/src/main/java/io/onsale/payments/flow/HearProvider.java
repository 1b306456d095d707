package io.onsale.payments.flow;

import io.onsale.payments.model.Payment;
import io.onsale.payments.model.State;
import io.onsale.payments.model.Statement;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes a provider's word into the books, and tells what is new in it. */
public final class HearProvider {
  private static final Logger LOG = LoggerFactory.getLogger(HearProvider.class);
  private static final int TRIES_MAX = 20;

  private final Payments payments;

  public HearProvider(Payments payments) {
    this.payments = payments;
  }

  /** The payment after that: changed, or as it was when the provider said nothing new. */
  Payment hear(Payment seen, Statement statement) {
    Payment payment = seen;
    for (int i = 0; i < TRIES_MAX; i++) {
      Optional<Payment> next = payment.hear(statement.standing());
      if (next.isEmpty()) {
        return payment;
      }
      if (payments.replace(next.get(), tells(next.get(), statement))) {
        return next.get();
      }
      payment = again(payment);
    }
    throw new IllegalStateException("payment " + seen.charge().order() + " changes too fast");
  }

  Payment again(Payment seen) {
    return payments
        .find(seen.id())
        .orElseThrow(() -> new IllegalStateException("a payment has vanished"));
  }

  private static List<PaymentEvent> tells(Payment next, Statement statement) {
    return switch (next.state()) {
      case State.Succeeded _ -> {
        if (!statement.received().equals(next.charge().amount())) {
          LOG.error(
              "{} of order {} brought {} and not {}",
              next.charge().provider(),
              next.charge().order(),
              statement.received(),
              next.charge().amount());
        }
        yield List.of(new PaymentEvent.Succeeded(next, statement.received()));
      }
      case State.Declined _ -> List.of(new PaymentEvent.Declined(next));
      case State.Refunded _ -> List.of(new PaymentEvent.Refunded(next));
      case State.Pending _, State.Cancelled _, State.Refunding _ -> List.of();
    };
  }
}
