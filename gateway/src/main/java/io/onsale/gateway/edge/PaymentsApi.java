package io.onsale.gateway.edge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import com.linecorp.armeria.common.HttpResponse;
import io.onsale.contracts.payments.v1.GetSandboxPaymentRequest;
import io.onsale.contracts.payments.v1.PaymentsServiceGrpc.PaymentsServiceBlockingStub;
import io.onsale.contracts.payments.v1.ReceiveWebhookRequest;
import io.onsale.contracts.payments.v1.SandboxPayment;
import io.onsale.contracts.payments.v1.SettleSandboxPaymentRequest;
import java.util.Set;

/** What payment providers tell, and the sandbox provider's own side. */
final class PaymentsApi {
  /** Ours and not the provider's: never handed on. */
  private static final Set<String> KEPT_BACK = Set.of("authorization", "cookie");

  private static final int HEADERS_MAX = 64;

  private final PaymentsServiceBlockingStub payments;

  PaymentsApi(PaymentsServiceBlockingStub payments) {
    this.payments = payments;
  }

  void bind(Handlers handlers) {
    handlers.waiting("receiveWebhook", this::receiveWebhook);
    handlers.waiting(
        "getSandboxPayment",
        ask ->
            Json.ok(
                json(
                    payments.getSandboxPayment(
                        GetSandboxPaymentRequest.newBuilder().setId(ask.id()).build()))));
    handlers.waiting(
        "settleSandboxPayment",
        ask ->
            Json.ok(
                json(
                    payments.settleSandboxPayment(
                        SettleSandboxPaymentRequest.newBuilder()
                            .setId(ask.id())
                            .setOutcome(ask.text("outcome"))
                            .build()))));
  }

  private HttpResponse receiveWebhook(Ask ask) {
    payments.receiveWebhook(webhook(ask));
    return Json.noContent();
  }

  static ReceiveWebhookRequest webhook(Ask ask) {
    ReceiveWebhookRequest.Builder request =
        ReceiveWebhookRequest.newBuilder()
            .setProvider(ask.path().getOrDefault("provider", ""))
            .setBody(ByteString.copyFrom(ask.raw()));
    ask.headers().stream()
        .filter(header -> !header.getKey().toString().startsWith(":"))
        .filter(header -> !KEPT_BACK.contains(header.getKey().toString()))
        .limit(HEADERS_MAX)
        .forEach(header -> request.putHeaders(header.getKey().toString(), header.getValue()));
    return request.build();
  }

  static ObjectNode json(SandboxPayment payment) {
    ObjectNode json = Json.object().put("id", payment.getId()).put("orderId", payment.getOrderId());
    json.set("amount", Json.money(payment.getAmount()));
    return json.put("status", payment.getStatus()).put("returnUrl", payment.getReturnUrl());
  }
}
