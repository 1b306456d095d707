package io.onsale.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.onsale.gateway.contract.Contract;
import io.onsale.gateway.contract.Operation;
import io.onsale.kit.access.Caller;
import io.onsale.kit.access.Role;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The public API on a real port: what is refused, and how; what is answered, and with which
 * headers.
 */
class PublicApiIT {
  private static final Contract CONTRACT = Contract.load();
  private static final Caller BUYER = Caller.buyer("0000000000001");
  private static final Caller ORGANIZER = Caller.organizer("0000000000002", "0000000000003");
  private static final Caller GATE = Caller.gate("0000000000004", "0000000000003");

  @TempDir static Path folder;
  private static TestGateway gateway;

  @BeforeAll
  static void start() {
    gateway = new TestGateway(folder);
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @TestFactory
  Collection<DynamicTest> refusesStrangersEverywhere() {
    return forEach(
        operation -> !operation.access().anyone(),
        operation -> {
          String any = sample(operation);
          expectProblem(call(operation, any, "{}"), 401, "sign-in-required");
          expectProblem(
              call(operation, any, "{}", "authorization", "Bearer a.b.c"), 401, "sign-in-required");
          expectProblem(
              call(operation, any, "{}", "authorization", "Basic YTpi"), 401, "sign-in-required");
          String expired = gateway.tokens.mint(ORGANIZER, Duration.ofSeconds(-1)).text();
          expectProblem(
              call(operation, any, "{}", "authorization", "Bearer " + expired),
              401,
              "token-expired");
        });
  }

  @TestFactory
  Collection<DynamicTest> refusesBuyersWhereStaffAreMeant() {
    return forEach(
        operation ->
            !operation.access().anyone() && !operation.access().roles().contains(Role.BUYER),
        operation ->
            expectProblem(
                call(operation, sample(operation), "{}", "authorization", bearer(BUYER)),
                403,
                "not-allowed"));
  }

  @TestFactory
  Collection<DynamicTest> refusesBodiesThatAreNotWhatTheContractSays() {
    return forEach(
        operation -> operation.body().filter(body -> !body.raw()).isPresent(),
        operation -> {
          String path = sample(operation);
          for (String broken :
              List.of("", "{", "{\"a\":1,\"a\":2}", "{} {}", "nonsense", "[".repeat(5000))) {
            expectProblem(
                call(operation, path, broken, "authorization", bearer(ORGANIZER)),
                400,
                "invalid-request");
          }
          for (String wrong : List.of("[]", "null", "1", "\"text\"", "{}")) {
            JsonNode problem =
                expectProblem(
                    call(operation, path, wrong, "authorization", bearer(ORGANIZER)),
                    400,
                    "invalid-request");
            assertThat(problem.path("faults")).isNotEmpty();
          }
          expectProblem(
              call(
                  operation,
                  path,
                  "a=b",
                  "authorization",
                  bearer(ORGANIZER),
                  "content-type",
                  "application/x-www-form-urlencoded"),
              415,
              "unsupported-media-type");
        });
  }

  @TestFactory
  Collection<DynamicTest> refusesHugeBodies() {
    return forEach(
        operation -> operation.body().isPresent(),
        operation -> {
          int tooMuch = (int) operation.body().orElseThrow().limitBytes() + 1;
          expectProblem(
              call(
                  operation,
                  sample(operation),
                  "\"" + "x".repeat(tooMuch) + "\"",
                  "authorization",
                  bearer(ORGANIZER)),
              413,
              "body-too-large");
        });
  }

  @TestFactory
  Collection<DynamicTest> findsNothingUnderWhatIsNoId() {
    return forEach(
        operation -> operation.path().contains("{id}"),
        operation ->
            expectProblem(
                call(
                    operation,
                    operation.path().replace("{id}", "%27%20OR%201=1"),
                    "{}",
                    "authorization",
                    bearer(ORGANIZER)),
                404,
                "not-found"));
  }

  @Test
  void tellsWhichMethodsAnAddressTakes() throws Exception {
    JsonNode problem =
        expectProblem(
            send(gateway.request("/v1/shows").method("PUT", BodyPublishers.noBody())),
            405,
            "method-not-allowed");
    assertThat(problem.path("allow")).extracting(JsonNode::asText).contains("GET");
    expectProblem(send(gateway.request("/v1/sessions").GET()), 405, "method-not-allowed");
  }

  @Test
  void tellsUnknownAddressesAsProblems() throws Exception {
    expectProblem(send(gateway.request("/v1/nothing").GET()), 404, "not-found");
    expectProblem(
        send(gateway.request("/v1/nothing").header("accept", "text/html").GET()), 404, "not-found");
  }

  @Test
  void refusesQueriesThatAreNotWhatTheContractSays() throws Exception {
    for (String query :
        List.of(
            "limit=0", "limit=101", "limit=many", "from=yesterday", "cursor=" + "x".repeat(201))) {
      JsonNode problem =
          expectProblem(send(gateway.request("/v1/shows?" + query).GET()), 400, "invalid-request");
      assertThat(problem.path("faults").path(0).path("pointer").asText())
          .isEqualTo("/" + query.substring(0, query.indexOf('=')));
    }
  }

  @Test
  void holdsByIdAndAnswersById() throws Exception {
    HttpResponse<String> answer =
        hold("{\"seats\":[\"A-1-3\",\"A-1-2\"]}", "idempotency-key", "my-key");
    assertThat(answer.statusCode()).isEqualTo(201);
    JsonNode hold = Json.MAPPER.readTree(answer.body());
    assertThat(CONTRACT.schema("Hold").faults(hold)).isEmpty();
    assertThat(hold.path("seats")).extracting(JsonNode::asText).containsExactly("A-1-3", "A-1-2");
    assertThat(hold.path("performanceId").asText()).isEqualTo(TestGateway.PERFORMANCE);
    assertThat(gateway.holds.getLast().getSeats().getIndicesList()).containsExactly(2, 1);
    assertThat(gateway.keys.getLast()).isEqualTo("my-key");
  }

  @Test
  void namesTakenSeatsAndOffersById() throws Exception {
    JsonNode problem = expectProblem(hold("{\"seats\":[\"A-1-1\"]}"), 409, "seats-taken");
    assertThat(problem.path("seats")).extracting(JsonNode::asText).containsExactly("A-1-1");
    assertThat(problem.path("offer"))
        .extracting(JsonNode::asText)
        .containsExactly("A-1-2", "A-1-3");
  }

  @Test
  void namesSeatsThatTheMapDoesNotHave() throws Exception {
    JsonNode problem = expectProblem(hold("{\"seats\":[\"A-1-2\",\"Z-9\"]}"), 422, "unknown-seat");
    assertThat(problem.path("faults").path(0).path("pointer").asText()).isEqualTo("/seats/1");
    assertThat(problem.path("seats")).extracting(JsonNode::asText).containsExactly("Z-9");
  }

  @Test
  void refusesAHoldOfBothSeatsAndBest() throws Exception {
    expectProblem(
        hold("{\"seats\":[\"A-1-2\"],\"best\":{\"tier\":\"t1\",\"count\":1}}"),
        400,
        "invalid-request");
  }

  @Test
  void givesEachCallAKeyOfItsOwnWhenTheClientSentNone() throws Exception {
    hold("{\"seats\":[\"A-1-2\"]}");
    String first = gateway.keys.getLast();
    hold("{\"seats\":[\"A-1-2\"]}");
    assertThat(gateway.keys.getLast()).isNotEqualTo(first);
  }

  @Test
  void keepsSeatMapsForEverAndKnowsThemByTheirTag() throws Exception {
    HttpResponse<String> map = send(gateway.request("/v1/seat-maps/" + TestGateway.DIGEST).GET());
    assertThat(map.statusCode()).isEqualTo(200);
    assertThat(map.headers().firstValue("cache-control").orElse("")).contains("immutable");
    assertThat(CONTRACT.schema("SeatMap").faults(Json.MAPPER.readTree(map.body()))).isEmpty();
    String tag = map.headers().firstValue("etag").orElseThrow();
    HttpResponse<String> again =
        send(
            gateway
                .request("/v1/seat-maps/" + TestGateway.DIGEST)
                .header("if-none-match", tag)
                .GET());
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    HttpResponse<byte[]> zipped =
        gateway
            .client()
            .send(
                gateway
                    .request("/v1/seat-maps/" + TestGateway.DIGEST)
                    .header("accept-encoding", "gzip")
                    .build(),
                BodyHandlers.ofByteArray());
    assertThat(zipped.headers().firstValue("content-encoding")).contains("gzip");
    expectProblem(
        send(gateway.request("/v1/seat-maps/" + "00".repeat(32)).GET()), 404, "not-found");
  }

  @Test
  void tagsAvailabilityWithItsVersion() throws Exception {
    String path = "/v1/performances/" + TestGateway.PERFORMANCE + "/availability";
    HttpResponse<String> now = send(gateway.request(path).GET());
    JsonNode json = Json.MAPPER.readTree(now.body());
    assertThat(json.path("states").asText()).isEqualTo("JA==");
    assertThat(now.headers().firstValue("etag")).contains("\"v41\"");
    assertThat(send(gateway.request(path).header("if-none-match", "\"v41\"").GET()).statusCode())
        .isEqualTo(304);
    expectProblem(
        send(gateway.request("/v1/performances/other/availability").GET()), 404, "not-found");
  }

  @Test
  void streamsDeltasAndSaysWhenThePastIsGone() throws Exception {
    String path = "/v1/performances/" + TestGateway.PERFORMANCE + "/availability/stream?since=5";
    HttpResponse<String> stream =
        send(gateway.request(path).header("accept", "text/event-stream").GET());
    assertThat(stream.headers().firstValue("content-type").orElse(""))
        .startsWith("text/event-stream");
    assertThat(stream.body())
        .startsWith("retry:")
        .contains("id:6\n", "event:delta\n", "{\"version\":8,\"seats\":[8],\"state\":1}")
        .endsWith("event:gone\ndata:{}\n\n");
    HttpResponse<String> resumed = send(gateway.request(path).header("last-event-id", "20").GET());
    assertThat(resumed.body()).contains("\nid:21\n").doesNotContain("id:6");
    HttpResponse<String> fromTheStart = send(gateway.request(path.replace("=5", "=0")).GET());
    assertThat(fromTheStart.body()).contains("\nid:1\n");
    expectProblem(
        send(gateway.request("/v1/performances/other/availability/stream").GET()),
        404,
        "not-found");
  }

  @Test
  void refusesPlacesInAStreamThatAreNone() throws Exception {
    String path = "/v1/performances/" + TestGateway.PERFORMANCE + "/availability/stream";
    for (String since : List.of("", "x", "-1", "1.5", "99999999999999999999")) {
      expectProblem(send(gateway.request(path + "?since=" + since).GET()), 400, "invalid-request");
    }
    for (String last : List.of("x", "-1", "99999999999999999999")) {
      JsonNode problem =
          expectProblem(
              send(gateway.request(path).header("last-event-id", last).GET()),
              400,
              "invalid-request");
      assertThat(problem.path("faults").path(0).path("pointer").asText())
          .isEqualTo("/last-event-id");
    }
  }

  @Test
  void answersTheHeadOfAStreamWithoutOpeningOne() throws Exception {
    int before = gateway.watches.size();
    HttpResponse<String> head =
        send(
            gateway
                .request("/v1/performances/" + TestGateway.PERFORMANCE + "/availability/stream")
                .method("HEAD", BodyPublishers.noBody()));
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(gateway.watches).hasSize(before);
  }

  @TestFactory
  Collection<DynamicTest> refusesMembersThatNoCallKnows() {
    return forEach(
        operation -> operation.body().filter(body -> !body.raw()).isPresent(),
        operation -> {
          JsonNode problem =
              expectProblem(
                  call(
                      operation,
                      sample(operation),
                      "{\"limitPerBuyr\":3}",
                      "authorization",
                      bearer(ORGANIZER)),
                  400,
                  "invalid-request");
          if (!operation.id().equals("scan")) {
            assertThat(problem.path("faults"))
                .anySatisfy(
                    fault -> assertThat(fault.path("pointer").asText()).isEqualTo("/limitPerBuyr"));
          }
        });
  }

  @Test
  void tellsInWordsWhatAChoiceWants() throws Exception {
    assertThat(faults(hold("{}"))).containsExactly(" must have one of: seats, best");
    assertThat(faults(hold("{\"seats\":[\"A\"],\"best\":{\"tier\":\"t1\",\"count\":1}}")))
        .containsExactly(" must have only one of: seats, best");
    assertThat(faults(hold("{\"best\":{\"tier\":\"t1\",\"cuont\":1}}")))
        .containsExactlyInAnyOrder(
            "/best/cuont is not a member that this call takes",
            "/best required property 'count' not found");
    assertThat(faults(hold("[]"))).containsExactly(" array found, object expected");
    assertThat(faults(scan("{}"))).containsExactly(" must have one of: code, scans");
    assertThat(faults(scan("{\"code\":1}")))
        .containsExactly("/code integer found, string expected");
    assertThat(faults(scan("{\"scans\":[{\"code\":\"x\"},{\"cod\":\"x\"}]}")))
        .containsExactlyInAnyOrder(
            "/scans/1 required property 'code' not found",
            "/scans/1/cod is not a member that this call takes");
    assertThat(faults(scan("[]"))).containsExactly(" array found, object expected");
  }

  @Test
  void takesNoLimitForAnAnswer() {
    assertThat(
            CONTRACT
                .schema("PerformanceAmendment")
                .faults(Json.object().putNull("limitPerIdentity")))
        .isEmpty();
  }

  @Test
  void refusesWhatItCannotRead() throws Exception {
    for (String type :
        List.of("application/json; charset=utf-16", "application/json; charset=nonsense")) {
      expectProblem(
          hold("{\"seats\":[\"A-1-2\"]}", "content-type", type), 415, "unsupported-media-type");
    }
    for (Charset charset :
        List.of(
            StandardCharsets.UTF_16,
            StandardCharsets.UTF_16LE,
            StandardCharsets.UTF_16BE,
            Charset.forName("UTF-32"))) {
      HttpRequest.Builder request =
          gateway
              .request("/v1/performances/" + TestGateway.PERFORMANCE + "/holds")
              .header("authorization", bearer(BUYER))
              .POST(BodyPublishers.ofByteArray("{\"seats\":[\"A-1-2\"]}".getBytes(charset)));
      expectProblem(send(request), 415, "unsupported-media-type");
    }
    assertThat(
            hold("{\"seats\":[\"A-1-2\"]}", "content-type", "application/json;charset=UTF-8")
                .statusCode())
        .isEqualTo(201);
  }

  @Test
  void refusesToAnswerInAFormThatNobodyWants() throws Exception {
    for (String accept : List.of("application/xml", "application/json;q=0", "text/html, image/*")) {
      expectProblem(
          send(gateway.request("/v1/shows").header("accept", accept).GET()), 406, "not-acceptable");
    }
    String map = "/v1/seat-maps/" + TestGateway.DIGEST;
    for (String accept :
        List.of("application/*", "text/html,*/*;q=0.8", "Application/JSON; charset=utf-8", "")) {
      assertThat(send(gateway.request(map).header("accept", accept).GET()).statusCode())
          .as(accept)
          .isEqualTo(200);
    }
    expectProblem(
        send(
            gateway
                .request("/v1/performances/" + TestGateway.PERFORMANCE + "/availability/stream")
                .header("accept", "application/json")
                .GET()),
        406,
        "not-acceptable");
  }

  @Test
  void tellsAllItRefusesAsProblemsAlsoOutsideOfTheApi() throws Exception {
    for (String path : List.of("/", "/assets/x.js", "/shows", "/healthz", "/favicon.ico")) {
      HttpResponse<String> refused =
          send(gateway.request(path).method("PUT", BodyPublishers.ofString("x")));
      expectProblem(refused, 405, "method-not-allowed");
      assertThat(refused.headers().firstValue("allow")).contains("GET, HEAD");
    }
    expectProblem(send(gateway.request("/assets/nothing.js").GET()), 404, "not-found");
    expectProblem(
        send(gateway.request("/v1/nothing").POST(BodyPublishers.ofString("x"))), 404, "not-found");
    expectProblem(
        send(gateway.request("/").POST(BodyPublishers.ofByteArray(new byte[100_000]))),
        413,
        "body-too-large");
    assertThat(
            send(gateway.request("/v1/shows").method("PUT", BodyPublishers.noBody()))
                .headers()
                .firstValue("allow"))
        .contains("GET, HEAD");
  }

  @Test
  void keepsOnlySoManyBytesOfLargeBodiesAtOnce() throws Exception {
    gateway.plansMayPass = new CountDownLatch(1);
    int plansBefore = gateway.plans.size();
    try {
      List<CompletableFuture<HttpResponse<String>>> first = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        first.add(gateway.client().sendAsync(plan(30 << 20).build(), BodyHandlers.ofString()));
      }
      Awaitility.await()
          .atMost(Duration.ofMinutes(1))
          .until(() -> gateway.plans.size() == plansBefore + 2);

      HttpResponse<String> third = send(plan(30 << 20));
      var small = gateway.client().sendAsync(plan(1000).build(), BodyHandlers.ofString());
      Awaitility.await()
          .atMost(Duration.ofMinutes(1))
          .until(() -> gateway.plans.size() == plansBefore + 3);
      gateway.plansMayPass.countDown();

      expectProblem(third, 429, "slow-down");
      assertThat(third.headers().firstValue("retry-after")).contains("1");
      assertThat(small.get().statusCode()).isEqualTo(201);
      for (CompletableFuture<HttpResponse<String>> one : first) {
        assertThat(one.get().statusCode()).isEqualTo(201);
      }
      assertThat(send(plan(30 << 20)).statusCode()).isEqualTo(201);
    } finally {
      gateway.plansMayPass.countDown();
    }
  }

  @Test
  void handsOnLargePlansAsTheyCame() throws Exception {
    String plan = "{\"name\":\"" + "n".repeat(20 << 20) + "\"}";
    HttpResponse<String> answer =
        send(
            gateway
                .request("/v1/organizer/seat-maps")
                .header("authorization", bearer(ORGANIZER))
                .POST(BodyPublishers.ofString(plan)));
    assertThat(answer.statusCode()).isEqualTo(201);
    assertThat(gateway.plans.getLast().size()).isEqualTo(plan.length());
  }

  @Test
  void letsGateStaffCallGatesAndNothingOfTheOrganiser() throws Exception {
    expectProblem(
        send(gateway.request("/v1/organizer/shows").header("authorization", bearer(GATE)).GET()),
        403,
        "not-allowed");
  }

  private static HttpRequest.Builder plan(int bytes) {
    return gateway
        .request("/v1/organizer/seat-maps")
        .timeout(Duration.ofMinutes(1))
        .header("authorization", bearer(ORGANIZER))
        .POST(BodyPublishers.ofString("{\"name\":\"" + "n".repeat(bytes - 11) + "\"}"));
  }

  private static HttpResponse<String> scan(String body) throws Exception {
    return send(
        gateway
            .request("/v1/gates/" + TestGateway.PERFORMANCE + "/scans")
            .header("authorization", bearer(GATE))
            .POST(BodyPublishers.ofString(body)));
  }

  private static List<String> faults(HttpResponse<String> answer) throws Exception {
    List<String> faults = new ArrayList<>();
    expectProblem(answer, 400, "invalid-request")
        .path("faults")
        .forEach(fault ->
            faults.add(fault.path("pointer").asText() + " " + fault.path("message").asText()));
    return faults;
  }

  private interface Check {
    void of(Operation operation) throws Exception;
  }

  private static List<DynamicTest> forEach(Predicate<Operation> which, Check check) {
    List<DynamicTest> tests = new ArrayList<>();
    for (Operation operation : CONTRACT.operations()) {
      if (which.test(operation)) {
        tests.add(DynamicTest.dynamicTest(operation.id(), () -> check.of(operation)));
      }
    }
    assertThat(tests).isNotEmpty();
    return tests;
  }

  private static String sample(Operation operation) {
    return operation
        .path()
        .replace("{id}", TestGateway.PERFORMANCE)
        .replace("{digest}", TestGateway.DIGEST)
        .replace("{provider}", "sandbox");
  }

  private static String bearer(Caller caller) {
    return "Bearer " + gateway.token(caller);
  }

  private static HttpResponse<String> hold(String body, String... headers) throws Exception {
    HttpRequest.Builder request =
        gateway
            .request("/v1/performances/" + TestGateway.PERFORMANCE + "/holds")
            .header("authorization", bearer(BUYER))
            .POST(BodyPublishers.ofString(body));
    return send(headers.length == 0 ? request : request.headers(headers));
  }

  private static HttpResponse<String> call(
      Operation operation, String path, String body, String... headers) throws Exception {
    HttpRequest.Builder request =
        gateway
            .request(path)
            .method(
                operation.method(),
                operation.body().isPresent()
                    ? BodyPublishers.ofString(body)
                    : BodyPublishers.noBody());
    return send(headers.length == 0 ? request : request.headers(headers));
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return gateway.client().send(request.build(), BodyHandlers.ofString());
  }

  private static JsonNode expectProblem(HttpResponse<String> answer, int status, String reason)
      throws Exception {
    assertThat(answer.body()).contains("\"" + reason + "\"");
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("content-type").orElse(""))
        .startsWith("application/problem+json");
    JsonNode problem = Json.MAPPER.readTree(answer.body());
    assertThat(CONTRACT.schema("Problem").faults(problem)).isEmpty();
    assertThat(problem.path("status").asInt()).isEqualTo(status);
    List<String> members = new ArrayList<>();
    problem.fieldNames().forEachRemaining(members::add);
    assertThat(CONTRACT.properties("Problem")).containsAll(members);
    return problem;
  }
}
