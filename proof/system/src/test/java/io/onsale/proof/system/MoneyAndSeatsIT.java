package io.onsale.proof.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.onsale.proof.system.Api.Answer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Money that comes late, twice or goes back by itself, in the real orders, payments, gates,
 * delivery and inventory together: never two tickets for a seat, never money without a ticket,
 * never a ticket without money.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MoneyAndSeatsIT {
  private static final Duration TEN_MINUTES = Duration.ofMinutes(10);

  /** Long enough to order and to open a payment on a slow machine, and soon over. */
  private static final Duration SHORT = Duration.ofSeconds(5);

  private Onsale onsale;
  private Api nobody;
  private Api organizer;
  private Api gate;
  private Provider provider;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    onsale = Onsale.up(folder.resolve("data"), "in-process");
    nobody = Api.of(onsale);
    organizer = nobody.signIn("organizer@example.com", "organizer-demo");
    gate = nobody.signIn("gate@example.com", "gate-demo");
    provider = new Provider(onsale, nobody);
  }

  @AfterAll
  void stop() throws Exception {
    onsale.close();
  }

  /** An order whose time is over, with a payment that was opened in time. */
  private record Late(Box box, Api buyer, JsonNode hold, String order, String payment) {
    long total() {
      return hold.path("total").path("amount").asLong();
    }

    List<String> seats() {
      return texts(hold.path("seats"));
    }
  }

  private Late late(int seatsInTheHouse, boolean substitute) throws Exception {
    Box box = Box.open(organizer, Plans.rows("Late", 1, seatsInTheHouse, 0), 10, SHORT);
    Api buyer = buyer();
    JsonNode hold = box.holdBest(buyer, 2).expect(201);
    String order =
        buyer
            .post(
                "/v1/orders",
                "{\"holdId\":\""
                    + hold.path("id").asText()
                    + "\",\"substitute\":"
                    + substitute
                    + "}")
            .expect(201)
            .path("id")
            .asText();
    String payment = open(buyer, order);
    Box.awaitStatus(buyer, order, "EXPIRED");
    return new Late(box, buyer, hold, order, payment);
  }

  @Test
  void latePaymentTakesTheSameSeatsAgain() throws Exception {
    Late late = late(6, false);
    refusedTickets(late, "order-state");
    Awaitility.await().until(() -> delivery(late.buyer(), late.order()), "CANCELLED"::equals);

    provider.receives(late.payment(), late.total());
    Box.awaitStatus(late.buyer(), late.order(), "CONFIRMED");

    assertThat(seatsOf(late)).isEqualTo(late.seats());
    assertThat(ticketSeats(late)).containsExactlyInAnyOrderElementsOf(late.seats());
    assertThat(late.box().report().path("sold").asInt()).isEqualTo(2);
    assertThat(delivery(late.buyer(), late.order())).isEqualTo("DELIVERED");
    for (String code : codes(late.buyer(), late.order())) {
      assertThat(scan(late.box(), code)).isEqualTo("ADMITTED");
    }
  }

  @Test
  void latePaymentTakesOthersSideBySideWhenTheBuyerAllowedThat() throws Exception {
    Late late = late(6, true);
    String taken = late.seats().getFirst();
    late.box().holdSeats(buyer(), List.of(taken)).expect(201);

    provider.receives(late.payment(), late.total());
    Box.awaitStatus(late.buyer(), late.order(), "CONFIRMED");

    List<String> seats = seatsOf(late);
    assertThat(seats).hasSize(2).doesNotContain(taken);
    int left = Math.min(late.box().index(seats.get(0)), late.box().index(seats.get(1)));
    int right = Math.max(late.box().index(seats.get(0)), late.box().index(seats.get(1)));
    assertThat(right).isEqualTo(left + 1);
    JsonNode order = late.buyer().get("/v1/orders/" + late.order()).expect(200);
    assertThat(order.path("seats").findValuesAsText("tier")).containsOnly("Gold");
    assertThat(order.path("total").path("amount").asLong()).isEqualTo(late.total());
    assertThat(ticketSeats(late)).containsExactlyInAnyOrderElementsOf(seats);
    JsonNode report = late.box().report();
    assertThat(report.path("sold").asInt()).isEqualTo(2);
    assertThat(report.path("held").asInt()).isEqualTo(1);
  }

  @Test
  void latePaymentGoesBackInFullWhenTheSeatsAreGoneAndOthersAreNotAllowed() throws Exception {
    Late late = late(6, false);
    goesBack(late);
  }

  @Test
  void latePaymentGoesBackInFullWhenNoOthersAreSideBySide() throws Exception {
    // Of two seats one is left: others are allowed, and there are none.
    Late late = late(2, true);
    goesBack(late);
  }

  private void goesBack(Late late) throws Exception {
    Api other = buyer();
    String hold =
        late.box()
            .holdSeats(other, List.of(late.seats().getFirst()))
            .expect(201)
            .path("id")
            .asText();

    provider.receives(late.payment(), late.total());
    Box.awaitStatus(late.buyer(), late.order(), "REFUNDING");
    refusedTickets(late, "order-state");
    provider.sendsBack(late.payment(), late.total());
    Box.awaitStatus(late.buyer(), late.order(), "REFUNDED");

    Box.buy(other, hold);
    JsonNode report = late.box().report();
    assertThat(report.path("sold").asInt()).isEqualTo(1);
    assertThat(report.path("held").asInt()).isZero();
    assertThat(report.path("revenue").path("amount").asLong()).isEqualTo(Box.PRICE);
  }

  @Test
  void paysOnTheSecondTryAndWhatTheFirstBringsAllTheSameGoesBackAlone() throws Exception {
    Box box = Box.open(organizer, Plans.rows("Twice", 1, 4, 0), 4, TEN_MINUTES);
    Api buyer = buyer();
    String order = Box.order(buyer, box.holdBest(buyer, 2).expect(201).path("id").asText());
    String declined = Box.pay(buyer, order, "declined");
    String paid = Box.pay(buyer, order, "succeeded");
    assertThat(paid).isNotEqualTo(declined);
    Box.awaitStatus(buyer, order, "CONFIRMED");

    provider.receives(declined, 2L * Box.PRICE);
    provider.sendsBack(declined, 2L * Box.PRICE);
    // What comes after it in the same lane of events shows that it has been dealt with.
    buyer.post("/v1/orders/" + order + "/refunds", "{}").expect(202);
    Box.awaitStatus(buyer, order, "REFUNDED");
    assertThat(box.report().path("free").asInt()).isEqualTo(4);
  }

  @Test
  void closesTheSecondPaymentWhenTheFirstBringsItsMoneyLate() throws Exception {
    Box box = Box.open(organizer, Plans.rows("First", 1, 4, 0), 4, TEN_MINUTES);
    Api buyer = buyer();
    String order = Box.order(buyer, box.holdBest(buyer, 2).expect(201).path("id").asText());
    String first = Box.pay(buyer, order, "declined");
    String second = open(buyer, order);

    provider.receives(first, 2L * Box.PRICE);
    Box.awaitStatus(buyer, order, "CONFIRMED");

    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> nobody.get("/v1/sandbox/payments/" + second).expect(200).path("status").asText(),
            "cancelled"::equals);

    // A transfer that was under way arrives although it was cancelled, and goes back in full.
    buyer.post("/v1/sandbox/payments/" + second, "{\"outcome\":\"succeeded\"}").expect(200);
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> nobody.get("/v1/sandbox/payments/" + second).expect(200).path("status").asText(),
            "refunded"::equals);
    assertThat(buyer.get("/v1/orders/" + order).expect(200).path("status").asText())
        .isEqualTo("CONFIRMED");
    assertThat(box.report().path("revenue").path("amount").asLong()).isEqualTo(2L * Box.PRICE);
  }

  @Test
  void refundsItsBuyerUntilATicketWasUsedAndItsOrganiserAlsoThen() throws Exception {
    Box box = Box.open(organizer, Plans.rows("Used", 1, 4, 0), 4, TEN_MINUTES);
    Api buyer = buyer();
    String unused = Box.buy(buyer, box.holdBest(buyer, 2).expect(201).path("id").asText());
    List<String> codes = codes(buyer, unused);
    buyer.post("/v1/orders/" + unused + "/refunds", "{}").expect(202);
    Box.awaitStatus(buyer, unused, "REFUNDED");
    assertThat(scan(box, codes.getFirst())).isEqualTo("REFUNDED");
    assertThat(box.report().path("free").asInt()).isEqualTo(4);

    String used = Box.buy(buyer, box.holdBest(buyer, 2).expect(201).path("id").asText());
    List<String> usedCodes = codes(buyer, used);
    assertThat(scan(box, usedCodes.getFirst())).isEqualTo("ADMITTED");
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> {
          Answer answer = buyer.post("/v1/orders/" + used + "/refunds", "{}");
          // Asked before the gate's word has come, the gate itself refuses it a moment later.
          Box.awaitStatus(buyer, used, "CONFIRMED");
          answer.refused(409, "ticket-used");
        });
    organizer.post("/v1/orders/" + used + "/refunds", "{}").expect(202);
    Box.awaitStatus(buyer, used, "REFUNDED");
    for (String code : usedCodes) {
      assertThat(scan(box, code)).isEqualTo("REFUNDED");
    }
    JsonNode report = box.report();
    assertThat(report.path("free").asInt()).isEqualTo(4);
    assertThat(report.path("revenue").path("amount").asLong()).isZero();
  }

  @Test
  void moneyThatTheProviderTakesBackTakesTheTicketsWithIt() throws Exception {
    Box box = Box.open(organizer, Plans.rows("Back", 1, 4, 0), 4, TEN_MINUTES);
    Api buyer = buyer();
    String order = Box.order(buyer, box.holdBest(buyer, 2).expect(201).path("id").asText());
    String payment = Box.pay(buyer, order, "succeeded");
    Box.awaitStatus(buyer, order, "CONFIRMED");
    List<String> codes = codes(buyer, order);
    // Used or not: there is no money for it any more.
    assertThat(scan(box, codes.getFirst())).isEqualTo("ADMITTED");

    provider.sendsBack(payment, 2L * Box.PRICE);
    Box.awaitStatus(buyer, order, "REFUNDED");

    for (String code : codes) {
      assertThat(scan(box, code)).isEqualTo("REFUNDED");
    }
    JsonNode report = box.report();
    assertThat(report.path("free").asInt()).isEqualTo(4);
    assertThat(report.path("sold").asInt()).isZero();
    assertThat(report.path("revenue").path("amount").asLong()).isZero();
  }

  @Test
  void keepsTheSeatsOfAnUnpaidOrderAndTellsWhyItHasNoTickets() throws Exception {
    Box box = Box.open(organizer, Plans.rows("Wait", 1, 4, 0), 4, TEN_MINUTES);
    Api buyer = buyer();
    String hold = box.holdBest(buyer, 2).expect(201).path("id").asText();
    String order = Box.order(buyer, hold);

    JsonNode problem =
        buyer.call("DELETE", "/v1/holds/" + hold, null).refused(409, "hold-already-ordered");
    assertThat(problem.path("orderId").asText()).isEqualTo(order);
    assertThat(box.report().path("held").asInt()).isEqualTo(2);
    Answer unpaid = buyer.get("/v1/orders/" + order + "/tickets");
    assertThat(unpaid.refused(409, "tickets-not-ready").path("orderStatus").asText())
        .isEqualTo("AWAITING_PAYMENT");
    assertThat(unpaid.headers().firstValue("retry-after")).isEmpty();
    buyer().get("/v1/orders/" + order + "/tickets").refused(404, "not-found");

    Box.pay(buyer, order, "succeeded");
    Answer answer = buyer.get("/v1/orders/" + order + "/tickets");
    while (answer.status() != 200) {
      answer.refused(409, "tickets-not-ready");
      answer = buyer.get("/v1/orders/" + order + "/tickets");
    }
    assertThat(answer.json().path("items")).hasSize(2);

    // A cancelled one gives them back, and one that was never ordered too.
    Api other = buyer();
    String second = box.holdBest(other, 2).expect(201).path("id").asText();
    String cancelled = Box.order(other, second);
    other.post("/v1/orders/" + cancelled + "/cancellation", "{}").expect(200);
    other.call("DELETE", "/v1/holds/" + second, null).refused(409, "hold-ended");
    other.get("/v1/orders/" + cancelled + "/tickets").refused(409, "order-state");
    String third = box.holdBest(other, 2).expect(201).path("id").asText();
    other.call("DELETE", "/v1/holds/" + third, null).expect(204);
    assertThat(box.report().path("free").asInt()).isEqualTo(2);
  }

  private Api buyer() throws IOException, InterruptedException {
    return nobody.signUp(Box.uniqueEmail());
  }

  /** Opens a payment and does not settle it. */
  private static String open(Api buyer, String order) throws IOException, InterruptedException {
    return buyer
        .post("/v1/orders/" + order + "/payments", "{\"provider\":\"sandbox\"}")
        .expect(201)
        .path("id")
        .asText();
  }

  private static void refusedTickets(Late late, String reason)
      throws IOException, InterruptedException {
    late.buyer().get("/v1/orders/" + late.order() + "/tickets").refused(409, reason);
  }

  private static List<String> seatsOf(Late late) throws IOException, InterruptedException {
    return late.buyer()
        .get("/v1/orders/" + late.order())
        .expect(200)
        .path("seats")
        .findValuesAsText("seat");
  }

  private static List<String> ticketSeats(Late late) throws IOException, InterruptedException {
    return tickets(late.buyer(), late.order()).findValuesAsText("seat");
  }

  private static List<String> codes(Api buyer, String order)
      throws IOException, InterruptedException {
    return tickets(buyer, order).findValuesAsText("code");
  }

  private static JsonNode tickets(Api buyer, String order)
      throws IOException, InterruptedException {
    return buyer.get("/v1/orders/" + order + "/tickets").expect(200).path("items");
  }

  private static String delivery(Api buyer, String order) throws IOException, InterruptedException {
    return buyer.get("/v1/orders/" + order + "/delivery").expect(200).path("status").asText();
  }

  private String scan(Box box, String code) throws IOException, InterruptedException {
    return gate.post("/v1/gates/" + box.performance + "/scans", "{\"code\":\"" + code + "\"}")
        .expect(200)
        .path("result")
        .asText();
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(one -> texts.add(one.asText()));
    return texts;
  }
}
