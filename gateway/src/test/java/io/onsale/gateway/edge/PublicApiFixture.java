package io.onsale.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.onsale.gateway.contract.Contract;
import io.onsale.gateway.contract.Operation;
import io.onsale.kit.access.Caller;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.io.TempDir;

/** The public API on a real port, before played contexts: what the tests of it say. */
abstract class PublicApiFixture {
  static final Contract CONTRACT = Contract.load();
  static final Caller BUYER = Caller.buyer("0000000000001");
  static final Caller ORGANIZER = Caller.organizer("0000000000002", "0000000000003");
  static final Caller GATE = Caller.gate("0000000000004", "0000000000003");

  @TempDir static Path folder;
  static TestGateway gateway;

  @BeforeAll
  static void start() {
    gateway = new TestGateway(folder);
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  static HttpRequest.Builder plan(int bytes) {
    return gateway
        .request("/v1/organizer/seat-maps")
        .timeout(Duration.ofMinutes(1))
        .header("authorization", bearer(ORGANIZER))
        .POST(BodyPublishers.ofString("{\"name\":\"" + "n".repeat(bytes - 11) + "\"}"));
  }

  static List<String> faults(HttpResponse<String> answer) throws Exception {
    List<String> faults = new ArrayList<>();
    expectProblem(answer, 400, "invalid-request")
        .path("faults")
        .forEach(fault ->
            faults.add(fault.path("pointer").asText() + " " + fault.path("message").asText()));
    return faults;
  }

  interface Check {
    void of(Operation operation) throws Exception;
  }

  static List<DynamicTest> forEach(Predicate<Operation> which, Check check) {
    List<DynamicTest> tests = new ArrayList<>();
    for (Operation operation : CONTRACT.operations()) {
      if (which.test(operation)) {
        tests.add(DynamicTest.dynamicTest(operation.id(), () -> check.of(operation)));
      }
    }
    assertThat(tests).isNotEmpty();
    return tests;
  }

  static String sample(Operation operation) {
    return operation
        .path()
        .replace("{id}", TestGateway.PERFORMANCE)
        .replace("{digest}", TestGateway.DIGEST)
        .replace("{provider}", "sandbox");
  }

  static String bearer(Caller caller) {
    return "Bearer " + gateway.token(caller);
  }

  static HttpResponse<String> hold(String body, String... headers) throws Exception {
    HttpRequest.Builder request =
        gateway
            .request("/v1/performances/" + TestGateway.PERFORMANCE + "/holds")
            .header("authorization", bearer(BUYER))
            .POST(BodyPublishers.ofString(body));
    return send(headers.length == 0 ? request : request.headers(headers));
  }

  static HttpResponse<String> call(Operation operation, String path, String body, String... headers)
      throws Exception {
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

  static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return gateway.client().send(request.build(), BodyHandlers.ofString());
  }

  static JsonNode expectProblem(HttpResponse<String> answer, int status, String reason)
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
