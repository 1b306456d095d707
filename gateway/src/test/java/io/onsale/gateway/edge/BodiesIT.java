package io.onsale.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * Bodies, queries and forms of an answer: what can be read, how large it may be, and what is said
 * of the rest.
 */
final class BodiesIT extends PublicApiFixture {
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
  void tellsInItsOwnWordsWhyABodyIsNotJson() throws Exception {
    assertThat(faults(hold(""))).containsExactly(" the body is empty");
    assertThat(faults(hold("{\"seats\":[\"A-1")))
        .containsExactly(" the body ends in the middle of a value");
    assertThat(faults(hold("{\"seats\":\n[NaN]}")))
        .containsExactly(" the body is not JSON at line 2, column 5");
    assertThat(faults(hold("[".repeat(33))))
        .containsExactly(" the body is nested too deeply or has too long a value");
    assertThat(faults(hold("{\"a\":1,\"a\":2}")))
        .singleElement()
        .asString()
        .startsWith(" a member comes twice at line 1");
    assertThat(faults(send(gateway.request("/v1/shows?from=yesterday").GET())))
        .containsExactly("/from must be a time as in RFC 3339, such as 2026-05-01T19:30:00+08:00");
  }

  @Test
  void refusesNumbersThatNobodyCanCalculateWith() throws Exception {
    assertThat(faults(hold("{\"best\":{\"tier\":\"t1\",\"count\":1e400}}")))
        .containsExactly("/best/count is too large a number");
    assertThat(
            faults(hold("{\"best\":{\"tier\":\"t1\",\"count\":1,\"attributes\":[-1e400,1e999]}}")))
        .containsExactly(
            "/best/attributes/0 is too large a number", "/best/attributes/1 is too large a number");
    assertThat(faults(hold("{\"a/b~c\":1e400}"))).containsExactly("/a~1b~0c is too large a number");
  }

  @Test
  void saysWhatMayBeWrongWithARequestThatIsNoHttp() throws Exception {
    JsonNode problem =
        expectProblem(send(gateway.request("/v1/shows/%00").GET()), 400, "invalid-request");
    assertThat(problem.path("detail").asText()).contains("malformed or too long");
  }

  @Test
  void refusesABodyInAnEncoding() throws Exception {
    String good = "{\"seats\":[\"A-1-2\"]}";

    expectProblem(hold(good, "content-encoding", "gzip"), 415, "unsupported-media-type");
    assertThat(hold(good, "content-encoding", "identity").statusCode()).isEqualTo(201);
  }

  @Test
  void refusesALargeBodyAtOnceAndTakesTheRestFromTheWire() throws Exception {
    int bytes = 1 << 20;
    try (Socket client = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
      client.setSoTimeout((int) Duration.ofSeconds(60).toMillis());
      OutputStream out = client.getOutputStream();
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
      out.write(
          """
          POST /v1/performances/%s/holds HTTP/1.1\r
          Host: here\r
          Authorization: %s\r
          Content-Type: application/json\r
          Content-Length: %d\r
          \r
          """
              .formatted(TestGateway.PERFORMANCE, bearer(BUYER), bytes)
              .getBytes(StandardCharsets.UTF_8));

      // Answered although nothing of it has come; and whoever sends it all the same is no fault.
      assertThat(in.readLine()).startsWith("HTTP/1.1 413");
      char[] problem = new char[skipHeaders(in)];
      assertThat(in.read(problem)).isEqualTo(problem.length);
      assertThat(new String(problem)).contains("\"reason\":\"body-too-large\"");
      out.write(new byte[bytes]);
      out.write("GET /healthz HTTP/1.1\r\nHost: here\r\n\r\n".getBytes(StandardCharsets.UTF_8));
      assertThat(in.readLine()).startsWith("HTTP/1.1 200");
    }
  }

  /** Reads to the end of the headers and gives the length that they tell. */
  private static int skipHeaders(BufferedReader in) throws IOException {
    int length = 0;
    for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
      if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
        length = Integer.parseInt(line.substring("content-length:".length()).strip());
      }
    }
    return length;
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

  private static HttpResponse<String> scan(String body) throws Exception {
    return send(
        gateway
            .request("/v1/gates/" + TestGateway.PERFORMANCE + "/scans")
            .header("authorization", bearer(GATE))
            .POST(BodyPublishers.ofString(body)));
  }
}
