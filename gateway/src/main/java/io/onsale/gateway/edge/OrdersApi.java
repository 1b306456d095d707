package io.onsale.gateway.edge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import io.grpc.StatusRuntimeException;
import io.onsale.contracts.delivery.v1.Address;
import io.onsale.contracts.delivery.v1.Delivery;
import io.onsale.contracts.delivery.v1.DeliveryServiceGrpc.DeliveryServiceBlockingStub;
import io.onsale.contracts.delivery.v1.GetDeliveryRequest;
import io.onsale.contracts.delivery.v1.Method;
import io.onsale.contracts.delivery.v1.Status;
import io.onsale.contracts.delivery.v1.UpdateDeliveryRequest;
import io.onsale.contracts.gates.v1.GatesServiceGrpc.GatesServiceBlockingStub;
import io.onsale.contracts.gates.v1.ListTicketsRequest;
import io.onsale.contracts.gates.v1.ListTicketsResponse;
import io.onsale.contracts.gates.v1.Ticket;
import io.onsale.contracts.orders.v1.Attendee;
import io.onsale.contracts.orders.v1.CancelOrderRequest;
import io.onsale.contracts.orders.v1.DeliveryWish;
import io.onsale.contracts.orders.v1.ExtendOrderRequest;
import io.onsale.contracts.orders.v1.GetOrderRequest;
import io.onsale.contracts.orders.v1.HoldPrice;
import io.onsale.contracts.orders.v1.Line;
import io.onsale.contracts.orders.v1.ListOrdersRequest;
import io.onsale.contracts.orders.v1.ListOrdersResponse;
import io.onsale.contracts.orders.v1.Order;
import io.onsale.contracts.orders.v1.OrderSeat;
import io.onsale.contracts.orders.v1.OrdersServiceGrpc.OrdersServiceBlockingStub;
import io.onsale.contracts.orders.v1.PlaceOrderRequest;
import io.onsale.contracts.orders.v1.PriceHoldRequest;
import io.onsale.contracts.orders.v1.RefundOrderRequest;
import io.onsale.contracts.orders.v1.StartPaymentRequest;
import io.onsale.contracts.payments.v1.Payment;
import io.onsale.contracts.reasons.v1.Reason;
import io.onsale.gateway.peers.SeatIds;
import io.onsale.gateway.peers.SeatMaps;
import io.onsale.kit.chain.Calls;
import io.onsale.kit.refusal.Refusals;
import io.onsale.kit.refusal.Refused;
import java.util.Locale;

/** A buyer's orders, their payments, tickets and delivery. */
final class OrdersApi {
  private final OrdersServiceBlockingStub orders;
  private final GatesServiceBlockingStub gates;
  private final DeliveryServiceBlockingStub deliveries;
  private final SeatMaps seatMaps;

  OrdersApi(
      OrdersServiceBlockingStub orders,
      GatesServiceBlockingStub gates,
      DeliveryServiceBlockingStub deliveries,
      SeatMaps seatMaps) {
    this.orders = orders;
    this.gates = gates;
    this.deliveries = deliveries;
    this.seatMaps = seatMaps;
  }

  void bind(Handlers handlers) {
    handlers.waiting("placeOrder", ask -> Json.created(told(orders.placeOrder(placeOrder(ask)))));
    handlers.waiting(
        "priceHold",
        ask ->
            Json.ok(
                json(orders.priceHold(PriceHoldRequest.newBuilder().setHoldId(ask.id()).build()))));
    handlers.waiting("listOrders", this::listOrders);
    handlers.waiting("getOrder", ask -> Json.ok(told(order(ask.id()))));
    handlers.waiting(
        "startPayment", ask -> Json.created(json(orders.startPayment(startPayment(ask)))));
    handlers.waiting(
        "cancelOrder",
        ask ->
            Json.ok(
                told(
                    orders.cancelOrder(
                        CancelOrderRequest.newBuilder().setOrderId(ask.id()).build()))));
    handlers.waiting(
        "extendOrder",
        ask ->
            Json.ok(
                told(
                    orders.extendOrder(
                        ExtendOrderRequest.newBuilder().setOrderId(ask.id()).build()))));
    handlers.waiting(
        "refundOrder",
        ask ->
            Json.answer(
                HttpStatus.ACCEPTED,
                told(
                    orders.refundOrder(
                        RefundOrderRequest.newBuilder().setOrderId(ask.id()).build()))));
    handlers.waiting("listTickets", this::listTickets);
    handlers.waiting(
        "getDelivery",
        ask ->
            Json.ok(
                json(
                    deliveries.getDelivery(
                        GetDeliveryRequest.newBuilder().setOrderId(ask.id()).build()))));
    handlers.waiting(
        "updateDelivery", ask -> Json.ok(json(deliveries.updateDelivery(updateDelivery(ask)))));
  }

  /** A page of orders as the API tells them. */
  ObjectNode page(ListOrdersResponse page) {
    return Json.page(page.getItemsList(), page.getNextCursor(), this::told);
  }

  private Order order(String id) {
    return orders.getOrder(GetOrderRequest.newBuilder().setId(id).build());
  }

  private HttpResponse listOrders(Ask ask) {
    return Json.ok(
        page(orders.listOrders(ListOrdersRequest.newBuilder().setPage(Json.page(ask)).build())));
  }

  private HttpResponse listTickets(Ask ask) {
    return Json.ok(
        Json.page(
            tickets(ask.id()).getItemsList(),
            "",
            ticket -> json(ticket, seatMaps.seatsOf(ticket.getPerformanceId()))));
  }

  /** Where the gates know none, the order tells why there are none. */
  private ListTicketsResponse tickets(String order) {
    ListTicketsRequest request = ListTicketsRequest.newBuilder().setOrderId(order).build();
    try {
      return gates.listTickets(request);
    } catch (StatusRuntimeException none) {
      if (Refusals.of(none).filter(why -> why.reason() == Reason.NOT_FOUND).isEmpty()) {
        throw none;
      }
      Order own = order(order);
      if (!own.getBuyerId().equals(Calls.caller().accountId())) {
        // Its organiser may see the order; the tickets are the buyer's alone.
        throw none;
      }
      return switch (own.getStatus()) {
        // They came in between.
        case CONFIRMED -> gates.listTickets(request);
        case AWAITING_PAYMENT -> throw notReady(own);
        case EXPIRED, CANCELLED, REFUNDING, REFUNDED ->
            throw new Refused(
                    Reason.ORDER_STATE, "The order has ended, and it has no tickets. Buy again.")
                .with("orderStatus", own.getStatus().name());
        case STATUS_UNSPECIFIED, UNRECOGNIZED -> throw none;
      };
    }
  }

  private static Refused notReady(Order order) {
    Refused refused =
        new Refused(
                Reason.TICKETS_NOT_READY,
                order.getTicketsUnderWay()
                    ? "The order is paid, and its tickets are being issued. Ask again in a moment."
                    : "The order is not paid yet. Pay it, and its tickets come.")
            .with("orderStatus", order.getStatus().name());
    return order.getTicketsUnderWay() ? refused.with("retryAfter", 1) : refused;
  }

  private ObjectNode told(Order order) {
    return json(order, seatMaps.seatsOf(order.getPerformanceId()));
  }

  static PlaceOrderRequest placeOrder(Ask ask) {
    PlaceOrderRequest.Builder request =
        PlaceOrderRequest.newBuilder()
            .setHoldId(ask.text("holdId"))
            .setSubstitute(ask.body().path("substitute").asBoolean(false));
    ask.body()
        .path("attendees")
        .forEach(
            one -> request.addAttendees(Attendee.newBuilder().setName(one.path("name").asText())));
    JsonNode delivery = ask.body().path("delivery");
    if (delivery.isObject()) {
      DeliveryWish.Builder wish =
          DeliveryWish.newBuilder()
              .setMethod(Method.valueOf(delivery.path("method").asText().toUpperCase(Locale.ROOT)));
      if (delivery.path("address").isObject()) {
        wish.setAddress(address(delivery.path("address")));
      }
      request.setDelivery(wish);
    }
    return request.build();
  }

  private static Address address(JsonNode address) {
    return Address.newBuilder()
        .setRecipient(address.path("recipient").asText())
        .setPhone(address.path("phone").asText(""))
        .addAllLines(Ask.texts(address.path("lines")))
        .setCity(address.path("city").asText())
        .setPostalCode(address.path("postalCode").asText(""))
        .setCountry(address.path("country").asText())
        .build();
  }

  static StartPaymentRequest startPayment(Ask ask) {
    return StartPaymentRequest.newBuilder()
        .setOrderId(ask.id())
        .setProvider(ask.text("provider"))
        .build();
  }

  static UpdateDeliveryRequest updateDelivery(Ask ask) {
    return UpdateDeliveryRequest.newBuilder()
        .setOrderId(ask.id())
        .setStatus(Status.valueOf(ask.text("status")))
        .setTrackingNumber(ask.text("trackingNumber"))
        .build();
  }

  static ObjectNode json(Order order, SeatIds seats) {
    ObjectNode json =
        Json.object()
            .put("id", order.getId())
            .put("status", order.getStatus().name())
            .put("holdId", order.getHoldId())
            .put("performanceId", order.getPerformanceId())
            .put("organizerId", order.getOrganizerId());
    json.set("total", Json.money(order.getTotal()));
    json.set("seats", Json.array(order.getSeatsList(), seat -> json(seat, seats)));
    json.set("lines", Json.array(order.getLinesList(), OrdersApi::json));
    json.put("createdAt", Json.time(order.getCreatedAt()))
        .put("expiresAt", Json.time(order.getExpiresAt()))
        .put("substitute", order.getSubstitute())
        .put("extensionUsed", order.getExtensionUsed());
    json.putObject("delivery")
        .put("method", order.getDeliveryMethod().name().toLowerCase(Locale.ROOT))
        .put("status", order.getDeliveryStatus().name());
    return json;
  }

  static ObjectNode json(HoldPrice price) {
    ObjectNode json = Json.object();
    json.set("total", Json.money(price.getTotal()));
    json.set("lines", Json.array(price.getLinesList(), OrdersApi::json));
    return json;
  }

  private static ObjectNode json(Line line) {
    ObjectNode json = Json.object().put("kind", line.getKind().name().toLowerCase(Locale.ROOT));
    json.set("amount", Json.money(line.getAmount()));
    return json;
  }

  private static ObjectNode json(OrderSeat seat, SeatIds seats) {
    ObjectNode json =
        Json.object().put("seat", seats.id(seat.getIndex())).put("tier", seat.getTier());
    json.set("price", Json.money(seat.getPrice()));
    return json.put("attendee", Json.orNull(seat.getAttendee()));
  }

  static ObjectNode json(Payment payment) {
    ObjectNode json =
        Json.object()
            .put("id", payment.getId())
            .put("orderId", payment.getOrderId())
            .put("provider", payment.getProvider())
            .put("status", payment.getStatus().name());
    json.set("amount", Json.money(payment.getAmount()));
    return json.put("redirectUrl", payment.getRedirectUrl());
  }

  static ObjectNode json(Ticket ticket, SeatIds seats) {
    return Json.object()
        .put("id", ticket.getId())
        .put("performanceId", ticket.getPerformanceId())
        .put("seat", seats.id(ticket.getSeatIndex()))
        .put("status", ticket.getStatus().name())
        .put("attendee", Json.orNull(ticket.getAttendee()))
        .put("code", ticket.getCode())
        .put("codeValidUntil", Json.time(ticket.getCodeValidUntil()))
        .put("pass", ticket.getPass())
        .put("secret", ticket.getSecret())
        .put("stepSeconds", ticket.getStepSeconds());
  }

  static ObjectNode json(Delivery delivery) {
    ObjectNode json =
        Json.object()
            .put("orderId", delivery.getOrderId())
            .put("method", delivery.getMethod().name().toLowerCase(Locale.ROOT))
            .put("status", delivery.getStatus().name());
    if (delivery.hasAddress()) {
      Address address = delivery.getAddress();
      ObjectNode to = json.putObject("address").put("recipient", address.getRecipient());
      if (!address.getPhone().isEmpty()) {
        to.put("phone", address.getPhone());
      }
      to.set("lines", Json.texts(address.getLinesList()));
      to.put("city", address.getCity());
      if (!address.getPostalCode().isEmpty()) {
        to.put("postalCode", address.getPostalCode());
      }
      to.put("country", address.getCountry());
    } else {
      json.putNull("address");
    }
    return json.put("trackingNumber", Json.orNull(delivery.getTrackingNumber()))
        .put("updatedAt", Json.time(delivery.getUpdatedAt()));
  }
}
