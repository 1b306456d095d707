package io.onsale.orders.store;

import io.onsale.orders.model.Deadline;
import io.onsale.orders.model.DeliveryMethod;
import io.onsale.orders.model.DeliveryStatus;
import io.onsale.orders.model.Money;
import io.onsale.orders.model.Order;
import io.onsale.orders.model.OrderSeat;
import io.onsale.orders.model.PriceLines;
import io.onsale.orders.model.Seating;
import io.onsale.orders.model.State;
import io.onsale.orders.model.Terms;
import io.onsale.orders.store.schema.tables.records.OrderSeatsRecord;
import io.onsale.orders.store.schema.tables.records.OrdersRecord;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An order as rows, and back. The names of states are in the database for good. */
final class Rows {
  static final String AWAITING_PAYMENT = "AWAITING_PAYMENT";
  static final String CONFIRMED = "CONFIRMED";
  private static final String FUNDED = "FUNDED";
  private static final String PAID = "PAID";
  private static final String EXPIRED = "EXPIRED";
  private static final String CANCELLED = "CANCELLED";
  private static final String REFUND_REQUESTED = "REFUND_REQUESTED";
  private static final String PAYING_BACK = "PAYING_BACK";
  private static final String REFUNDED = "REFUNDED";

  private Rows() {}

  static OrdersRecord write(Order order) {
    Terms terms = order.terms();
    OrdersRecord row = new OrdersRecord();
    row.setId(terms.id());
    row.setRevision(order.revision());
    row.setHoldId(terms.hold());
    row.setSeatedBy(order.seating().hold());
    row.setPerformanceId(terms.performance());
    row.setBuyerId(terms.buyer());
    row.setOrganizerId(terms.organizer());
    row.setCurrency(terms.total().currency());
    row.setTotal(terms.total().amount());
    row.setFace(terms.lines().face().amount());
    row.setFee(terms.lines().fee().amount());
    row.setTax(terms.lines().tax().amount());
    row.setSubstitute(terms.substitute());
    row.setDeliveryMethod(terms.delivery().name());
    row.setDeliveryStatus(order.delivery().name());
    row.setPlacedAt(terms.placedAt().toEpochMilli());
    row.setExpiresAt(order.deadline().at().toEpochMilli());
    row.setExtended(order.deadline().extended());
    row.setState(name(order.state()));
    row.setPaymentId(order.state().payment());
    row.setAdmitted(order.state() instanceof State.Confirmed confirmed && confirmed.admitted());
    row.setByOrganizer(
        order.state() instanceof State.RefundRequested requested && requested.byOrganizer());
    return row;
  }

  static Order read(OrdersRecord row, Seating seating) {
    String currency = row.getCurrency();
    Terms terms =
        new Terms(
            row.getId(),
            row.getHoldId(),
            row.getPerformanceId(),
            row.getBuyerId(),
            row.getOrganizerId(),
            new Money(row.getTotal(), currency),
            new PriceLines(
                new Money(row.getFace(), currency),
                new Money(row.getFee(), currency),
                new Money(row.getTax(), currency)),
            row.getSubstitute(),
            DeliveryMethod.valueOf(row.getDeliveryMethod()),
            Instant.ofEpochMilli(row.getPlacedAt()));
    return new Order(
        terms,
        seating,
        new Deadline(Instant.ofEpochMilli(row.getExpiresAt()), row.getExtended()),
        DeliveryStatus.valueOf(row.getDeliveryStatus()),
        state(row),
        row.getRevision());
  }

  static OrderSeatsRecord write(String order, int place, OrderSeat seat) {
    OrderSeatsRecord row = new OrderSeatsRecord();
    row.setOrderId(order);
    row.setPlace(place);
    row.setSeatIndex(seat.index());
    row.setTier(seat.tier());
    row.setPrice(seat.price());
    row.setAttendee(seat.attendee());
    return row;
  }

  static OrderSeat read(OrderSeatsRecord row) {
    return new OrderSeat(row.getSeatIndex(), row.getTier(), row.getPrice(), row.getAttendee());
  }

  private static String name(State state) {
    return switch (state) {
      case State.AwaitingPayment _ -> AWAITING_PAYMENT;
      case State.Funded _ -> FUNDED;
      case State.Paid _ -> PAID;
      case State.Confirmed _ -> CONFIRMED;
      case State.RefundRequested _ -> REFUND_REQUESTED;
      case State.PayingBack _ -> PAYING_BACK;
      case State.Refunded _ -> REFUNDED;
      case State.Expired _ -> EXPIRED;
      case State.Cancelled _ -> CANCELLED;
    };
  }

  private static State state(OrdersRecord row) {
    @Nullable String payment = row.getPaymentId();
    return switch (row.getState()) {
      case AWAITING_PAYMENT -> new State.AwaitingPayment();
      case FUNDED -> new State.Funded(payment);
      case PAID -> new State.Paid(payment);
      case CONFIRMED -> new State.Confirmed(payment, row.getAdmitted());
      case REFUND_REQUESTED -> new State.RefundRequested(payment, row.getByOrganizer());
      case PAYING_BACK -> new State.PayingBack(row.getPaymentId());
      case REFUNDED -> new State.Refunded(payment);
      case EXPIRED -> new State.Expired();
      case CANCELLED -> new State.Cancelled();
      default -> throw new IllegalStateException("order " + row.getId() + " is " + row.getState());
    };
  }
}
