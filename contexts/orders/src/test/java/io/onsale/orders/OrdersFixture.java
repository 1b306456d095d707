package io.onsale.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Message;
import io.onsale.contracts.common.v1.Money;
import io.onsale.contracts.delivery.v1.DeliveryMoved;
import io.onsale.contracts.delivery.v1.Status;
import io.onsale.contracts.gates.v1.TicketsIssued;
import io.onsale.contracts.orders.v1.Attendee;
import io.onsale.contracts.orders.v1.CancelOrderRequest;
import io.onsale.contracts.orders.v1.ExtendOrderRequest;
import io.onsale.contracts.orders.v1.GetOrderRequest;
import io.onsale.contracts.orders.v1.Order;
import io.onsale.contracts.orders.v1.OrdersServiceGrpc;
import io.onsale.contracts.orders.v1.OrdersServiceGrpc.OrdersServiceBlockingStub;
import io.onsale.contracts.orders.v1.PlaceOrderRequest;
import io.onsale.contracts.orders.v1.RefundOrderRequest;
import io.onsale.contracts.orders.v1.ReleaseHoldRequest;
import io.onsale.contracts.orders.v1.StartPaymentRequest;
import io.onsale.contracts.payments.v1.PaymentRefunded;
import io.onsale.contracts.payments.v1.PaymentSucceeded;
import io.onsale.contracts.reasons.v1.Reason;
import io.onsale.kit.access.Caller;
import io.onsale.kit.refusal.Refusals;
import io.onsale.kit.refusal.Refused;
import io.onsale.kit.testing.TestClock;
import io.onsale.kit.testing.TestContext;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Orders with their database and their events, and played peers: what the tests of this context
 * say.
 */
abstract class OrdersFixture {
  static final Caller ANN = Caller.buyer("0000000000b01");
  static final Caller BOB = Caller.buyer("0000000000b02");
  static final Caller HOUSE = Caller.organizer("0000000000h01", FakeInventory.ORGANIZER);
  static final Caller OTHER_HOUSE = Caller.organizer("0000000000h02", "0000000000a02");
  static final Duration SOON = Duration.ofSeconds(20);

  final TestClock clock = TestClock.at("2026-06-01T10:00:00Z");
  final FakeInventory inventory = new FakeInventory(clock);
  final FakePayments payments = new FakePayments();
  final FakeDelivery delivery = new FakeDelivery();

  @RegisterExtension
  final TestContext orders =
      TestContext.of(
              clock,
              kit ->
                  OrdersMain.create(
                      new OrdersConfig(kit.database(), 500, 600, Duration.ofMillis(20), 10),
                      kit.foundation()))
          .peer("inventory", inventory)
          .peer("payments", payments)
          .peer("delivery", delivery)
          .source("payments")
          .source("gates")
          .source("delivery");

  @BeforeEach
  void clear() {
    inventory.clear();
    payments.clear();
    delivery.clear();
  }

  Order confirmed(Caller buyer, int seat) {
    Order order = place(buyer, inventory.hold(id(buyer), 100, seat));
    succeed("pay", order, 100);
    issue(order);
    return get(buyer, order);
  }

  void expire(Order order) {
    clock.forward(FakeInventory.HOLD_TIME);
    awaitStatus(order, Order.Status.EXPIRED);
    orders.awaitEvents();
  }

  void awaitStatus(Order order, Order.Status status) {
    await().atMost(SOON).until(() -> get(ANN, order).getStatus() == status);
  }

  void succeed(String payment, Order order, long amount) {
    orders.tell(
        "payments",
        order.getId(),
        PaymentSucceeded.newBuilder()
            .setPaymentId(payment)
            .setOrderId(order.getId())
            .setAmount(cny(amount))
            .build());
  }

  void refunded(String payment, Order order, long amount) {
    orders.tell(
        "payments",
        order.getId(),
        PaymentRefunded.newBuilder()
            .setPaymentId(payment)
            .setOrderId(order.getId())
            .setAmount(cny(amount))
            .build());
  }

  void issue(Order order) {
    tickets(order, TicketsIssued.newBuilder().setOrderId(order.getId()).build());
  }

  void tickets(Order order, Message told) {
    orders.tell("gates", order.getId(), told);
  }

  Order place(Caller buyer, String hold) {
    return as(buyer).placeOrder(PlaceOrderRequest.newBuilder().setHoldId(hold).build());
  }

  Order get(Caller caller, Order order) {
    return as(caller).getOrder(GetOrderRequest.newBuilder().setId(order.getId()).build());
  }

  Order cancel(Caller caller, Order order) {
    return as(caller)
        .cancelOrder(CancelOrderRequest.newBuilder().setOrderId(order.getId()).build());
  }

  void release(Caller caller, String hold) {
    var _ = as(caller).releaseHold(ReleaseHoldRequest.newBuilder().setHoldId(hold).build());
  }

  Order extend(Caller caller, Order order) {
    return as(caller)
        .extendOrder(ExtendOrderRequest.newBuilder().setOrderId(order.getId()).build());
  }

  Order refund(Caller caller, Order order) {
    return as(caller)
        .refundOrder(RefundOrderRequest.newBuilder().setOrderId(order.getId()).build());
  }

  static StartPaymentRequest pay(Order order) {
    return StartPaymentRequest.newBuilder()
        .setOrderId(order.getId())
        .setProvider("sandbox")
        .build();
  }

  static DeliveryMoved moved(Order order, Status status) {
    return DeliveryMoved.newBuilder().setOrderId(order.getId()).setStatus(status).build();
  }

  static Attendee named(String name) {
    return Attendee.newBuilder().setName(name).build();
  }

  static Money cny(long amount) {
    return Money.newBuilder().setAmount(amount).setCurrency("CNY").build();
  }

  static String id(Caller caller) {
    return caller.accountId();
  }

  OrdersServiceBlockingStub as(Caller caller) {
    return OrdersServiceGrpc.newBlockingStub(orders.as(caller));
  }

  OrdersServiceBlockingStub as(Caller caller, String key) {
    return OrdersServiceGrpc.newBlockingStub(orders.as(caller, key));
  }

  static Refused assertRefused(Reason reason, ThrowingCallable call) {
    Refused refused = Refusals.of(catchThrowable(call)).orElseThrow();
    assertThat(refused.reason()).isEqualTo(reason);
    return refused;
  }
}
