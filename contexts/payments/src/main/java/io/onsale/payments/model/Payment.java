package io.onsale.payments.model;

import io.onsale.payments.model.State.Cancelled;
import io.onsale.payments.model.State.Declined;
import io.onsale.payments.model.State.Pending;
import io.onsale.payments.model.State.Refunded;
import io.onsale.payments.model.State.Refunding;
import io.onsale.payments.model.State.Succeeded;
import java.util.Optional;

/**
 * A payment of an order with a provider.
 *
 * <p>Money is a fact and outlives our wishes: what the provider says it has received is received,
 * also when we had cancelled it or it had been declined before. What it tells late, twice or out of
 * order changes nothing.
 *
 * @param redirectUrl where the buyer pays; empty until the provider has opened it
 * @param revision grows by one with each change
 */
public record Payment(Charge charge, String redirectUrl, State state, long revision) {

  /** A new payment, not yet known to its provider. */
  public static Payment open(Charge charge) {
    return new Payment(charge, "", new Pending(), 0);
  }

  public String id() {
    return charge.id();
  }

  /** The provider has opened it there. */
  public Payment openedAt(String url) {
    return new Payment(charge, url, state, revision + 1);
  }

  /** Closes it when it is open: it is no longer wanted. */
  public Optional<Payment> cancel() {
    return state instanceof Pending pending
        ? Optional.of(with(pending.cancel()))
        : Optional.empty();
  }

  /** What to do when its money is wanted back. */
  public RefundDecision refund() {
    return switch (state) {
      case Succeeded succeeded -> new RefundDecision.Ask(with(succeeded.refund()));
      case Refunding _ -> new RefundDecision.Ask(this);
      case Refunded _ -> new RefundDecision.Done();
      case Pending _, Declined _, Cancelled _ -> new RefundDecision.Nothing();
    };
  }

  /** What to do when its money is wanted back. */
  public sealed interface RefundDecision {
    /** Ask the provider for it; also again, for its answer may have been lost. */
    record Ask(Payment payment) implements RefundDecision {}

    record Done() implements RefundDecision {}

    /** No money came. */
    record Nothing() implements RefundDecision {}
  }

  /** What the provider says of it: the next payment, or empty when that is nothing new. */
  public Optional<Payment> hear(Standing standing) {
    return switch (standing) {
      case UNKNOWN, PENDING -> Optional.empty();
      case SUCCEEDED ->
          switch (state) {
            case Pending _, Declined _, Cancelled _ -> Optional.of(with(new Succeeded()));
            case Succeeded _, Refunding _, Refunded _ -> Optional.empty();
          };
      case DECLINED ->
          state instanceof Pending pending
              ? Optional.of(with(pending.decline()))
              : Optional.empty();
      case CANCELLED -> cancel();
      case REFUNDED ->
          state instanceof Refunded ? Optional.empty() : Optional.of(with(new Refunded()));
    };
  }

  private Payment with(State next) {
    return new Payment(charge, redirectUrl, next, revision + 1);
  }
}
