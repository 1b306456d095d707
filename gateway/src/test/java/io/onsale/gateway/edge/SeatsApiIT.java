package io.onsale.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Holds, seat maps and availability, by the ids that the public knows. */
final class SeatsApiIT extends PublicApiFixture {
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
  void saysThatThereIsNoSuchHoldAndNothingOfPerformances() throws Exception {
    for (String id : List.of("garbage", "-", "00000000000zz-1")) {
      JsonNode problem =
          expectProblem(
              send(gateway.request("/v1/holds/" + id).header("authorization", bearer(BUYER)).GET()),
              404,
              "not-found");
      assertThat(problem.path("detail").asText()).isEqualTo("There is no such hold.");
    }
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
}
