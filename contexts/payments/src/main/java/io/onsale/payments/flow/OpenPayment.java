package io.onsale.payments.flow;

import io.onsale.payments.flow.Answer.Refusal;
import io.onsale.payments.model.Charge;
import io.onsale.payments.model.Money;
import io.onsale.payments.model.Payment;
import io.onsale.payments.model.State;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Opens a payment of an order with a provider. An order has one that can be paid at a time. */
public final class OpenPayment {
  private static final int TRIES_MAX = 20;

  private final Payments payments;
  private final Providers providers;
  private final HearProvider hearProvider;
  private final Supplier<String> ids;
  private final InstantSource clock;

  /**
   * @param ids makes ids that can't be guessed
   */
  public OpenPayment(
      Payments payments,
      Providers providers,
      HearProvider hearProvider,
      Supplier<String> ids,
      InstantSource clock) {
    this.payments = payments;
    this.providers = providers;
    this.hearProvider = hearProvider;
    this.ids = ids;
    this.clock = clock;
  }

  /**
   * @param expiresAt until when it is wanted
   */
  public record Wish(
      String order,
      String account,
      String organizer,
      Money amount,
      String provider,
      Instant expiresAt) {}

  /**
   * Answers the one that is open when there is one. Refuses with UnknownProvider, WrongState when
   * the order is paid, or this payment has ended while it was opened.
   */
  public Answer<Payment> open(Wish wish) {
    if (providers.find(wish.provider()).isEmpty()) {
      return Answer.refused(new Refusal.UnknownProvider());
    }
    for (int i = 0; i < TRIES_MAX; i++) {
      Optional<Payment> pending = payments.pending(wish.order());
      if (pending.isPresent()) {
        return atProvider(pending.get());
      }
      if (isPaid(wish.order())) {
        return Answer.refused(new Refusal.WrongState("The order is paid."));
      }
      Payment payment = Payment.open(charge(wish));
      if (payments.open(payment)) {
        return atProvider(payment);
      }
    }
    throw new IllegalStateException("payments of order " + wish.order() + " change too fast");
  }

  private boolean isPaid(String order) {
    return payments.funded(order).stream()
        .anyMatch(payment -> payment.state() instanceof State.Succeeded);
  }

  private Charge charge(Wish wish) {
    return new Charge(
        ids.get(),
        wish.order(),
        wish.account(),
        wish.organizer(),
        wish.amount(),
        wish.provider(),
        wish.expiresAt(),
        // As precise as the books keep it.
        clock.instant().truncatedTo(ChronoUnit.MILLIS));
  }

  /** The provider knows it, or gets to know it now: that may have been cut off before. */
  private Answer<Payment> atProvider(Payment payment) {
    if (!payment.redirectUrl().isEmpty()) {
      return Answer.given(payment);
    }
    Optional<Provider> provider = providers.find(payment.charge().provider());
    if (provider.isEmpty()) {
      return Answer.refused(new Refusal.UnknownProvider());
    }
    Payment opened = payment.openedAt(provider.get().open(payment.charge()));
    return payments.replace(opened, List.of())
        ? Answer.given(opened)
        : changedMeanwhile(payment, provider.get());
  }

  /**
   * Another call has opened it too, or it has ended. When it was closed before the provider knew of
   * it, the provider has it open now, and nobody would close it there any more.
   */
  private Answer<Payment> changedMeanwhile(Payment seen, Provider provider) {
    Payment now = hearProvider.again(seen);
    if (now.state() instanceof State.Pending) {
      return Answer.given(now);
    }
    hearProvider.hear(now, provider.cancel(now.charge()));
    return Answer.refused(
        new Refusal.WrongState("The payment has ended while it was opened. Look at the order."));
  }
}
