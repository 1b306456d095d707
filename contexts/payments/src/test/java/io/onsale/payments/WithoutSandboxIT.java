package io.onsale.payments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.onsale.contracts.common.v1.Money;
import io.onsale.contracts.payments.v1.GetSandboxPaymentRequest;
import io.onsale.contracts.payments.v1.PaymentsServiceGrpc;
import io.onsale.contracts.payments.v1.PaymentsServiceGrpc.PaymentsServiceBlockingStub;
import io.onsale.contracts.payments.v1.ReceiveWebhookRequest;
import io.onsale.contracts.payments.v1.SettleSandboxPaymentRequest;
import io.onsale.contracts.payments.v1.StartPaymentRequest;
import io.onsale.contracts.reasons.v1.Reason;
import io.onsale.kit.access.Caller;
import io.onsale.kit.refusal.Refusals;
import io.onsale.kit.testing.TestContext;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Where nobody pays by a click. */
class WithoutSandboxIT {
  @RegisterExtension
  final TestContext payments =
      TestContext.of(kit ->
          PaymentsMain.create(
              new PaymentsConfig(
                  kit.database(),
                  URI.create("https://onsale.example"),
                  Duration.ofSeconds(1),
                  new PaymentsConfig.Sandbox(false, Optional.empty())),
              kit.foundation()));

  @Test
  void hasNoSandbox() {
    assertThat(
            reason(() ->
                as(Caller.nobody())
                    .getSandboxPayment(GetSandboxPaymentRequest.newBuilder().setId("x").build())))
        .isEqualTo(Reason.NOT_FOUND);
    assertThat(
            reason(() ->
                as(Caller.nobody())
                    .settleSandboxPayment(
                        SettleSandboxPaymentRequest.newBuilder()
                            .setId("x")
                            .setOutcome("succeeded")
                            .build())))
        .isEqualTo(Reason.NOT_FOUND);
    assertThat(
            reason(() ->
                as(Caller.nobody())
                    .receiveWebhook(
                        ReceiveWebhookRequest.newBuilder().setProvider("sandbox").build())))
        .isEqualTo(Reason.NOT_FOUND);
  }

  @Test
  void saysThatThereIsNoSuchProvider() {
    StartPaymentRequest request =
        StartPaymentRequest.newBuilder()
            .setOrderId("o")
            .setProvider("sandbox")
            .setAmount(Money.newBuilder().setAmount(1).setCurrency("EUR"))
            .build();
    assertThat(reason(() -> as(Caller.service("orders")).startPayment(request)))
        .isEqualTo(Reason.UNKNOWN_PROVIDER);
  }

  private PaymentsServiceBlockingStub as(Caller caller) {
    return PaymentsServiceGrpc.newBlockingStub(payments.as(caller));
  }

  private static Reason reason(ThrowingCallable call) {
    return Refusals.of(catchThrowable(call)).orElseThrow().reason();
  }
}
