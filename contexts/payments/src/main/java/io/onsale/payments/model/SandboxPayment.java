package io.onsale.payments.model;

import java.time.Instant;
import java.util.Optional;

/**
 * A payment in the sandbox provider's own books. It plays the worst that a provider may do: money
 * that was under way when we cancelled still arrives, so that a cancelled payment can succeed; what
 * was declined has to be opened anew.
 *
 * @param revision grows by one with each change
 */
public record SandboxPayment(
    String id,
    String order,
    String account,
    Money amount,
    Standing standing,
    Instant openedAt,
    long revision) {

  /** What the buyer does on the provider's page. */
  public enum Outcome {
    SUCCEEDED,
    DECLINED
  }

  /** The payment after the buyer did that; empty when it can't be done any more. */
  public Optional<SandboxPayment> settle(Outcome outcome) {
    return switch (outcome) {
      case SUCCEEDED ->
          standing == Standing.PENDING || standing == Standing.CANCELLED
              ? Optional.of(with(Standing.SUCCEEDED))
              : Optional.empty();
      case DECLINED ->
          standing == Standing.PENDING ? Optional.of(with(Standing.DECLINED)) : Optional.empty();
    };
  }

  /** Whether it stands already where this outcome leads: the same wish came twice. */
  public boolean isSettledAs(Outcome outcome) {
    return switch (outcome) {
      case SUCCEEDED -> standing == Standing.SUCCEEDED;
      case DECLINED -> standing == Standing.DECLINED;
    };
  }

  /** Closed by us; empty when there is nothing left to close. */
  public Optional<SandboxPayment> cancel() {
    return standing == Standing.PENDING ? Optional.of(with(Standing.CANCELLED)) : Optional.empty();
  }

  /** The money goes back; empty when none is there. */
  public Optional<SandboxPayment> refund() {
    return standing == Standing.SUCCEEDED ? Optional.of(with(Standing.REFUNDED)) : Optional.empty();
  }

  private SandboxPayment with(Standing next) {
    return new SandboxPayment(id, order, account, amount, next, openedAt, revision + 1);
  }
}
