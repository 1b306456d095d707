package io.onsale.payments.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.onsale.kit.testing.TestClock;
import io.onsale.payments.flow.Answer.Refusal;
import io.onsale.payments.model.Money;
import io.onsale.payments.model.Payment;
import io.onsale.payments.model.Standing;
import io.onsale.payments.model.State;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * Words of a provider that come late, twice, out of order or not at all; and a provider that is
 * down.
 */
class PaymentsFlowTest {
  private static final Money AMOUNT = new Money(100, "CNY");

  private final TestClock clock = TestClock.at("2026-06-01T10:00:00Z");
  private final Ledger ledger = new Ledger();
  private final Bank bank = new Bank();
  private final Providers providers = new Providers(List.of(bank));
  private final AtomicInteger ids = new AtomicInteger();
  private final HearProvider hear = new HearProvider(ledger);
  private final OpenPayment openPayment =
      new OpenPayment(ledger, providers, hear, () -> "p" + ids.incrementAndGet(), clock);
  private final ClosePayment closePayment = new ClosePayment(ledger, providers, hear);
  private final RefundPayment refundPayment = new RefundPayment(ledger, providers, hear);
  private final ReceiveWebhook receiveWebhook = new ReceiveWebhook(ledger, providers, hear, clock);
  private final Reconcile reconcile = new Reconcile(ledger, providers, hear, refundPayment, clock);

  @Test
  void opensAtProviderWhatWasCutOffBefore() {
    bank.down(1);
    assertThatIllegalStateException().isThrownBy(() -> openPayment.open(wish("bank")));
    Payment opened = open();
    assertThat(opened.id()).isEqualTo("p1");
    assertThat(opened.redirectUrl()).isEqualTo("http://bank.example/p1");
  }

  @Test
  void closesAtProviderFirst() {
    open();
    bank.down(1);
    assertThatIllegalStateException().isThrownBy(() -> closePayment.close("o"));
    assertThat(ledger.state("p1")).isEqualTo(new State.Pending());
    closePayment.close("o");
    assertThat(ledger.state("p1")).isEqualTo(new State.Cancelled());
  }

  @Test
  void findsOutWhenClosingThatMoneyHasCome() {
    open();
    bank.stands("p1", Standing.SUCCEEDED);
    closePayment.close("o");
    assertThat(ledger.state("p1")).isEqualTo(new State.Succeeded());
    assertThat(ledger.toldNames()).containsExactly("Succeeded");
  }

  @Test
  void closesWhatTheProviderNeverHeardOf() {
    bank.down(1);
    assertThatIllegalStateException().isThrownBy(() -> openPayment.open(wish("bank")));
    closePayment.close("o");
    assertThat(ledger.state("p1")).isEqualTo(new State.Cancelled());
  }

  @Test
  void closesAtProviderWhatWasClosedHereWhileItWasOpened() {
    bank.whileOpening = () -> closePayment.close("o");
    assertThat(refusal(openPayment.open(wish("bank")))).isInstanceOf(Refusal.WrongState.class);
    assertThat(ledger.state("p1")).isEqualTo(new State.Cancelled());
    assertThat(bank.standing("p1")).isEqualTo(Standing.CANCELLED);
  }

  @Test
  void findsOutThatWhatWasClosedWhileItWasOpenedIsPaid() {
    bank.whileOpening =
        () -> {
          closePayment.close("o");
          bank.stands("p1", Standing.SUCCEEDED);
        };
    assertThat(refusal(openPayment.open(wish("bank")))).isInstanceOf(Refusal.WrongState.class);
    assertThat(ledger.state("p1")).isEqualTo(new State.Succeeded());
    assertThat(ledger.toldNames()).containsExactly("Succeeded");
  }

  @Test
  void answersTheSamePaymentToTwoWhoOpenItAtOnce() {
    bank.whileOpening = () -> assertThat(open().id()).isEqualTo("p1");
    assertThat(open().redirectUrl()).isEqualTo("http://bank.example/p1");
    assertThat(bank.standing("p1")).isEqualTo(Standing.PENDING);
  }

  @Test
  void believesMoneyWhateverWasToldBefore() {
    open();
    webhook("1", "p1", Standing.DECLINED);
    webhook("2", "p1", Standing.SUCCEEDED);
    webhook("1", "p1", Standing.DECLINED);
    webhook("3", "p1", Standing.DECLINED);
    webhook("2", "p1", Standing.SUCCEEDED);
    webhook("4", "p1", Standing.SUCCEEDED);
    assertThat(ledger.state("p1")).isEqualTo(new State.Succeeded());
    assertThat(ledger.toldNames()).containsExactly("Declined", "Succeeded");
  }

  @Test
  void hearsRefundThatWasNotAskedForHere() {
    open();
    webhook("1", "p1", Standing.SUCCEEDED);
    webhook("2", "p1", Standing.REFUNDED);
    webhook("3", "p1", Standing.SUCCEEDED);
    assertThat(ledger.toldNames()).containsExactly("Succeeded", "Refunded");
  }

  @Test
  void refusesWebhookOfWhatItDoesNotKnow() {
    assertThat(refusal(webhook("1", "nothing", Standing.SUCCEEDED)))
        .isEqualTo(new Refusal.NotFound());
    assertThat(refusal(receiveWebhook.receive("gold", message("1 p1 SUCCEEDED"))))
        .isEqualTo(new Refusal.UnknownProvider());
    assertThat(refusal(receiveWebhook.receive("bank", message("what?"))))
        .isInstanceOf(Refusal.Forged.class);
  }

  @Test
  void tellsWhatCameAndNotWhatWasAskedFor() {
    open();
    bank.receives("p1", new Money(99, "CNY"));
    clock.forward(Duration.ofSeconds(61));
    assertThat(reconcile.run()).isEqualTo(1);
    assertThat(ledger.told)
        .singleElement()
        .isInstanceOfSatisfying(
            PaymentEvent.Succeeded.class,
            event -> assertThat(event.received()).isEqualTo(new Money(99, "CNY")));
  }

  @Test
  void remembersRefundThatItCouldNotAskFor() {
    open();
    webhook("1", "p1", Standing.SUCCEEDED);
    bank.stands("p1", Standing.SUCCEEDED);
    bank.down(2);
    assertThat(refundPayment.one("o", "p1")).isInstanceOf(Answer.Given.class);
    assertThat(ledger.state("p1")).isEqualTo(new State.Refunding());
    clock.forward(Duration.ofSeconds(61));
    reconcile.run();
    assertThat(ledger.state("p1")).isEqualTo(new State.Refunding());
    clock.forward(Duration.ofSeconds(61));
    reconcile.run();
    assertThat(ledger.state("p1")).isEqualTo(new State.Refunded());
    refundPayment.one("o", "p1");
    assertThat(bank.refunds).isEqualTo(1);
    assertThat(ledger.toldNames()).containsExactly("Succeeded", "Refunded");
  }

  @Test
  void refundsEveryPaymentOfAnOrder() {
    open();
    webhook("1", "p1", Standing.DECLINED);
    openPayment.open(wish("bank"));
    webhook("2", "p2", Standing.SUCCEEDED);
    webhook("3", "p1", Standing.SUCCEEDED);
    bank.stands("p1", Standing.SUCCEEDED);
    bank.stands("p2", Standing.SUCCEEDED);
    refundPayment.all("o");
    assertThat(ledger.state("p1")).isEqualTo(new State.Refunded());
    assertThat(ledger.state("p2")).isEqualTo(new State.Refunded());
  }

  @Test
  void oneThatCanNotBeAskedAboutKeepsNobodyWaiting() {
    open();
    openPayment.open(new OpenPayment.Wish("o2", "a", "h", AMOUNT, "bank", clock.instant()));
    bank.stands("p1", Standing.SUCCEEDED);
    bank.stands("p2", Standing.SUCCEEDED);
    bank.down(1);
    clock.forward(Duration.ofSeconds(61));
    assertThat(reconcile.run()).isEqualTo(2);
    assertThat(ledger.state("p2")).isEqualTo(new State.Succeeded());
    assertThat(reconcile.run()).isZero();
    clock.forward(Duration.ofSeconds(61));
    assertThat(reconcile.run()).isEqualTo(1);
    assertThat(ledger.state("p1")).isEqualTo(new State.Succeeded());
  }

  @Test
  void refusesProviderThatIsNotThereAndOrderThatIsPaid() {
    assertThat(refusal(openPayment.open(wish("gold")))).isEqualTo(new Refusal.UnknownProvider());
    open();
    webhook("1", "p1", Standing.SUCCEEDED);
    assertThat(refusal(openPayment.open(wish("bank")))).isInstanceOf(Refusal.WrongState.class);
  }

  private Payment open() {
    return switch (openPayment.open(wish("bank"))) {
      case Answer.Given<Payment>(var payment) -> payment;
      case Answer.Refused<Payment>(var why) -> throw new AssertionError(why.toString());
    };
  }

  private OpenPayment.Wish wish(String provider) {
    return new OpenPayment.Wish(
        "o", "a", "h", AMOUNT, provider, clock.instant().plus(Duration.ofMinutes(10)));
  }

  private Answer<Payment> webhook(String id, String payment, Standing standing) {
    return receiveWebhook.receive("bank", message(id + " " + payment + " " + standing));
  }

  private static Provider.Message message(String notice) {
    return new Provider.Message(new byte[0], Map.of("Notice", notice));
  }

  private static Refusal refusal(Answer<?> answer) {
    assertThat(answer).isInstanceOf(Answer.Refused.class);
    return ((Answer.Refused<?>) answer).why();
  }
}
