package io.onsale.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.Message;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.RequestHeaders;
import io.onsale.gateway.contract.Contract;
import io.onsale.gateway.peers.SeatMaps;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every field of a request, from JSON to the message: none is lost, none is swapped. */
class RequestFieldsTest {
  private static final Contract CONTRACT = Contract.load();
  private static final String TIMES =
      """
      "startsAt":"2027-05-01T19:30:00+08:00","doorsAt":"2027-05-01T05:00:00Z",
      "onSaleFrom":"2027-01-01T04:00:00Z","onSaleUntil":"2027-05-01T11:00:00Z",
      """;
  private static final String LIMITS =
      "\"limitPerBuyer\":4,\"limitPerIdentity\":5,\"holdSeconds\":601,";
  private static final String TIERS =
      "\"tiers\":[{\"name\":\"t1\",\"label\":\"Gold\",\"price\":{\"amount\":68000,\"currency\":\"CNY\"}}]";

  /**
   * @param full a body with every property of the schema
   * @param expected texts of the message, each once and in its place
   * @param elsewhere fields of the message that come from elsewhere, or not at all, and why
   */
  private record Way(
      String schema,
      String full,
      Function<Ask, ? extends Message> message,
      List<String> expected,
      Set<String> elsewhere) {}

  private static List<Way> ways() {
    var seats = SeatMaps.seats(List.of("a", "b", "c"));
    return List.of(
        new Way(
            "SignUp",
            "{\"email\":\"e@x\",\"password\":\"p2345678\",\"name\":\"n\"}",
            AccountsApi::signUp,
            List.of("email: \"e@x\"", "password: \"p2345678\"", "name: \"n\""),
            Set.of()),
        new Way(
            "SignIn",
            "{\"email\":\"e@x\",\"password\":\"p\"}",
            AccountsApi::signIn,
            List.of("email: \"e@x\"", "password: \"p\""),
            Set.of()),
        new Way(
            "NewStaffMember",
            "{\"email\":\"e@x\",\"role\":\"gate\"}",
            AccountsApi::addStaff,
            List.of("email: \"e@x\"", "role: ROLE_GATE"),
            Set.of()),
        new Way(
            "NewOrder",
            """
            {"holdId":"p-1","attendees":[{"name":"Ann"}],"substitute":true,
             "delivery":{"method":"courier","address":{"recipient":"r","phone":"1","lines":["l"],
                         "city":"c","postalCode":"z","country":"CN"}}}
            """,
            OrdersApi::placeOrder,
            List.of(
                "hold_id: \"p-1\"",
                "name: \"Ann\"",
                "substitute: true",
                "method: COURIER",
                "recipient: \"r\"",
                "phone: \"1\"",
                "lines: \"l\"",
                "city: \"c\"",
                "postal_code: \"z\"",
                "country: \"CN\""),
            Set.of()),
        new Way(
            "NewPayment",
            "{\"provider\":\"sandbox\"}",
            OrdersApi::startPayment,
            List.of("order_id: \"the-id\"", "provider: \"sandbox\""),
            Set.of()),
        new Way(
            "DeliveryUpdate",
            "{\"status\":\"SENT\",\"trackingNumber\":\"t\"}",
            OrdersApi::updateDelivery,
            List.of("order_id: \"the-id\"", "status: SENT", "tracking_number: \"t\""),
            Set.of()),
        new Way(
            "NewScan",
            "{\"code\":\"c\",\"scannedAt\":\"2027-05-01T11:00:00Z\",\"device\":\"d\",\"letIn\":true}",
            GatesApi::scans,
            List.of("code: \"c\"", "seconds: 1809169200", "device: \"d\"", "let_in: true"),
            Set.of()),
        new Way(
            "NewShow",
            "{\"title\":\"t\",\"description\":\"d\",\"city\":\"c\",\"venue\":\"v\"}",
            OrganizerApi::createShow,
            List.of("title: \"t\"", "description: \"d\"", "city: \"c\"", "venue: \"v\""),
            Set.of()),
        new Way(
            "NewPerformance",
            "{"
                + TIMES
                + LIMITS
                + "\"timeZone\":\"Asia/Shanghai\",\"seatMap\":\""
                + "ab".repeat(32)
                + "\","
                + TIERS
                + "}",
            OrganizerApi::createPerformance,
            List.of(
                "show_id: \"the-id\"",
                "starts_at {\n  seconds: 1809171000",
                "doors_at {\n  seconds: 1809147600",
                "on_sale_from {\n  seconds: 1798776000",
                "on_sale_until {\n  seconds: 1809169200",
                "limit_per_buyer: 4",
                "limit_per_identity: 5",
                "hold_seconds: 601",
                "time_zone: \"Asia/Shanghai\"",
                "name: \"t1\"",
                "label: \"Gold\"",
                "amount: 68000",
                "currency: \"CNY\""),
            // the colour is the plan's
            Set.of("onsale.catalog.v1.PriceTier.color")),
        new Way(
            "PerformanceAmendment",
            "{"
                + TIMES.substring(TIMES.indexOf("\"doorsAt"))
                + LIMITS
                + "\"seatMap\":\""
                + "cd".repeat(32)
                + "\","
                + TIERS
                + "}",
            OrganizerApi::amendment,
            List.of(
                "id: \"the-id\"",
                "doors_at {\n  seconds: 1809147600",
                "on_sale_from {\n  seconds: 1798776000",
                "on_sale_until {\n  seconds: 1809169200",
                "limit_per_buyer: 4",
                "limit_per_identity: 5",
                "hold_seconds: 601",
                "seat_map: \"" + "cd".repeat(32)),
            Set.of("onsale.catalog.v1.PriceTier.color")),
        new Way(
            "SeatMapRevision",
            "{\"changes\":[{\"attribute\":\"companion\",\"has\":true,\"seats\":[\"A-1\"]}]}",
            OrganizerApi::revision,
            List.of(
                "digest: \"the-digest\"",
                "attribute: \"companion\"",
                "has: true",
                "seats: \"A-1\""),
            Set.of()),
        new Way(
            "NewBlock",
            "{\"seats\":[\"c\"],\"blocked\":true}",
            ask -> OrganizerApi.block(ask, seats),
            List.of("performance_id: \"the-id\"", "seats: 2", "blocked: true"),
            Set.of()));
  }

  @TestFactory
  Collection<DynamicTest> handsOnEveryField() {
    List<DynamicTest> tests = new ArrayList<>();
    for (Way way : ways()) {
      tests.add(
          DynamicTest.dynamicTest(
              way.schema(),
              () -> {
                JsonNode body = body(way.full());
                assertThat(CONTRACT.schema(way.schema()).faults(body)).isEmpty();
                assertThat(names(body)).isEqualTo(CONTRACT.properties(way.schema()));
                Message message = way.message().apply(ask(body));
                assertThat(message.toString()).contains(way.expected());
                assertThat(Filled.unset(message))
                    .filteredOn(field -> !way.elsewhere().contains(field))
                    .isEmpty();
              }));
    }
    return tests;
  }

  @Test
  void asksForNamedSeatsByIndex() {
    var request =
        HoldsApi.request(
            ask(body("{\"seats\":[\"c\",\"a\"]}")), SeatMaps.seats(List.of("a", "b", "c")));
    assertThat(request.getPerformanceId()).isEqualTo("the-id");
    assertThat(request.getSeats().getIndicesList()).containsExactly(2, 0);
  }

  @Test
  void asksForTheBestWithAllWishes() {
    var request =
        HoldsApi.request(
            ask(
                body(
                    """
                    {"best":{"tier":"t1","count":2,"section":"S","attributes":["restricted-view","companion"]}}
                    """)),
            SeatMaps.seats(List.of()));
    assertThat(request.getBest().toString())
        .contains("tier: \"t1\"", "count: 2", "section: \"S\"", "RESTRICTED_VIEW", "COMPANION");
  }

  @Test
  void takesAbsurdCountsForWhatTheyAre() {
    assertThat(count("10000000000000")).isEqualTo(Integer.MAX_VALUE);
    assertThat(count("-10000000000000")).isEqualTo(Integer.MIN_VALUE);
    assertThat(count("-1")).isEqualTo(-1);
  }

  private static int count(String number) {
    return HoldsApi.request(
            ask(body("{\"best\":{\"tier\":\"t\",\"count\":" + number + "}}")),
            SeatMaps.seats(List.of()))
        .getBest()
        .getCount();
  }

  private static JsonNode body(String json) {
    return Json.read(json.getBytes(StandardCharsets.UTF_8));
  }

  private static Ask ask(JsonNode body) {
    return new Ask(
        Map.of("id", "the-id", "digest", "the-digest"),
        Map.of(),
        body,
        new byte[0],
        RequestHeaders.of(HttpMethod.POST, "/"));
  }

  private static Set<String> names(JsonNode json) {
    Set<String> names = new TreeSet<>();
    json.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
