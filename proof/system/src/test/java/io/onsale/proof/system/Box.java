package io.onsale.proof.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.onsale.proof.system.Api.Answer;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.awaitility.Awaitility;

/** A performance on sale, made through the public API, and what one does with it. */
final class Box {
  private static final ObjectMapper JSON = new ObjectMapper();
  static final int PRICE = 68_000;

  final Api organizer;
  final String performance;
  final String digest;

  /** Seat ids by index. */
  final List<String> seats;

  private final Map<String, Integer> indices = new HashMap<>();

  private Box(Api organizer, String performance, String digest, List<String> seats) {
    this.organizer = organizer;
    this.performance = performance;
    this.digest = digest;
    this.seats = seats;
    for (int i = 0; i < seats.size(); i++) {
      indices.put(seats.get(i), i);
    }
  }

  /**
   * Imports a plan, makes a show with one performance that starts in two hours, and publishes it.
   */
  static Box open(Api organizer, String plan, int limitPerBuyer, Duration hold)
      throws IOException, InterruptedException {
    JsonNode map = organizer.post("/v1/organizer/seat-maps", plan).expect(201);
    String digest = map.path("digest").asText();
    String show =
        organizer
            .post(
                "/v1/organizer/shows",
                """
                {"title":"A night","description":"","city":"Shanghai","venue":"Hall"}
                """)
            .expect(201)
            .path("id")
            .asText();
    Instant now = Instant.now();
    ObjectNode performance =
        JSON.createObjectNode()
            .put("startsAt", now.plus(Duration.ofHours(2)).toString())
            .put("timeZone", "Asia/Shanghai")
            .put("seatMap", digest)
            .put("onSaleFrom", now.minusSeconds(60).toString())
            .put("onSaleUntil", now.plus(Duration.ofHours(1)).toString())
            .put("limitPerBuyer", limitPerBuyer)
            .put("holdSeconds", hold.toSeconds());
    ObjectNode tier =
        performance.putArray("tiers").addObject().put("name", "Gold").put("label", "Gold seats");
    tier.putObject("price").put("amount", PRICE).put("currency", "CNY");
    String id =
        organizer
            .post("/v1/organizer/shows/" + show + "/performances", performance.toString())
            .expect(201)
            .path("id")
            .asText();
    organizer.post("/v1/organizer/performances/" + id + "/publication", "{}").expect(200);
    return new Box(organizer, id, digest, seatIds(organizer, digest));
  }

  /** Seat ids of a map in index order. */
  static List<String> seatIds(Api api, String digest) throws IOException, InterruptedException {
    List<String> ids = new ArrayList<>();
    JsonNode map = api.get("/v1/seat-maps/" + digest).expect(200);
    for (JsonNode section : map.path("sections")) {
      for (JsonNode row : section.path("rows")) {
        row.path("seats").forEach(seat -> ids.add(seat.path("id").asText()));
      }
    }
    return ids;
  }

  /** The index of a seat. */
  int index(String seat) {
    return Objects.requireNonNull(indices.get(seat), seat);
  }

  Answer holdBest(Api buyer, int count, String... headers)
      throws IOException, InterruptedException {
    return hold(buyer, "{\"best\":{\"tier\":\"Gold\",\"count\":" + count + "}}", headers);
  }

  Answer holdSeats(Api buyer, List<String> ids, String... headers)
      throws IOException, InterruptedException {
    return hold(buyer, "{\"seats\":" + JSON.writeValueAsString(ids) + "}", headers);
  }

  Answer hold(Api buyer, String body, String... headers) throws IOException, InterruptedException {
    return buyer.post("/v1/performances/" + performance + "/holds", body, headers);
  }

  /** Orders and pays a hold, and waits for the tickets. @return the order's id */
  static String buy(Api buyer, String holdId) throws IOException, InterruptedException {
    String order = order(buyer, holdId);
    pay(buyer, order, "succeeded");
    awaitStatus(buyer, order, "CONFIRMED");
    return order;
  }

  static String order(Api buyer, String holdId) throws IOException, InterruptedException {
    return buyer
        .post("/v1/orders", "{\"holdId\":\"" + holdId + "\"}")
        .expect(201)
        .path("id")
        .asText();
  }

  static String pay(Api buyer, String order, String outcome)
      throws IOException, InterruptedException {
    String payment =
        buyer
            .post("/v1/orders/" + order + "/payments", "{\"provider\":\"sandbox\"}")
            .expect(201)
            .path("id")
            .asText();
    buyer.post("/v1/sandbox/payments/" + payment, "{\"outcome\":\"" + outcome + "\"}").expect(200);
    return payment;
  }

  static void awaitStatus(Api buyer, String order, String status) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> buyer.get("/v1/orders/" + order).expect(200).path("status").asText(),
            status::equals);
  }

  JsonNode report() throws IOException, InterruptedException {
    return organizer.get("/v1/organizer/performances/" + performance + "/report").expect(200);
  }

  /** The state of each seat by index: 0 free, 1 held, 2 sold, 3 blocked. */
  static int[] states(JsonNode availability, int seats) {
    byte[] bytes = Base64.getDecoder().decode(availability.path("states").asText());
    int[] states = new int[seats];
    for (int i = 0; i < seats; i++) {
      states[i] = bytes[i / 4] >> (i % 4 * 2) & 3;
    }
    return states;
  }

  JsonNode availability() throws IOException, InterruptedException {
    return organizer.get("/v1/performances/" + performance + "/availability").expect(200);
  }

  static String uniqueEmail() {
    return UUID.randomUUID() + "@example.com";
  }
}
