package io.onsale.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.onsale.gateway.GatewayConfig;
import io.onsale.kit.access.Caller;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** More requests at once than may wait for a context. */
final class CrowdIT {
  private static final int WAITING_MAX = 2;
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @TempDir private Path folder;

  @Test
  void tellsOneMoreThanMayWaitToSlowDownAndServesItLater() throws Exception {
    GatewayConfig config = new GatewayConfig(WAITING_MAX, 64L << 20, PATIENCE, PATIENCE);
    try (TestGateway gateway = new TestGateway(folder, config)) {
      gateway.plansMayPass = new CountDownLatch(1);
      CompletableFuture<?>[] waiting = new CompletableFuture<?>[WAITING_MAX];
      for (int i = 0; i < WAITING_MAX; i++) {
        waiting[i] = gateway.client().sendAsync(plan(gateway), BodyHandlers.ofString());
      }
      Awaitility.await().atMost(PATIENCE).until(() -> gateway.plans.size() == WAITING_MAX);

      HttpResponse<String> refused = gateway.client().send(plan(gateway), BodyHandlers.ofString());

      assertThat(refused.statusCode()).isEqualTo(429);
      assertThat(refused.body()).contains("\"reason\":\"slow-down\"");
      assertThat(refused.headers().firstValue("retry-after")).contains("1");
      assertThat(gateway.plans).hasSize(WAITING_MAX);
      gateway.plansMayPass.countDown();
      CompletableFuture.allOf(waiting).join();
      Awaitility.await()
          .atMost(PATIENCE)
          .until(() ->
              gateway.client().send(plan(gateway), BodyHandlers.ofString()).statusCode() == 201);
    }
  }

  private static HttpRequest plan(TestGateway gateway) {
    Caller organizer = Caller.organizer("0000000000002", "0000000000003");
    return gateway
        .request("/v1/organizer/seat-maps")
        .timeout(PATIENCE)
        .header("authorization", "Bearer " + gateway.token(organizer))
        .POST(BodyPublishers.ofString("{\"name\":\"A plan\"}"))
        .build();
  }
}
