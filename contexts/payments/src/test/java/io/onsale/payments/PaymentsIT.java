package io.onsale.payments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Timestamp;
import io.onsale.contracts.common.v1.Money;
import io.onsale.contracts.payments.v1.CancelPaymentRequest;
import io.onsale.contracts.payments.v1.GetSandboxPaymentRequest;
import io.onsale.contracts.payments.v1.Payment;
import io.onsale.contracts.payments.v1.PaymentDeclined;
import io.onsale.contracts.payments.v1.PaymentRefunded;
import io.onsale.contracts.payments.v1.PaymentSucceeded;
import io.onsale.contracts.payments.v1.PaymentsServiceGrpc;
import io.onsale.contracts.payments.v1.PaymentsServiceGrpc.PaymentsServiceBlockingStub;
import io.onsale.contracts.payments.v1.RefundRequest;
import io.onsale.contracts.payments.v1.SandboxPayment;
import io.onsale.contracts.payments.v1.SettleSandboxPaymentRequest;
import io.onsale.contracts.payments.v1.StartPaymentRequest;
import io.onsale.contracts.reasons.v1.Reason;
import io.onsale.kit.access.Caller;
import io.onsale.kit.refusal.Refusals;
import io.onsale.kit.refusal.Refused;
import io.onsale.kit.testing.TestClock;
import io.onsale.kit.testing.TestContext;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The whole context, with its sandbox provider and its webhooks over a real port. */
class PaymentsIT {
  private static final Caller ORDERS = Caller.service("orders");
  private static final Caller ANN = Caller.buyer("0000000000b01");
  private static final Caller BOB = Caller.buyer("0000000000b02");
  private static final String ORDER = "0000000000001";
  private static final Duration SOON = Duration.ofSeconds(20);

  private final TestClock clock = TestClock.at("2026-06-01T10:00:00Z");

  @RegisterExtension final WebhookGate gate = new WebhookGate(() -> as(Caller.nobody()));

  @RegisterExtension
  final TestContext payments =
      TestContext.of(
          clock,
          kit ->
              PaymentsMain.create(
                  new PaymentsConfig(
                      kit.database(),
                      URI.create("https://onsale.example"),
                      Duration.ofMillis(20),
                      new PaymentsConfig.Sandbox(
                          true, Optional.of(gate.url().resolve("/v1/payment-webhooks/sandbox")))),
                  kit.foundation()));

  @Test
  void takesMoneyByPageAndSignedWebhook() {
    Payment opened = start(ORDER);
    assertThat(opened.getStatus()).isEqualTo(Payment.Status.PENDING);
    assertThat(opened.getId()).hasSize(26);
    assertThat(opened.getRedirectUrl())
        .isEqualTo("https://onsale.example/sandbox/payments/" + opened.getId());
    assertThat(start(ORDER)).isEqualTo(opened);

    SandboxPayment settled = settle(Caller.nobody(), opened, "succeeded");
    assertThat(settled.getStatus()).isEqualTo("succeeded");
    assertThat(settled.getReturnUrl()).isEqualTo("https://onsale.example/orders/" + ORDER);
    assertThat(gate.came).hasSize(1);
    assertThat(payments.published(PaymentSucceeded.getDefaultInstance()))
        .containsExactly(
            PaymentSucceeded.newBuilder()
                .setPaymentId(opened.getId())
                .setOrderId(ORDER)
                .setAmount(cny(68_000))
                .build());
    // Asking for the same again is the same, and tells nothing anew.
    assertThat(settle(Caller.nobody(), opened, "succeeded")).isEqualTo(settled);
    assertThat(gate.came).hasSize(1);
    assertRefused(Reason.PAYMENT_STATE, () -> settle(Caller.nobody(), opened, "declined"));
    assertRefused(Reason.PAYMENT_STATE, () -> start(ORDER));
  }

  @Test
  void opensAnotherPaymentAfterOneWasDeclined() {
    Payment first = start(ORDER);
    settle(ANN, first, "declined");
    assertThat(payments.published(PaymentDeclined.getDefaultInstance())).hasSize(1);
    assertRefused(Reason.PAYMENT_STATE, () -> settle(ANN, first, "succeeded"));
    Payment second = start(ORDER);
    assertThat(second.getId()).isNotEqualTo(first.getId());
    settle(ANN, second, "succeeded");
    assertThat(payments.published(PaymentSucceeded.getDefaultInstance()))
        .extracting(PaymentSucceeded::getPaymentId)
        .containsExactly(second.getId());
  }

  @Test
  void opensOnePaymentForManyWhoAskAtOnce() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var opened =
          threads.invokeAll(
              IntStream.range(0, 8)
                  .<Callable<String>>mapToObj(i -> () -> start(ORDER).getId())
                  .toList());
      String first = opened.getFirst().get();
      for (var other : opened) {
        assertThat(other.get()).isEqualTo(first);
      }
    }
  }

  @Test
  void refundsOnceAndInFull() {
    Payment payment = start(ORDER);
    RefundRequest request =
        RefundRequest.newBuilder().setOrderId(ORDER).setPaymentId(payment.getId()).build();
    assertRefused(Reason.PAYMENT_STATE, () -> as(ORDERS).refund(request));
    settle(ANN, payment, "succeeded");
    assertThat(as(ORDERS).refund(request).getStatus()).isEqualTo(Payment.Status.REFUNDED);
    assertThat(as(ORDERS).refund(request).getStatus()).isEqualTo(Payment.Status.REFUNDED);
    assertThat(as(ORDERS).refund(request.toBuilder().clearPaymentId().build()).getStatus())
        .isEqualTo(Payment.Status.REFUNDED);
    assertThat(payments.published(PaymentRefunded.getDefaultInstance()))
        .extracting(PaymentRefunded::getAmount)
        .containsExactly(cny(68_000));
    assertThat(look(ANN, payment).getStatus()).isEqualTo("refunded");
    assertRefused(
        Reason.NOT_FOUND,
        () -> as(ORDERS).refund(request.toBuilder().setOrderId("0000000000002").build()));
    assertRefused(
        Reason.NOT_FOUND,
        () -> as(ORDERS).refund(RefundRequest.newBuilder().setOrderId("nothing").build()));
    // The provider tells of it as well, in its own time, and that changes nothing.
    await().atMost(SOON).until(() -> gate.came.size() == 2);
    assertThat(payments.published(PaymentRefunded.getDefaultInstance())).hasSize(1);
  }

  @Test
  void tellsOfMoneyThatCameForCancelledPayment() {
    Payment payment = start(ORDER);
    CancelPaymentRequest cancel = CancelPaymentRequest.newBuilder().setOrderId(ORDER).build();
    assertThat(as(ORDERS).cancelPayment(cancel).getStatus()).isEqualTo(Payment.Status.CANCELLED);
    assertThat(look(ANN, payment).getStatus()).isEqualTo("cancelled");
    assertThat(as(ORDERS).cancelPayment(cancel).getStatus()).isEqualTo(Payment.Status.CANCELLED);
    assertRefused(Reason.PAYMENT_STATE, () -> settle(ANN, payment, "declined"));
    settle(ANN, payment, "succeeded");
    assertThat(payments.published(PaymentSucceeded.getDefaultInstance())).hasSize(1);
    assertRefused(
        Reason.NOT_FOUND,
        () ->
            as(ORDERS)
                .cancelPayment(CancelPaymentRequest.newBuilder().setOrderId("nothing").build()));
  }

  @Test
  void takesWebhookOnceHoweverOftenItComes() {
    Payment payment = start(ORDER);
    settle(ANN, payment, "succeeded");
    WebhookGate.Came webhook = gate.came.getFirst();
    assertThat(gate.send(webhook.signature(), webhook.body())).isEqualTo(204);
    assertThat(payments.published(PaymentSucceeded.getDefaultInstance())).hasSize(1);
    clock.forward(Duration.ofMinutes(6));
    assertThat(gate.send(webhook.signature(), webhook.body())).isEqualTo(401);
  }

  @Test
  void refusesWebhookThatIsForged() {
    Payment payment = start(ORDER);
    settle(ANN, start("0000000000002"), "succeeded");
    WebhookGate.Came webhook = gate.came.getFirst();
    String body = webhook.body().replace("68000", "1");
    assertThat(gate.send(webhook.signature(), body)).isEqualTo(401);
    assertThat(gate.send("", webhook.body())).isEqualTo(401);
    assertThat(gate.send("t=1,v1=00", webhook.body())).isEqualTo(401);
    assertThat(look(ANN, payment).getStatus()).isEqualTo("pending");
    assertThat(payments.published(PaymentSucceeded.getDefaultInstance())).hasSize(1);
  }

  @Test
  void reconcilesPaymentWhoseWebhookNeverCame() {
    Payment payment = start(ORDER);
    gate.open = false;
    assertRefused(Reason.UNAVAILABLE, () -> settle(ANN, payment, "succeeded"));
    assertThat(payments.published(PaymentSucceeded.getDefaultInstance())).isEmpty();
    clock.forward(Duration.ofSeconds(61));
    await()
        .atMost(SOON)
        .until(() -> payments.published(PaymentSucceeded.getDefaultInstance()).size() == 1);
    // The webhook comes after all, and says nothing new.
    gate.open = true;
    clock.forward(Duration.ofMinutes(10));
    await().atMost(SOON).until(() -> !gate.came.isEmpty());
    assertThat(payments.published(PaymentSucceeded.getDefaultInstance())).hasSize(1);
  }

  @Test
  void showsSandboxPaymentToItsBuyerAndToWhoKnowsItsId() {
    Payment payment = start(ORDER);
    assertThat(look(ANN, payment).getAmount()).isEqualTo(cny(68_000));
    assertThat(look(Caller.nobody(), payment)).isEqualTo(look(ANN, payment));
    assertRefused(Reason.NOT_FOUND, () -> look(BOB, payment));
    assertRefused(Reason.NOT_FOUND, () -> settle(BOB, payment, "succeeded"));
    assertRefused(
        Reason.NOT_FOUND,
        () -> settle(ANN, payment.toBuilder().setId("nothing").build(), "succeeded"));
    assertRefused(Reason.INVALID_REQUEST, () -> settle(ANN, payment, "stolen"));
    assertThat(look(ANN, payment).getStatus()).isEqualTo("pending");
  }

  @Test
  void letsOnlyOurOwnServicesMoveMoney() {
    assertRefused(Reason.NOT_ALLOWED, () -> as(ANN).startPayment(request(ORDER)));
    assertRefused(
        Reason.NOT_ALLOWED,
        () -> as(ANN).refund(RefundRequest.newBuilder().setOrderId(ORDER).build()));
    assertRefused(
        Reason.SIGN_IN_REQUIRED,
        () ->
            as(Caller.nobody())
                .cancelPayment(CancelPaymentRequest.newBuilder().setOrderId(ORDER).build()));
  }

  @Test
  void refusesWhatCanNotBePaid() {
    assertRefused(
        Reason.UNKNOWN_PROVIDER,
        () -> as(ORDERS).startPayment(request(ORDER).toBuilder().setProvider("gold").build()));
    assertRefused(
        Reason.UNPROCESSABLE,
        () -> as(ORDERS).startPayment(request(ORDER).toBuilder().setAmount(cny(0)).build()));
  }

  private Payment start(String order) {
    return as(ORDERS).startPayment(request(order));
  }

  private static StartPaymentRequest request(String order) {
    return StartPaymentRequest.newBuilder()
        .setOrderId(order)
        .setAccountId(ANN.accountId())
        .setOrganizerId("0000000000a01")
        .setAmount(cny(68_000))
        .setProvider("sandbox")
        .setExpiresAt(Timestamp.newBuilder().setSeconds(1_780_308_600))
        .build();
  }

  private SandboxPayment look(Caller caller, Payment payment) {
    return as(caller)
        .getSandboxPayment(GetSandboxPaymentRequest.newBuilder().setId(payment.getId()).build());
  }

  private SandboxPayment settle(Caller caller, Payment payment, String outcome) {
    return as(caller)
        .settleSandboxPayment(
            SettleSandboxPaymentRequest.newBuilder()
                .setId(payment.getId())
                .setOutcome(outcome)
                .build());
  }

  private static Money cny(long amount) {
    return Money.newBuilder().setAmount(amount).setCurrency("CNY").build();
  }

  private PaymentsServiceBlockingStub as(Caller caller) {
    return PaymentsServiceGrpc.newBlockingStub(payments.as(caller));
  }

  private static Refused assertRefused(Reason reason, ThrowingCallable call) {
    Refused refused = Refusals.of(catchThrowable(call)).orElseThrow();
    assertThat(refused.reason()).isEqualTo(reason);
    return refused;
  }
}
