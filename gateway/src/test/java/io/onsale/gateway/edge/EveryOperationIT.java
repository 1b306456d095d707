package io.onsale.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.onsale.kit.access.Role;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What holds for each operation of the contract. */
final class EveryOperationIT extends PublicApiFixture {
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
  void takesNoLimitForAnAnswer() {
    assertThat(
            CONTRACT
                .schema("PerformanceAmendment")
                .faults(Json.object().putNull("limitPerIdentity")))
        .isEmpty();
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
  void letsGateStaffCallGatesAndNothingOfTheOrganiser() throws Exception {
    expectProblem(
        send(gateway.request("/v1/organizer/shows").header("authorization", bearer(GATE)).GET()),
        403,
        "not-allowed");
  }
}
