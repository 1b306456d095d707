package io.onsale.payments;

import com.google.protobuf.ByteString;
import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.grpc.StatusRuntimeException;
import io.onsale.contracts.payments.v1.PaymentsServiceGrpc.PaymentsServiceBlockingStub;
import io.onsale.contracts.payments.v1.ReceiveWebhookRequest;
import io.onsale.kit.refusal.Refusals;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A public port that hands webhooks on, as the gateway does; it can be closed, and lose what comes.
 */
final class WebhookGate implements AfterEachCallback {
  /** What came over the network, as it came. */
  record Came(String signature, String body) {}

  final List<Came> came = new CopyOnWriteArrayList<>();
  private final Supplier<PaymentsServiceBlockingStub> payments;
  private final Server server;
  volatile boolean open = true;

  WebhookGate(Supplier<PaymentsServiceBlockingStub> payments) {
    this.payments = payments;
    this.server =
        Server.builder()
            .http(0)
            .gracefulShutdownTimeoutMillis(0, 0)
            .service(
                "/v1/payment-webhooks/sandbox",
                (context, request) -> serve(context, request.aggregate()))
            .build();
    server.start().join();
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.activeLocalPort());
  }

  private HttpResponse serve(
      ServiceRequestContext context, CompletableFuture<AggregatedHttpRequest> whole) {
    return HttpResponse.of(
        whole.thenApplyAsync(
            request ->
                HttpResponse.of(
                    open
                        ? take(
                            request.headers().get("onsale-sandbox-signature", ""),
                            request.contentUtf8())
                        : HttpStatus.SERVICE_UNAVAILABLE),
            context.blockingTaskExecutor()));
  }

  private synchronized HttpStatus take(String signature, String body) {
    came.add(new Came(signature, body));
    return HttpStatus.valueOf(send(signature, body));
  }

  /** Brings a webhook to payments: the HTTP status of its answer. */
  int send(String signature, String body) {
    try {
      var _ =
          payments
              .get()
              .receiveWebhook(
                  ReceiveWebhookRequest.newBuilder()
                      .setProvider("sandbox")
                      .setBody(ByteString.copyFromUtf8(body))
                      .putHeaders("onsale-sandbox-signature", signature)
                      .build());
      return 204;
    } catch (StatusRuntimeException e) {
      return Refusals.of(e).orElseThrow(() -> e).httpStatus();
    }
  }

  @Override
  public void afterEach(ExtensionContext test) {
    var _ = server.closeAsync();
  }
}
