package io.onsale.payments.edge;

import io.grpc.stub.StreamObserver;
import io.onsale.contracts.payments.v1.CancelPaymentRequest;
import io.onsale.contracts.payments.v1.GetSandboxPaymentRequest;
import io.onsale.contracts.payments.v1.Payment;
import io.onsale.contracts.payments.v1.PaymentsServiceGrpc;
import io.onsale.contracts.payments.v1.ReceiveWebhookRequest;
import io.onsale.contracts.payments.v1.ReceiveWebhookResponse;
import io.onsale.contracts.payments.v1.RefundRequest;
import io.onsale.contracts.payments.v1.SandboxPayment;
import io.onsale.contracts.payments.v1.SettleSandboxPaymentRequest;
import io.onsale.contracts.payments.v1.StartPaymentRequest;
import io.onsale.contracts.reasons.v1.Reason;
import io.onsale.kit.chain.Calls;
import io.onsale.kit.refusal.Fault;
import io.onsale.kit.refusal.Refused;
import io.onsale.payments.flow.Answer;
import io.onsale.payments.flow.Answer.Refusal;
import io.onsale.payments.flow.ClosePayment;
import io.onsale.payments.flow.OpenPayment;
import io.onsale.payments.flow.Provider;
import io.onsale.payments.flow.ReceiveWebhook;
import io.onsale.payments.flow.RefundPayment;
import io.onsale.payments.flow.SettleSandboxPayment;
import io.onsale.payments.model.Money;
import io.onsale.payments.model.SandboxPayment.Outcome;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The calls that payments serves. */
public final class PaymentsEdge extends PaymentsServiceGrpc.PaymentsServiceImplBase {
  private final OpenPayment openPayment;
  private final ClosePayment closePayment;
  private final RefundPayment refundPayment;
  private final ReceiveWebhook receiveWebhook;
  private final @Nullable SettleSandboxPayment sandbox;
  private final URI publicUrl;

  /**
   * @param sandbox null where it is not switched on
   * @param publicUrl where buyers go back to, below {@code /orders/}
   */
  public PaymentsEdge(
      OpenPayment openPayment,
      ClosePayment closePayment,
      RefundPayment refundPayment,
      ReceiveWebhook receiveWebhook,
      @Nullable SettleSandboxPayment sandbox,
      URI publicUrl) {
    this.openPayment = openPayment;
    this.closePayment = closePayment;
    this.refundPayment = refundPayment;
    this.receiveWebhook = receiveWebhook;
    this.sandbox = sandbox;
    this.publicUrl = publicUrl;
  }

  @Override
  public void startPayment(StartPaymentRequest request, StreamObserver<Payment> answer) {
    send(answer, PaymentMessages.of(given(openPayment.open(wish(request)))));
  }

  private static OpenPayment.Wish wish(StartPaymentRequest request) {
    Money amount;
    try {
      amount = new Money(request.getAmount().getAmount(), request.getAmount().getCurrency());
    } catch (IllegalArgumentException e) {
      throw Refused.unprocessable(
          "/amount", "The amount must be more than nothing, in an ISO 4217 currency.");
    }
    return new OpenPayment.Wish(
        request.getOrderId(),
        request.getAccountId(),
        request.getOrganizerId(),
        amount,
        request.getProvider(),
        Instant.ofEpochSecond(
            request.getExpiresAt().getSeconds(), request.getExpiresAt().getNanos()));
  }

  @Override
  public void refund(RefundRequest request, StreamObserver<Payment> answer) {
    send(
        answer,
        PaymentMessages.of(
            given(
                request.getPaymentId().isEmpty()
                    ? refundPayment.all(request.getOrderId())
                    : refundPayment.one(request.getOrderId(), request.getPaymentId()))));
  }

  @Override
  public void cancelPayment(CancelPaymentRequest request, StreamObserver<Payment> answer) {
    send(answer, PaymentMessages.of(given(closePayment.close(request.getOrderId()))));
  }

  @Override
  public void receiveWebhook(
      ReceiveWebhookRequest request, StreamObserver<ReceiveWebhookResponse> answer) {
    var message = new Provider.Message(request.getBody().toByteArray(), request.getHeadersMap());
    Answer<?> answered = receiveWebhook.receive(request.getProvider(), message);
    if (answered instanceof Answer.Refused<?>(Refusal.UnknownProvider _)) {
      // Here it is the address that names the provider, and not a wish.
      throw Refused.notFound("payment provider");
    }
    var _ = given(answered);
    send(answer, ReceiveWebhookResponse.getDefaultInstance());
  }

  @Override
  public void getSandboxPayment(
      GetSandboxPaymentRequest request, StreamObserver<SandboxPayment> answer) {
    send(
        answer,
        PaymentMessages.of(
            given(sandbox().look(request.getId(), Calls.caller().accountId())), publicUrl));
  }

  @Override
  public void settleSandboxPayment(
      SettleSandboxPaymentRequest request, StreamObserver<SandboxPayment> answer) {
    SettleSandboxPayment open = sandbox();
    Outcome outcome =
        switch (request.getOutcome()) {
          case "succeeded" -> Outcome.SUCCEEDED;
          case "declined" -> Outcome.DECLINED;
          default ->
              throw new Refused(
                  Reason.INVALID_REQUEST,
                  "The outcome must be succeeded or declined.",
                  Map.of(),
                  List.of(new Fault("/outcome", "must be succeeded or declined")));
        };
    try {
      send(
          answer,
          PaymentMessages.of(
              given(open.settle(request.getId(), Calls.caller().accountId(), outcome)), publicUrl));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw refused(new Refusal.NotYetTold());
    }
  }

  private SettleSandboxPayment sandbox() {
    if (sandbox == null) {
      throw refused(new Refusal.NotFound());
    }
    return sandbox;
  }

  private static <T> T given(Answer<T> answer) {
    return switch (answer) {
      case Answer.Given<T>(var value) -> value;
      case Answer.Refused<T>(var why) -> throw refused(why);
    };
  }

  private static Refused refused(Refusal why) {
    return switch (why) {
      case Refusal.NotFound _ -> Refused.notFound("payment");
      case Refusal.UnknownProvider _ ->
          new Refused(
              Reason.UNKNOWN_PROVIDER, "There is no such payment provider. Choose another.");
      case Refusal.WrongState(var advice) -> new Refused(Reason.PAYMENT_STATE, advice);
      case Refusal.Forged(var fault) -> new Refused(Reason.WEBHOOK_SIGNATURE_INVALID, fault);
      case Refusal.Garbled(var fault) -> new Refused(Reason.INVALID_REQUEST, fault);
      case Refusal.NotYetTold _ ->
          new Refused(
              Reason.UNAVAILABLE,
              "The payment is settled, but the shop can't be told yet. It will be told soon.");
    };
  }

  private static <T> void send(StreamObserver<T> observer, T message) {
    observer.onNext(message);
    observer.onCompleted();
  }
}
