package io.onsale.proof.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is another's does not exist: for buyers, organisers and gate staff alike; and nothing
 * changes by asking.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StrangersIT {
  private Onsale onsale;
  private Api nobody;
  private Api organizer;
  private Api stranger;
  private Api buyer;
  private Api otherBuyer;
  private Box box;
  private String hold;
  private String order;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    onsale = Onsale.up(folder.resolve("data"), "in-process");
    nobody = Api.of(onsale);
    organizer = nobody.signIn("organizer@example.com", "organizer-demo");
    stranger = nobody.signIn("other-organizer@example.com", "organizer-demo");
    buyer = nobody.signUp(Box.uniqueEmail());
    otherBuyer = nobody.signUp(Box.uniqueEmail());
    box = Box.open(organizer, Plans.rows("Mine", 2, 10, 0), 10, Duration.ofMinutes(10));
    hold = box.holdBest(buyer, 2).expect(201).path("id").asText();
    order = Box.buy(buyer, box.holdBest(buyer, 2).expect(201).path("id").asText());
  }

  @AfterAll
  void stop() throws Exception {
    onsale.close();
  }

  @Test
  void showsNoOtherBuyerAnythingOfAnOrderOrAHold() throws Exception {
    JsonNode before = box.report();
    for (String path :
        List.of(
            "/v1/orders/" + order,
            "/v1/orders/" + order + "/tickets",
            "/v1/orders/" + order + "/delivery",
            "/v1/holds/" + hold)) {
      otherBuyer.get(path).refused(404, "not-found");
    }
    otherBuyer.call("DELETE", "/v1/holds/" + hold, null).refused(404, "not-found");
    otherBuyer.post("/v1/orders", "{\"holdId\":\"" + hold + "\"}").refused(404, "not-found");
    for (String call : List.of("cancellation", "refunds", "extension")) {
      otherBuyer.post("/v1/orders/" + order + "/" + call, "{}").refused(404, "not-found");
    }
    otherBuyer
        .post("/v1/orders/" + order + "/payments", "{\"provider\":\"sandbox\"}")
        .refused(404, "not-found");
    assertThat(otherBuyer.get("/v1/orders").expect(200).path("items")).isEmpty();
    assertThat(box.report()).isEqualTo(before);
  }

  @Test
  void showsNoOtherOrganiserAnythingOfAPerformance() throws Exception {
    JsonNode before = box.report();
    String mine = "/v1/organizer/performances/" + box.performance;
    stranger.get(mine).refused(404, "not-found");
    stranger.get(mine + "/report").refused(404, "not-found");
    stranger.get(mine + "/orders").refused(404, "not-found");
    stranger.post(mine + "/publication", "{}").refused(404, "not-found");
    stranger.call("PATCH", mine, "{\"limitPerBuyer\":1}").refused(404, "not-found");
    stranger
        .post(mine + "/blocks", "{\"seats\":[\"" + box.seats.get(9) + "\"],\"blocked\":true}")
        .refused(404, "not-found");
    stranger.get("/v1/orders/" + order).refused(404, "not-found");
    stranger.post("/v1/orders/" + order + "/refunds", "{}").refused(404, "not-found");
    stranger.get("/v1/gates/" + box.performance + "/manifest").refused(404, "not-found");
    stranger
        .post("/v1/gates/" + box.performance + "/scans", "{\"code\":\"x\"}")
        .refused(404, "not-found");
    assertThat(box.report()).isEqualTo(before);
  }

  @Test
  void letsTheOrganiserSeeAndRefundTheirOwnOrders() throws Exception {
    String bought = Box.buy(buyer, box.holdBest(buyer, 1).expect(201).path("id").asText());
    organizer.get("/v1/orders/" + bought).expect(200);
    assertThat(
            organizer
                .get("/v1/organizer/performances/" + box.performance + "/orders")
                .expect(200)
                .path("items"))
        .isNotEmpty();
    organizer.get("/v1/orders/" + bought + "/tickets").refused(404, "not-found");
    organizer.post("/v1/orders/" + bought + "/refunds", "{}").expect(202);
    Box.awaitStatus(buyer, bought, "REFUNDED");
  }

  @Test
  void findsNothingUnderIdsThatNobodyGave() throws Exception {
    for (String id :
        List.of("0000000000000", "zzzzzzzzzzzzz", "nope", "garbage", "a.b", "-", "x".repeat(64))) {
      nobody.get("/v1/shows/" + id).refused(404, "not-found");
      nobody.get("/v1/performances/" + id).refused(404, "not-found");
      nobody.get("/v1/performances/" + id + "/availability").refused(404, "not-found");
      nobody.get("/v1/performances/" + id + "/availability/stream").refused(404, "not-found");
      buyer.get("/v1/orders/" + id).refused(404, "not-found");
      buyer.get("/v1/orders/" + id + "/tickets").refused(404, "not-found");
      assertThat(buyer.get("/v1/holds/" + id).refused(404, "not-found").path("detail").asText())
          .isEqualTo("There is no such hold.");
      buyer.call("DELETE", "/v1/holds/" + id, null).refused(404, "not-found");
      buyer
          .post("/v1/performances/" + id + "/holds", "{\"best\":{\"tier\":\"t\",\"count\":1}}")
          .refused(404, "not-found");
      buyer.post("/v1/orders", "{\"holdId\":\"" + id + "\"}").refused(404, "not-found");
      nobody.get("/v1/sandbox/payments/" + id).refused(404, "not-found");
      organizer.get("/v1/organizer/performances/" + id + "/report").refused(404, "not-found");
      organizer.get("/v1/gates/" + id + "/manifest").refused(404, "not-found");
      organizer.post("/v1/gates/" + id + "/scans", "{\"code\":\"x\"}").refused(404, "not-found");
    }
  }

  @Test
  void refusesABrokenPlanWholeAndStoresNothing() throws Exception {
    JsonNode before = organizer.get("/v1/organizer/seat-maps?limit=100").expect(200);
    JsonNode problem =
        organizer
            .post(
                "/v1/organizer/seat-maps",
                """
                {"name":"Broken","categories":[{"name":"A","color":"red"}],"zones":[{"name":"Z","position":{"x":0,"y":0},
                 "rows":[{"row_number":"1","position":{"x":0,"y":0},"seats":[
                   {"seat_guid":"g","seat_number":"1","position":{"x":0,"y":0},"category":"A"},
                   {"seat_guid":"g","seat_number":"2","position":{"x":1,"y":0},"category":"B"}]}]}],
                 "size":{"width":1,"height":1}}
                """)
            .refused(422, "broken-plan");
    assertThat(problem.path("faults")).hasSizeGreaterThanOrEqualTo(2);
    assertThat(problem.path("faults").findValuesAsText("pointer"))
        .allSatisfy(pointer -> assertThat(pointer).startsWith("/zones/0/rows/0/seats/1"));
    organizer.post("/v1/organizer/seat-maps", "not json").refused(400, "invalid-request");
    assertThat(organizer.get("/v1/organizer/seat-maps?limit=100").expect(200)).isEqualTo(before);
  }

  @Test
  void refusesForgedWebhooks() throws Exception {
    nobody
        .post(
            "/v1/payment-webhooks/sandbox",
            "{\"id\":\"evt\",\"type\":\"payment.succeeded\"}",
            "Onsale-Sandbox-Signature",
            "t=1,v1=00")
        .refused(401, "webhook-signature-invalid");
    assertThat(
            nobody
                .post("/v1/payment-webhooks/nobody", "{}")
                .refused(404, "not-found")
                .path("detail")
                .asText())
        .isEqualTo("There is no such payment provider.");
  }

  @Test
  void doesNotSellBeforeOrAfterTheSale() throws Exception {
    for (JsonNode show :
        nobody.get("/v1/shows?limit=100&from=2020-01-01T00:00:00Z").expect(200).path("items")) {
      for (JsonNode performance : show.path("performances")) {
        String id = performance.path("id").asText();
        String tier = performance.path("tiers").path(0).path("name").asText();
        String best = "{\"best\":{\"tier\":\"" + tier + "\",\"count\":1}}";
        var opens = java.time.Instant.parse(performance.path("onSaleFrom").asText());
        var ends = java.time.Instant.parse(performance.path("onSaleUntil").asText());
        var now = java.time.Instant.now();
        if (opens.isAfter(now)) {
          JsonNode problem =
              buyer.post("/v1/performances/" + id + "/holds", best).refused(409, "not-on-sale-yet");
          assertThat(java.time.Instant.parse(problem.path("opensAt").asText())).isEqualTo(opens);
        } else if (ends.isBefore(now)) {
          buyer.post("/v1/performances/" + id + "/holds", best).refused(409, "sale-ended");
        }
      }
    }
  }
}
