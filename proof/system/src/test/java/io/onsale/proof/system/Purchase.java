package io.onsale.proof.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A ticket from click to gate. The same story is told in both wirings. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class Purchase {
  private static final Duration TEN_MINUTES = Duration.ofMinutes(10);

  private final String wiring;
  private Onsale onsale;
  private Api nobody;
  private Api organizer;
  private Api gate;

  Purchase(String wiring) {
    this.wiring = wiring;
  }

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    onsale = Onsale.up(folder.resolve("data"), wiring);
    nobody = Api.of(onsale);
    organizer = nobody.signIn("organizer@example.com", "organizer-demo");
    gate = nobody.signIn("gate@example.com", "gate-demo");
  }

  @AfterAll
  void stop() throws Exception {
    onsale.close();
  }

  private Api buyer() throws IOException, InterruptedException {
    return nobody.signUp(Box.uniqueEmail());
  }

  @Test
  void sellsTwoSeatsSideBySideOfTheArenaAndTheGateAdmitsEachOnce() throws Exception {
    Api buyer = nobody.signIn("buyer@example.com", "buyer-demo");
    JsonNode arena = arenaOnSale();
    String performance = arena.path("id").asText();
    String tier = arena.path("tiers").path(0).path("name").asText();
    JsonNode hold =
        buyer
            .post(
                "/v1/performances/" + performance + "/holds",
                "{\"best\":{\"tier\":\"" + tier + "\",\"count\":2}}")
            .expect(201);
    assertThat(hold.path("total").path("amount").asLong())
        .isEqualTo(2 * arena.path("tiers").path(0).path("price").path("amount").asLong());
    String order = Box.buy(buyer, hold.path("id").asText());

    JsonNode tickets = buyer.get("/v1/orders/" + order + "/tickets").expect(200).path("items");
    assertThat(tickets).hasSize(2);
    for (JsonNode ticket : tickets) {
      assertThat(scan(performance, ticket.path("code").asText())).isEqualTo("ADMITTED");
      assertThat(scan(performance, ticket.path("code").asText())).isEqualTo("ALREADY_ADMITTED");
    }
    assertThat(scan(performance, "nonsense")).isEqualTo("INVALID");
  }

  private JsonNode arenaOnSale() throws IOException, InterruptedException {
    for (JsonNode show : nobody.get("/v1/shows?limit=100").expect(200).path("items")) {
      for (JsonNode performance : show.path("performances")) {
        JsonNode whole =
            nobody.get("/v1/performances/" + performance.path("id").asText()).expect(200);
        boolean open =
            Instant.parse(whole.path("onSaleFrom").asText()).isBefore(Instant.now())
                && Instant.parse(whole.path("doorsAt").asText()).isBefore(Instant.now())
                && Instant.parse(whole.path("onSaleUntil").asText()).isAfter(Instant.now());
        if (open && whole.path("capacity").asInt() == 50_000) {
          return whole;
        }
      }
    }
    throw new AssertionError("no arena of 50,000 seats is on sale with open doors");
  }

  private String scan(String performance, String code) throws IOException, InterruptedException {
    return gate.post("/v1/gates/" + performance + "/scans", "{\"code\":\"" + code + "\"}")
        .expect(200)
        .path("result")
        .asText();
  }

  @Test
  void answersTheSameForTheSameKeyAndRefusesItForAnotherBody() throws Exception {
    Box box = Box.open(organizer, Plans.rows("Small", 2, 10, 0), 10, TEN_MINUTES);
    Api buyer = buyer();
    JsonNode first = box.holdBest(buyer, 2, "Idempotency-Key", "k1").expect(201);
    JsonNode again = box.holdBest(buyer, 2, "Idempotency-Key", "k1").expect(201);
    assertThat(again).isEqualTo(first);
    box.holdBest(buyer, 3, "Idempotency-Key", "k1").refused(422, "idempotency-key-reused");
    assertThat(box.report().path("held").asInt()).isEqualTo(2);

    String body = "{\"holdId\":\"" + first.path("id").asText() + "\"}";
    JsonNode order = buyer.post("/v1/orders", body, "Idempotency-Key", "k2").expect(201);
    assertThat(buyer.post("/v1/orders", body, "Idempotency-Key", "k2").expect(201))
        .isEqualTo(order);
    buyer
        .post(
            "/v1/orders",
            "{\"holdId\":\"" + first.path("id").asText() + "\",\"substitute\":true}",
            "Idempotency-Key",
            "k2")
        .refused(422, "idempotency-key-reused");
    buyer.post("/v1/orders", body).refused(409, "hold-already-ordered");
  }

  @Test
  void refundsInFullAndTheGateSaysSo() throws Exception {
    Box box = Box.open(organizer, Plans.rows("Small", 1, 10, 0), 10, TEN_MINUTES);
    Api buyer = buyer();
    String hold = box.holdBest(buyer, 3).expect(201).path("id").asText();
    String order = Box.buy(buyer, hold);
    String code =
        buyer.get("/v1/orders/" + order + "/tickets").expect(200).at("/items/0/code").asText();
    assertThat(box.report().path("revenue").path("amount").asLong()).isEqualTo(3L * Box.PRICE);

    buyer.post("/v1/orders/" + order + "/refunds", "{}").expect(202);
    Box.awaitStatus(buyer, order, "REFUNDED");

    assertThat(scan(box.performance, code)).isEqualTo("REFUNDED");
    JsonNode report = box.report();
    assertThat(report.path("sold").asInt()).isZero();
    assertThat(report.path("free").asInt()).isEqualTo(10);
    assertThat(report.path("revenue").path("amount").asLong()).isZero();
  }

  @Test
  void takesTheMoneyOnlyOnceAndLetsOneTryAgainAfterADecline() throws Exception {
    Box box = Box.open(organizer, Plans.rows("Small", 1, 10, 0), 10, TEN_MINUTES);
    Api buyer = buyer();
    String order = Box.order(buyer, box.holdBest(buyer, 2).expect(201).path("id").asText());
    Box.pay(buyer, order, "declined");
    assertThat(buyer.get("/v1/orders/" + order).expect(200).path("status").asText())
        .isEqualTo("AWAITING_PAYMENT");
    String payment = Box.pay(buyer, order, "succeeded");
    Box.awaitStatus(buyer, order, "CONFIRMED");
    buyer
        .post("/v1/orders/" + order + "/payments", "{\"provider\":\"sandbox\"}")
        .refused(409, "order-state");
    buyer
        .post("/v1/sandbox/payments/" + payment, "{\"outcome\":\"declined\"}")
        .refused(409, "payment-state");
  }

  @Test
  void freesTheSeatsOfAHoldThatNobodyPays() throws Exception {
    Box box = Box.open(organizer, Plans.rows("Small", 1, 10, 0), 10, Duration.ofSeconds(2));
    Api buyer = buyer();
    String order = Box.order(buyer, box.holdBest(buyer, 2).expect(201).path("id").asText());
    Box.awaitStatus(buyer, order, "EXPIRED");
    assertThat(box.report().path("free").asInt()).isEqualTo(10);
  }

  @Test
  void takesTheSameSeatsAgainForAPaymentThatComesLate() throws Exception {
    Box box = Box.open(organizer, Plans.rows("Small", 1, 10, 0), 10, Duration.ofSeconds(3));
    Api late = buyer();
    JsonNode hold = box.holdBest(late, 2).expect(201);
    String order = Box.order(late, hold.path("id").asText());
    String payment =
        late.post("/v1/orders/" + order + "/payments", "{\"provider\":\"sandbox\"}")
            .expect(201)
            .path("id")
            .asText();
    Box.awaitStatus(late, order, "EXPIRED");

    // The provider may have closed the payment with the order: then no money moves, which is as
    // good.
    var settled = late.post("/v1/sandbox/payments/" + payment, "{\"outcome\":\"succeeded\"}");
    if (settled.status() == 200) {
      Box.awaitStatus(late, order, "CONFIRMED");
      assertThat(box.report().path("sold").asInt()).isEqualTo(2);
    } else {
      settled.refused(409, "payment-state");
      assertThat(box.report().path("sold").asInt()).isZero();
    }
  }

  @Test
  void neverGivesOneTicketToAnotherPerformancesGate() throws Exception {
    Box here = Box.open(organizer, Plans.rows("Here", 1, 4, 0), 4, TEN_MINUTES);
    Box there = Box.open(organizer, Plans.rows("There", 1, 4, 0), 4, TEN_MINUTES);
    Api buyer = buyer();
    String order = Box.buy(buyer, here.holdBest(buyer, 1).expect(201).path("id").asText());
    String code =
        buyer.get("/v1/orders/" + order + "/tickets").expect(200).at("/items/0/code").asText();
    assertThat(scan(there.performance, code)).isEqualTo("WRONG_PERFORMANCE");
    assertThat(scan(here.performance, code)).isEqualTo("ADMITTED");
  }

  @Test
  void tellsAGateWhetherItsManifestIsTheNewest() throws Exception {
    Box box = Box.open(organizer, Plans.rows("Small", 1, 4, 0), 4, TEN_MINUTES);
    Api buyer = buyer();
    Box.buy(buyer, box.holdBest(buyer, 2).expect(201).path("id").asText());
    String path = "/v1/gates/" + box.performance + "/manifest";
    Api.Answer first = gate.get(path);
    assertThat(first.expect(200).path("tickets")).hasSize(2);
    String tag = first.headers().firstValue("etag").orElseThrow();
    assertThat(gate.get(path, "If-None-Match", tag).expect(304).isMissingNode()).isTrue();

    Box.buy(buyer, box.holdBest(buyer, 1).expect(201).path("id").asText());
    Api.Answer next = gate.get(path, "If-None-Match", tag);
    assertThat(next.expect(200).path("tickets")).hasSize(3);
    assertThat(next.headers().firstValue("etag")).isNotEqualTo(first.headers().firstValue("etag"));
  }

  @Test
  void blocksSeatsAndPutsThemBack() throws Exception {
    Box box = Box.open(organizer, Plans.rows("Small", 1, 10, 0), 10, TEN_MINUTES);
    String blocks = "/v1/organizer/performances/" + box.performance + "/blocks";
    List<String> two = box.seats.subList(0, 2);
    String names = "[\"" + String.join("\",\"", two) + "\"]";
    organizer.post(blocks, "{\"seats\":" + names + ",\"blocked\":true}").expect(200);
    assertThat(box.report().path("blocked").asInt()).isEqualTo(2);
    box.holdSeats(buyer(), two).refused(409, "seats-taken");
    organizer.post(blocks, "{\"seats\":" + names + ",\"blocked\":false}").expect(200);
    box.holdSeats(buyer(), two).expect(201);
    organizer
        .post(blocks, "{\"seats\":" + names + ",\"blocked\":true}")
        .refused(409, "seats-not-blockable");
  }

  @Test
  void keepsToTheLimitPerBuyer() throws Exception {
    Box box = Box.open(organizer, Plans.rows("Small", 1, 10, 0), 3, TEN_MINUTES);
    Api buyer = buyer();
    box.holdBest(buyer, 4).refused(409, "limit-exceeded");
    String hold = box.holdBest(buyer, 2).expect(201).path("id").asText();
    JsonNode problem = box.holdBest(buyer, 2).refused(409, "limit-exceeded");
    assertThat(problem.path("limit").asInt()).isEqualTo(3);
    buyer.call("DELETE", "/v1/holds/" + hold, null).expect(204);
    box.holdBest(buyer, 3).expect(201);
  }

  @Test
  void refusesCountsAndSeatsThatMakeNoSense() throws Exception {
    Box box = Box.open(organizer, Plans.rows("Small", 1, 10, 0), 10, TEN_MINUTES);
    Api buyer = buyer();
    for (String count : List.of("0", "-1", "10000", "99999999999999999999")) {
      box.hold(buyer, "{\"best\":{\"tier\":\"Gold\",\"count\":" + count + "}}")
          .refused(422, "bad-count");
    }
    box.hold(buyer, "{\"best\":{\"tier\":\"Silver\",\"count\":1}}").refused(422, "unknown-tier");
    box.hold(buyer, "{\"best\":{\"tier\":\"Gold\",\"count\":1,\"section\":\"Moon\"}}")
        .refused(422, "unknown-section");
    box.holdSeats(buyer, List.of("nowhere")).refused(422, "unknown-seat");
    box.holdSeats(buyer, List.of(box.seats.get(0), box.seats.get(0)))
        .refused(422, "duplicate-seat");
    assertThat(box.report().path("free").asInt()).isEqualTo(10);
  }

  @Test
  void neverPairsSeatsAcrossAnAisle() throws Exception {
    // Rows of 3 | 3 | 3: pairs exist, a fourth side by side does not.
    Box box = Box.open(organizer, Plans.rows("Aisles", 2, 9, 3), 18, TEN_MINUTES);
    Api buyer = buyer();
    box.holdBest(buyer, 4).refused(409, "no-adjacent-seats");
    for (int i = 0; i < 6; i++) {
      JsonNode pair = box.holdBest(buyer, 2).expect(201).path("seats");
      int left = box.index(pair.path(0).asText());
      assertThat(box.index(pair.path(1).asText())).isEqualTo(left + 1);
      assertThat(left % 3).as("the pair from index %s crosses an aisle", left).isLessThan(2);
    }
    box.holdBest(buyer, 2).refused(409, "no-adjacent-seats");
    assertThat(box.report().path("held").asInt()).isEqualTo(12);
  }

  @Test
  void sellsACurvedRowThatIsNumberedFromRightToLeft() throws Exception {
    Box box = Box.open(organizer, Plans.curved("Arc", 20), 20, TEN_MINUTES);
    // Index order follows the row, whatever the file's order and the numbers are.
    for (int i = 0; i < 20; i++) {
      int along = Integer.parseInt(box.seats.get(i).substring("arc-".length()));
      int expected = box.seats.getFirst().equals("arc-0") ? i : 19 - i;
      assertThat(along).isEqualTo(expected);
    }
    Api buyer = buyer();
    JsonNode hold = box.holdBest(buyer, 20).expect(201);
    String order = Box.buy(buyer, hold.path("id").asText());
    String code =
        buyer.get("/v1/orders/" + order + "/tickets").expect(200).at("/items/19/code").asText();
    assertThat(scan(box.performance, code)).isEqualTo("ADMITTED");
  }
}
