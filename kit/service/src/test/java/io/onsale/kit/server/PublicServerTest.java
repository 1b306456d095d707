package io.onsale.kit.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.linecorp.armeria.common.ExchangeType;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpResponseWriter;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.RoutingContext;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.onsale.contracts.reasons.v1.Reason;
import io.onsale.kit.access.Caller;
import io.onsale.kit.access.Tokens;
import io.onsale.kit.chain.Calls;
import io.onsale.kit.life.Readiness;
import io.onsale.kit.refusal.Refused;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PublicServerTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Tokens tokens = Tokens.ephemeral(InstantSource.system());
  private final PrometheusMeterRegistry meters =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Readiness readiness = new Readiness();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private PublicServer serving(PublicConfig config) {
    return new PublicServer(
        config, tokens, meters, readiness, List.of(PublicServerTest::routes, new Endless()));
  }

  private final List<Channel> connections = new CopyOnWriteArrayList<>();
  private final AtomicReference<@Nullable HttpResponseWriter> endless = new AtomicReference<>();

  /** Installs each service behind the door. */
  private record Behind(ServerBuilder server, UnaryOperator<HttpService> door) {
    void service(String path, HttpService service) {
      server.service(path, door.apply(service));
    }
  }

  /** Called only when the body has come whole. */
  private static class Whole implements HttpService {
    @Override
    public HttpResponse serve(
        ServiceRequestContext ctx, com.linecorp.armeria.common.HttpRequest request) {
      return HttpResponse.of(
          request
              .aggregate()
              .thenApply(whole -> HttpResponse.of(whole.contentUtf8() + Calls.caller())));
    }

    @Override
    public ExchangeType exchangeType(RoutingContext routing) {
      return ExchangeType.UNARY;
    }
  }

  private static final class WholeHangs extends Whole {
    @Override
    public HttpResponse serve(
        ServiceRequestContext ctx, com.linecorp.armeria.common.HttpRequest request) {
      return HttpResponse.of(new CompletableFuture<>());
    }
  }

  /** A stream that ends only when it is told to. */
  private final class Endless implements Routes {
    @Override
    public void install(ServerBuilder builder, UnaryOperator<HttpService> door) {
      builder.childChannelPipelineCustomizer(pipeline -> connections.add(pipeline.channel()));
      builder.service(
          "/v1/endless",
          door.apply((ctx, request) -> {
            HttpResponseWriter stream = HttpResponse.streaming();
            stream.write(ResponseHeaders.of(HttpStatus.OK));
            stream.write(HttpData.ofUtf8("begun\n"));
            endless.set(stream);
            return stream;
          }));
    }

    @Override
    public void end() {
      HttpResponseWriter stream = endless.getAndSet(null);
      if (stream != null) {
        stream.write(HttpData.ofUtf8("ended\n"));
        stream.close();
      }
    }
  }

  private PublicServer server = serving(PublicConfig.onLoopback(0));

  private static void routes(ServerBuilder plain, UnaryOperator<HttpService> door) {
    Behind server = new Behind(plain, door);
    server.service(
        "/v1/who",
        (ctx, request) -> {
          String who = Calls.caller().accountId() + " " + Calls.idempotencyKey();
          return HttpResponse.of(
              CompletableFuture.supplyAsync(
                  () -> HttpResponse.of(who), ctx.blockingTaskExecutor()));
        });
    server.service(
        "/v1/later",
        (ctx, request) ->
            HttpResponse.of(
                CompletableFuture.supplyAsync(
                    () -> HttpResponse.of(Calls.caller().accountId()),
                    ctx.blockingTaskExecutor())));
    plain.route().get("/v1/get-only").build(door.apply((ctx, request) -> HttpResponse.of("got")));
    server.service(
        "/v1/refuses",
        (ctx, request) -> {
          throw new Refused(Reason.SLOW_DOWN, "Wait.").with("retryAfter", 3);
        });
    server.service(
        "/v1/refuses-later",
        (ctx, request) ->
            HttpResponse.of(
                CompletableFuture.supplyAsync(
                    () -> {
                      throw new Refused(Reason.SOLD_OUT, "Nothing left.");
                    },
                    ctx.blockingTaskExecutor())));
    server.service(
        "/v1/breaks",
        (ctx, request) -> {
          throw new IllegalStateException("password=hunter2");
        });
    server.service("/v1/hangs", (ctx, request) -> HttpResponse.of(new CompletableFuture<>()));
    server.service(
        "/v1/body",
        (ctx, request) ->
            HttpResponse.of(
                request
                    .aggregate()
                    .thenApply(whole -> HttpResponse.of("" + whole.content().length()))));
    plain
        .route()
        .post("/v1/plans")
        .maxRequestLength(1 << 20)
        .build(
            door.apply((ctx, request) ->
                HttpResponse.of(
                    request
                        .aggregate()
                        .thenApply(whole -> HttpResponse.of("" + whole.content().length())))));
    server.service("/v1/whole", new Whole());
    server.service("/v1/whole-hangs", new WholeHangs());
    server.service(
        "/v1/stream",
        (ctx, request) -> {
          var stream = HttpResponse.streaming();
          stream.write(ResponseHeaders.of(HttpStatus.OK));
          stream.write(HttpData.ofUtf8("one\n"));
          var _ =
              stream
                  .whenConsumed()
                  .thenRun(() -> {
                    stream.write(HttpData.ofUtf8("two\n"));
                    stream.close();
                  });
          return stream;
        });
  }

  @BeforeEach
  void start() {
    server.start();
    readiness.enter(Readiness.Phase.RUNNING);
  }

  @AfterEach
  void stop() throws Exception {
    server.stop();
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
  }

  private java.net.http.HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private JsonNode problem(HttpRequest.Builder request, int status, String reason)
      throws Exception {
    var response = send(request);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(response.headers().firstValue("content-type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
    JsonNode problem = JSON.readTree(response.body());
    assertThat(problem.get("status").asInt()).isEqualTo(status);
    assertThat(problem.get("reason").asText()).isEqualTo(reason);
    assertThat(problem.get("title").asText()).isNotEmpty();
    assertThat(problem.get("detail").asText()).isNotEmpty();
    return problem;
  }

  @Test
  void tellsWhoCallsAlsoInAnotherThread() throws Exception {
    String token = tokens.mint(Caller.buyer("b1"), Duration.ofMinutes(1)).text();
    HttpRequest.Builder request =
        to("/v1/who")
            .header("Authorization", "Bearer " + token)
            .header("Idempotency-Key", "k1")
            .header("X-Request-Id", "r-1");

    var response = send(request);

    assertThat(response.body()).isEqualTo("b1 k1");
    assertThat(response.headers().firstValue("x-request-id")).hasValue("r-1");
    assertThat(send(to("/v1/later").header("Authorization", "Bearer " + token)).body())
        .isEqualTo("b1");
  }

  @Test
  void givesPostWithoutKeyOneOfItsOwn() throws Exception {
    String first = send(to("/v1/who").POST(BodyPublishers.noBody())).body();
    String second = send(to("/v1/who").POST(BodyPublishers.noBody())).body();

    assertThat(first).isNotBlank().isNotEqualTo(second);
  }

  @Test
  void refusesBadIdempotencyKey() throws Exception {
    problem(to("/v1/who").header("Idempotency-Key", "x".repeat(201)), 400, "invalid-request");
  }

  @Test
  void makesRequestIdWhenTheOneThatCameIsNone() throws Exception {
    var response = send(to("/v1/later").header("X-Request-Id", "a b\"c"));

    assertThat(response.headers().firstValue("x-request-id"))
        .hasValueSatisfying(id -> assertThat(id).matches("[0-9a-f]{16}"));
  }

  @Test
  void refusesTokenThatIsNotOurs() throws Exception {
    problem(to("/v1/later").header("Authorization", "Bearer x.y.z"), 401, "sign-in-required");
    problem(to("/v1/later").header("Authorization", "Basic eDp5"), 401, "sign-in-required");
    var response = send(to("/v1/later").header("Authorization", "Bearer"));
    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(response.headers().firstValue("www-authenticate")).hasValue("Bearer");
  }

  @Test
  void tellsRefusalsAsProblems() throws Exception {
    JsonNode problem = problem(to("/v1/refuses"), 429, "slow-down");
    assertThat(problem.get("retryAfter").asInt()).isEqualTo(3);
    assertThat(send(to("/v1/refuses")).headers().firstValue("retry-after")).hasValue("3");
    problem(to("/v1/refuses-later"), 409, "sold-out");
  }

  @Test
  void hidesWhatAFaultSays() throws Exception {
    JsonNode problem = problem(to("/v1/breaks"), 500, "internal");

    assertThat(problem.get("incident").asText()).hasSize(26);
    assertThat(problem.toString()).doesNotContain("hunter2");
  }

  @Test
  void tellsWhatTheServerItselfRefuses() throws Exception {
    problem(to("/v1/nothing"), 404, "not-found");
    problem(to("/v1/get-only").DELETE(), 405, "method-not-allowed");
    for (String machine : List.of("/healthz", "/readyz", "/metrics")) {
      problem(to(machine).DELETE(), 405, "method-not-allowed");
      problem(to(machine).PUT(BodyPublishers.ofString("x")), 405, "method-not-allowed");
      assertThat(send(to(machine).DELETE()).headers().firstValue("allow")).hasValue("GET, HEAD");
    }
    problem(
        to("/v1/body").POST(BodyPublishers.ofByteArray(new byte[65_537])), 413, "body-too-large");
  }

  @Test
  void takesBodiesUpToTheLimitAndMoreWhereARouteSaysSo() throws Exception {
    assertThat(send(to("/v1/body").POST(BodyPublishers.ofByteArray(new byte[65_536]))).body())
        .isEqualTo("65536");
    assertThat(send(to("/v1/plans").POST(BodyPublishers.ofByteArray(new byte[1 << 20]))).body())
        .isEqualTo("1048576");
    problem(
        to("/v1/plans").POST(BodyPublishers.ofByteArray(new byte[(1 << 20) + 1])),
        413,
        "body-too-large");
  }

  @Test
  void refusesChunkedBodyThatGrowsTooLarge() throws Exception {
    problem(
        to("/v1/body")
            .POST(
                BodyPublishers.ofInputStream(
                    () -> new java.io.ByteArrayInputStream(new byte[100_000]))),
        413,
        "body-too-large");
  }

  @Test
  void endsRequestThatTakesTooLong() throws Exception {
    server.stop();
    server =
        serving(
            new PublicConfig(
                "127.0.0.1", 0, 65_536, Duration.ofMillis(300), Duration.ofSeconds(30), 100));
    server.start();

    problem(to("/v1/hangs"), 504, "deadline-exceeded");
    problem(to("/v1/whole-hangs"), 504, "deadline-exceeded");
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(() ->
            assertThat(send(to("/metrics")).body())
                .contains("onsale_calls_in_flight{method=\"GET /v1/hangs\",side=\"server\"} 0")
                .contains(
                    "onsale_calls_in_flight{method=\"GET /v1/whole-hangs\",side=\"server\"} 0"));
  }

  @Test
  void tellsWhoSendsTooSlowlyThatItWasHisBody() throws Exception {
    server.stop();
    server =
        serving(
            new PublicConfig(
                "127.0.0.1", 0, 65_536, Duration.ofMillis(500), Duration.ofSeconds(30), 100));
    server.start();

    for (String sent :
        List.of(
            "POST /v1/body HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n",
            "POST /v1/body HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n",
            "POST /v1/whole HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nx",
            "GET /v1/who HTTP/1.1\r\nHo")) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
        socket.setSoTimeout(60_000);
        socket.getOutputStream().write(sent.getBytes(StandardCharsets.UTF_8));
        byte[] said = socket.getInputStream().readNBytes(12);
        assertThat(new String(said, StandardCharsets.UTF_8)).as(sent).isEqualTo("HTTP/1.1 408");
      }
    }
  }

  @Test
  void noticesClientsThatHaveGone() throws Exception {
    send(to("/healthz"));

    assertThat(connections).isNotEmpty();
    assertThat(connections)
        .allSatisfy(connection ->
            assertThat(connection.config().getOption(ChannelOption.SO_KEEPALIVE)).isTrue());
  }

  @Test
  void endsWhatGoesOnAndOnBeforeItStops() throws Exception {
    var reading =
        client.sendAsync(to("/v1/endless").build(), BodyHandlers.ofString()).toCompletableFuture();
    Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> endless.get() != null);

    server.stop();

    assertThat(reading.get(1, TimeUnit.MINUTES).body()).isEqualTo("begun\nended\n");
  }

  @Test
  void dropsConnectionThatSaysNothing() throws Exception {
    server.stop();
    server =
        serving(
            new PublicConfig(
                "127.0.0.1", 0, 65_536, Duration.ofSeconds(5), Duration.ofSeconds(1), 100));
    server.start();

    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout(60_000);
      socket
          .getOutputStream()
          .write("GET /v1/who HTTP/1.1\r\nHost: x\r\n".getBytes(StandardCharsets.UTF_8));
      InputStream in = socket.getInputStream();
      ByteArrayOutputStream said = new ByteArrayOutputStream();
      in.transferTo(said);
      assertThat(said.toString(StandardCharsets.UTF_8)).doesNotContain("200");
    }
  }

  @Test
  void letsStreamsThrough() throws Exception {
    assertThat(send(to("/v1/stream")).body()).isEqualTo("one\ntwo\n");
  }

  @Test
  void speaksHttp2WithoutTls() throws Exception {
    HttpClient http2 = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();

    var response = http2.send(to("/healthz").build(), BodyHandlers.ofString());

    assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
    assertThat(response.statusCode()).isEqualTo(200);
  }

  @Test
  void isReadyWhenEveryCheckSaysYes() throws Exception {
    boolean[] caughtUp = {false};
    readiness.add(new Readiness.Check("view", () -> caughtUp[0]));
    readiness.add(
        new Readiness.Check(
            "database",
            () -> {
              if (!caughtUp[0]) {
                throw new IllegalStateException("password=hunter2");
              }
              return true;
            }));

    var before = send(to("/readyz"));
    caughtUp[0] = true;
    var after = send(to("/readyz"));
    readiness.enter(Readiness.Phase.DRAINING);
    var draining = send(to("/readyz"));

    assertThat(before.statusCode()).isEqualTo(503);
    assertThat(before.body()).contains("\"view\":false").doesNotContain("hunter2");
    assertThat(after.statusCode()).isEqualTo(200);
    assertThat(draining.statusCode()).isEqualTo(503);
    assertThat(send(to("/healthz")).statusCode()).isEqualTo(200);
  }

  @Test
  void countsCallsByRouteAndStatus() throws Exception {
    send(to("/v1/refuses"));
    send(to("/v1/later"));

    String metrics = send(to("/metrics")).body();

    assertThat(metrics)
        .contains(
            "onsale_calls_seconds_count{method=\"GET /v1/refuses\",side=\"server\",status=\"slow-down\"} 1")
        .contains("status=\"200\"")
        .contains("onsale_calls_seconds_bucket")
        .contains("onsale_calls_in_flight{method=\"GET /v1/later\",side=\"server\"} 0");
  }

  @Test
  void startsWithNoRouteThatGoesAroundTheChain() {
    PublicServer open =
        new PublicServer(
            PublicConfig.onLoopback(0),
            tokens,
            meters,
            readiness,
            List.of((plain, door) ->
                plain.service("/v1/open", (ctx, request) -> HttpResponse.of("open"))));

    assertThatThrownBy(open::start).hasMessageContaining("/v1/open is not behind the chain");
  }

  @Test
  void tellsThatThePortIsTaken() {
    PublicServer second = serving(PublicConfig.onLoopback(server.port()));

    assertThatThrownBy(second::start)
        .isInstanceOf(PortTaken.class)
        .hasMessageContaining("127.0.0.1:" + server.port())
        .hasMessageContaining("choose another port");
  }
}
