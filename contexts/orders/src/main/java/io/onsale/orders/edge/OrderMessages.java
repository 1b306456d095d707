package io.onsale.orders.edge;

import io.onsale.contracts.delivery.v1.Method;
import io.onsale.contracts.orders.v1.HoldPrice;
import io.onsale.contracts.orders.v1.Line;
import io.onsale.contracts.orders.v1.Order.Status;
import io.onsale.contracts.orders.v1.OrderSeat;
import io.onsale.contracts.payments.v1.Payment;
import io.onsale.kit.wire.Timestamps;
import io.onsale.orders.flow.Payments.Opening;
import io.onsale.orders.flow.PlaceOrder;
import io.onsale.orders.model.DeliveryMethod;
import io.onsale.orders.model.DeliveryStatus;
import io.onsale.orders.model.Money;
import io.onsale.orders.model.Order;
import io.onsale.orders.model.PriceLines;
import io.onsale.orders.model.Terms;
import java.util.List;

/** Orders as messages. */
final class OrderMessages {
  private OrderMessages() {}

  static io.onsale.contracts.orders.v1.Order of(Order order) {
    Terms terms = order.terms();
    var message =
        io.onsale.contracts.orders.v1.Order.newBuilder()
            .setId(terms.id())
            .setHoldId(terms.hold())
            .setPerformanceId(terms.performance())
            .setBuyerId(terms.buyer())
            .setOrganizerId(terms.organizer())
            .setStatus(status(order.status()))
            .setTotal(money(terms.total()))
            .addAllLines(lines(terms.lines()))
            .setCreatedAt(Timestamps.of(terms.placedAt()))
            .setExpiresAt(Timestamps.of(order.deadline().at()))
            .setSubstitute(terms.substitute())
            .setDeliveryMethod(method(terms.delivery()))
            .setDeliveryStatus(status(order.delivery()))
            .setExtensionUsed(order.deadline().extended())
            .setTicketsUnderWay(order.waitsForTickets());
    for (var seat : order.seating().seats()) {
      message.addSeats(
          OrderSeat.newBuilder()
              .setIndex(seat.index())
              .setTier(seat.tier())
              .setPrice(money(new Money(seat.price(), terms.total().currency())))
              .setAttendee(seat.attendee()));
    }
    return message.build();
  }

  static HoldPrice of(PlaceOrder.Price price) {
    return HoldPrice.newBuilder()
        .setTotal(money(price.total()))
        .addAllLines(lines(price.lines()))
        .build();
  }

  private static List<Line> lines(PriceLines lines) {
    return List.of(
        line(Line.Kind.FACE, lines.face()),
        line(Line.Kind.FEE, lines.fee()),
        line(Line.Kind.TAX, lines.tax()));
  }

  /** The order without what its buyer said of people. */
  static io.onsale.contracts.orders.v1.Order withoutNames(Order order) {
    var message = of(order).toBuilder();
    message.getSeatsBuilderList().forEach(OrderSeat.Builder::clearAttendee);
    return message.build();
  }

  static Payment of(Opening.Opened opened) {
    return Payment.newBuilder()
        .setId(opened.payment())
        .setOrderId(opened.order())
        .setProvider(opened.provider())
        .setAmount(money(opened.amount()))
        .setStatus(Payment.Status.PENDING)
        .setRedirectUrl(opened.redirectUrl())
        .build();
  }

  static io.onsale.contracts.common.v1.Money money(Money money) {
    return io.onsale.contracts.common.v1.Money.newBuilder()
        .setAmount(money.amount())
        .setCurrency(money.currency())
        .build();
  }

  private static Line line(Line.Kind kind, Money amount) {
    return Line.newBuilder().setKind(kind).setAmount(money(amount)).build();
  }

  private static Status status(io.onsale.orders.model.Status status) {
    return switch (status) {
      case AWAITING_PAYMENT -> Status.AWAITING_PAYMENT;
      case CONFIRMED -> Status.CONFIRMED;
      case EXPIRED -> Status.EXPIRED;
      case CANCELLED -> Status.CANCELLED;
      case REFUNDING -> Status.REFUNDING;
      case REFUNDED -> Status.REFUNDED;
    };
  }

  private static Method method(DeliveryMethod method) {
    return switch (method) {
      case MOBILE -> Method.MOBILE;
      case COURIER -> Method.COURIER;
    };
  }

  private static io.onsale.contracts.delivery.v1.Status status(DeliveryStatus status) {
    return switch (status) {
      case PLANNED -> io.onsale.contracts.delivery.v1.Status.PLANNED;
      case PREPARING -> io.onsale.contracts.delivery.v1.Status.PREPARING;
      case PACKED -> io.onsale.contracts.delivery.v1.Status.PACKED;
      case SENT -> io.onsale.contracts.delivery.v1.Status.SENT;
      case DELIVERED -> io.onsale.contracts.delivery.v1.Status.DELIVERED;
      case CANCELLED -> io.onsale.contracts.delivery.v1.Status.CANCELLED;
    };
  }
}
