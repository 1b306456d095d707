package io.onsale.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.onsale.contracts.access.v1.Role;
import io.onsale.contracts.accounts.v1.Account;
import io.onsale.contracts.accounts.v1.Session;
import io.onsale.contracts.accounts.v1.StaffMember;
import io.onsale.contracts.catalog.v1.Performance;
import io.onsale.contracts.catalog.v1.SeatMapSummary;
import io.onsale.contracts.catalog.v1.Show;
import io.onsale.contracts.delivery.v1.Delivery;
import io.onsale.contracts.gates.v1.Conflict;
import io.onsale.contracts.gates.v1.Manifest;
import io.onsale.contracts.gates.v1.ScanResult;
import io.onsale.contracts.gates.v1.Ticket;
import io.onsale.contracts.inventory.v1.Availability;
import io.onsale.contracts.inventory.v1.AvailabilityDelta;
import io.onsale.contracts.inventory.v1.Held;
import io.onsale.contracts.inventory.v1.HoldState;
import io.onsale.contracts.orders.v1.HoldPrice;
import io.onsale.contracts.orders.v1.Order;
import io.onsale.contracts.orders.v1.Sales;
import io.onsale.contracts.payments.v1.Payment;
import io.onsale.contracts.payments.v1.SandboxPayment;
import io.onsale.gateway.contract.Contract;
import io.onsale.gateway.peers.SeatMaps;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every field of an answer, from the message to JSON: none is lost, none is swapped, all is as the
 * contract says.
 */
class AnswerFieldsTest {
  private static final Contract CONTRACT = Contract.load();
  private static final String DIGEST = "ab".repeat(32);
  private static final List<String> SEATS =
      IntStream.range(0, 200).mapToObj(i -> "seat-" + i).toList();

  /**
   * @param silent fields of the message that the public API does not tell, and why they are not
   *     lost
   */
  private record Way<M extends Message>(
      String schema,
      M prototype,
      Function<M, ? extends JsonNode> json,
      Map<String, Object> fixed,
      Set<String> silent) {}

  private static List<Way<?>> ways() {
    var seats = SeatMaps.seats(SEATS);
    Map<String, Object> role = Map.of("role", Role.ROLE_GATE.getValueDescriptor());
    Map<String, Object> roles = Map.of("roles", Role.ROLE_GATE.getValueDescriptor());
    Map<String, Object> hold = Map.of("hold_id", "perf-1");
    return List.of(
        new Way<>("Account", Account.getDefaultInstance(), AccountsApi::json, roles, Set.of()),
        new Way<>("Session", Session.getDefaultInstance(), AccountsApi::json, roles, Set.of()),
        new Way<>(
            "StaffMember",
            StaffMember.getDefaultInstance(),
            AccountsApi::json,
            role,
            // the caller's own
            Set.of("organizer_id")),
        new Way<>(
            "Show",
            Show.getDefaultInstance(),
            ShowsApi::json,
            Map.of("seat_map", DIGEST),
            Set.of()),
        new Way<>(
            "Performance",
            Performance.getDefaultInstance(),
            ShowsApi::json,
            Map.of("seat_map", DIGEST),
            Set.of()),
        new Way<>(
            "SeatMapSummary",
            SeatMapSummary.getDefaultInstance(),
            OrganizerApi::json,
            Map.of("digest", DIGEST),
            Set.of()),
        new Way<>(
            "Availability",
            Availability.getDefaultInstance(),
            availability -> Json.read(AvailabilityApi.render(availability)),
            Map.of(
                "map_digest", ByteString.copyFrom(new byte[32]),
                "states", ByteString.copyFrom(new byte[] {1, 2, 3}),
                "chain_head", ByteString.copyFrom(new byte[32])),
            // the digests and the states are told in other letters; whose it is, is not told
            Set.of("map_digest", "states", "chain_head", "organizer_id")),
        new Way<>(
            "AvailabilityDelta",
            AvailabilityDelta.getDefaultInstance(),
            Deltas::json,
            Map.of("state", 2),
            Set.of()),
        new Way<>(
            "Hold",
            Held.getDefaultInstance(),
            held -> Json.read(HoldsApi.render(held, seats)),
            hold,
            // told when it is an order
            Set.of("tier", "price")),
        new Way<>(
            "HoldState",
            HoldState.getDefaultInstance(),
            state -> Json.read(HoldsApi.render(state, seats)),
            hold,
            // the performance is part of the hold's id; the buyer asks; the rest is told when it is
            // an order
            Set.of("tier", "price", "performance_id", "buyer_id", "organizer_id")),
        new Way<>("HoldPrice", HoldPrice.getDefaultInstance(), OrdersApi::json, Map.of(), Set.of()),
        new Way<>(
            "Order",
            Order.getDefaultInstance(),
            order -> OrdersApi.json(order, seats),
            Map.of(),
            // accounts are people: an organiser gets no way to number them
            // who asks; and it decides what the tickets' absence means
            Set.of("buyer_id", "tickets_under_way")),
        new Way<>("Payment", Payment.getDefaultInstance(), OrdersApi::json, Map.of(), Set.of()),
        new Way<>(
            "SandboxPayment",
            SandboxPayment.getDefaultInstance(),
            PaymentsApi::json,
            Map.of("status", "pending"),
            Set.of()),
        new Way<>(
            "Ticket",
            Ticket.getDefaultInstance(),
            ticket -> OrdersApi.json(ticket, seats),
            Map.of(),
            Set.of()),
        new Way<>(
            "Delivery",
            Delivery.getDefaultInstance(),
            OrdersApi::json,
            Map.of("country", "CN"),
            Set.of()),
        new Way<>(
            "ScanResult",
            ScanResult.getDefaultInstance(),
            result -> GatesApi.json(result, seats),
            Map.of(),
            Set.of("has_seat")),
        new Way<>(
            "Conflict",
            Conflict.getDefaultInstance(),
            conflict -> GatesApi.json(conflict, seats),
            Map.of(),
            Set.of()),
        new Way<>(
            "Manifest",
            Manifest.getDefaultInstance(),
            manifest -> GatesApi.json(manifest, seats),
            Map.of(),
            Set.of()));
  }

  @TestFactory
  Collection<DynamicTest> tellsEveryFieldAsTheContractSays() {
    List<DynamicTest> tests = new ArrayList<>();
    for (Way<?> way : ways()) {
      tests.add(DynamicTest.dynamicTest(way.schema(), () -> check(way)));
    }
    return tests;
  }

  private static <M extends Message> void check(Way<M> way) {
    M full = new Filled(way.fixed()).message(way.prototype());
    JsonNode json = way.json().apply(full);

    assertThat(CONTRACT.schema(way.schema()).faults(json)).isEmpty();
    assertThat(names(json))
        .as("every property that the contract has")
        .containsAll(CONTRACT.properties(way.schema()));

    String text = json.toString().toLowerCase(Locale.ROOT);
    M heard = without(full, way.silent());
    assertThat(Filled.leaves(heard).stream().map(AnswerFieldsTest::asWritten))
        .allSatisfy(leaf -> assertThat(text).contains(leaf));
  }

  @SuppressWarnings("unchecked") // the builder of an M builds an M
  private static <M extends Message> M without(M message, Set<String> silent) {
    Message.Builder builder = message.toBuilder();
    message
        .getAllFields()
        .forEach((field, value) -> {
          if (silent.contains(field.getName())) {
            builder.clearField(field);
          } else if (value instanceof Message inner && field.isRepeated() == false) {
            builder.setField(field, without(inner, silent));
          } else if (value instanceof List<?> many) {
            for (int i = 0; i < many.size(); i++) {
              if (many.get(i) instanceof Message inner) {
                builder.setRepeatedField(field, i, without(inner, silent));
              }
            }
          }
        });
    return (M) builder.build();
  }

  /**
   * How a value stands in JSON: seats by id elsewhere checked by number, roles and words in lower
   * case.
   */
  private static String asWritten(String leaf) {
    String text = leaf.toLowerCase(Locale.ROOT);
    return text.startsWith("role_") ? text.substring("role_".length()) : text;
  }

  private static Set<String> names(JsonNode json) {
    Set<String> names = new TreeSet<>();
    json.fieldNames().forEachRemaining(names::add);
    return names;
  }

  @org.junit.jupiter.api.Test
  void tellsAReportWithItsCountsAndRevenue() {
    Availability now =
        new Filled(Map.of("chain_head", ByteString.copyFrom(new byte[32])))
            .message(Availability.getDefaultInstance());
    Sales sales = new Filled(Map.of()).message(Sales.getDefaultInstance());
    Performance performance =
        new Filled(Map.of("seat_map", DIGEST)).message(Performance.getDefaultInstance());

    JsonNode report = OrganizerApi.report(performance, now, sales);

    assertThat(CONTRACT.schema("Report").faults(report)).isEmpty();
    assertThat(names(report)).isEqualTo(CONTRACT.properties("Report"));
    assertThat(report.path("orders").asInt()).isEqualTo(sales.getOrders());
    assertThat(report.path("revenue").path("amount").asLong())
        .isEqualTo(sales.getRevenue().getAmount());
    assertThat(report.path("blocked").asInt()).isEqualTo(now.getTotal().getBlocked());
    assertThat(
            OrganizerApi.report(performance, now, Sales.getDefaultInstance())
                .path("revenue")
                .path("currency")
                .asText())
        .isEqualTo("CNY");
  }
}
