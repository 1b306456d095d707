package io.onsale.payments.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.onsale.payments.model.State.Cancelled;
import io.onsale.payments.model.State.Declined;
import io.onsale.payments.model.State.Pending;
import io.onsale.payments.model.State.Refunded;
import io.onsale.payments.model.State.Refunding;
import io.onsale.payments.model.State.Succeeded;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Every wish, and every word of a provider, in every state. */
class PaymentTest {
  private static final Instant NOW = Instant.parse("2026-06-01T10:00:00Z");
  private static final Money AMOUNT = new Money(100, "CNY");
  private static final List<State> STATES =
      List.of(
          new Pending(),
          new Succeeded(),
          new Declined(),
          new Cancelled(),
          new Refunding(),
          new Refunded());

  @Test
  void hearsOnlyWhatIsNew() {
    // In the order of STATES: "-" stays as it is.
    hear(Standing.UNKNOWN, "-", "-", "-", "-", "-", "-");
    hear(Standing.PENDING, "-", "-", "-", "-", "-", "-");
    hear(Standing.SUCCEEDED, "Succeeded", "-", "Succeeded", "Succeeded", "-", "-");
    hear(Standing.DECLINED, "Declined", "-", "-", "-", "-", "-");
    hear(Standing.CANCELLED, "Cancelled", "-", "-", "-", "-", "-");
    hear(Standing.REFUNDED, "Refunded", "Refunded", "Refunded", "Refunded", "Refunded", "-");
  }

  @Test
  void cancelsOnlyWhatIsPending() {
    check(Payment::cancel, "Cancelled", "-", "-", "-", "-", "-");
  }

  @Test
  void refundsOnlyMoneyThatCame() {
    List<String> decisions =
        STATES.stream().map(state -> in(state).refund().getClass().getSimpleName()).toList();
    assertThat(decisions).containsExactly("Nothing", "Ask", "Nothing", "Nothing", "Ask", "Done");
    assertThat(in(new Succeeded()).refund())
        .isInstanceOfSatisfying(
            Payment.RefundDecision.Ask.class,
            ask -> assertThat(ask.payment().state()).isEqualTo(new Refunding()));
  }

  @Test
  void sandboxPaysLateAndDeclinesOnlyInTime() {
    settle(SandboxPayment.Outcome.SUCCEEDED, Standing.PENDING, Standing.CANCELLED);
    settle(SandboxPayment.Outcome.DECLINED, Standing.PENDING);
  }

  private static void settle(SandboxPayment.Outcome outcome, Standing... from) {
    for (Standing standing : Standing.values()) {
      SandboxPayment payment = new SandboxPayment("p", "o", "a", AMOUNT, standing, NOW, 0);
      assertThat(payment.settle(outcome).isPresent())
          .as("%s from %s", outcome, standing)
          .isEqualTo(List.of(from).contains(standing));
    }
  }

  private static void hear(Standing standing, String... expected) {
    check(payment -> payment.hear(standing), expected);
  }

  private static void check(Function<Payment, Optional<Payment>> step, String... expected) {
    for (int i = 0; i < STATES.size(); i++) {
      String actual =
          step.apply(in(STATES.get(i)))
              .map(next -> next.state().getClass().getSimpleName())
              .orElse("-");
      assertThat(actual).as("%s", STATES.get(i)).isEqualTo(expected[i]);
    }
  }

  private static Payment in(State state) {
    return new Payment(
        new Charge("p", "o", "a", "h", AMOUNT, "sandbox", NOW, NOW), "http://pay", state, 0);
  }
}
