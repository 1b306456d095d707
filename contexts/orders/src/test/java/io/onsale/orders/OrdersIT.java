package io.onsale.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Message;
import io.grpc.StatusRuntimeException;
import io.onsale.contracts.common.v1.Money;
import io.onsale.contracts.common.v1.Page;
import io.onsale.contracts.delivery.v1.DeliveryMoved;
import io.onsale.contracts.delivery.v1.Method;
import io.onsale.contracts.delivery.v1.Status;
import io.onsale.contracts.gates.v1.TicketAdmitted;
import io.onsale.contracts.gates.v1.TicketsIssued;
import io.onsale.contracts.gates.v1.TicketsVoidRefused;
import io.onsale.contracts.gates.v1.TicketsVoided;
import io.onsale.contracts.inventory.v1.HoldState;
import io.onsale.contracts.orders.v1.Attendee;
import io.onsale.contracts.orders.v1.CancelOrderRequest;
import io.onsale.contracts.orders.v1.DeliveryWish;
import io.onsale.contracts.orders.v1.ExtendOrderRequest;
import io.onsale.contracts.orders.v1.GetOrderRequest;
import io.onsale.contracts.orders.v1.GetSalesRequest;
import io.onsale.contracts.orders.v1.ListOrdersRequest;
import io.onsale.contracts.orders.v1.ListPerformanceOrdersRequest;
import io.onsale.contracts.orders.v1.Order;
import io.onsale.contracts.orders.v1.OrderCancelled;
import io.onsale.contracts.orders.v1.OrderConfirmed;
import io.onsale.contracts.orders.v1.OrderExpired;
import io.onsale.contracts.orders.v1.OrderPaid;
import io.onsale.contracts.orders.v1.OrderPlaced;
import io.onsale.contracts.orders.v1.OrderRefundRequested;
import io.onsale.contracts.orders.v1.OrderRefunded;
import io.onsale.contracts.orders.v1.OrdersServiceGrpc;
import io.onsale.contracts.orders.v1.OrdersServiceGrpc.OrdersServiceBlockingStub;
import io.onsale.contracts.orders.v1.PlaceOrderRequest;
import io.onsale.contracts.orders.v1.RefundOrderRequest;
import io.onsale.contracts.orders.v1.ReleaseHoldRequest;
import io.onsale.contracts.orders.v1.StartPaymentRequest;
import io.onsale.contracts.payments.v1.Payment;
import io.onsale.contracts.payments.v1.PaymentRefunded;
import io.onsale.contracts.payments.v1.PaymentSucceeded;
import io.onsale.contracts.reasons.v1.Reason;
import io.onsale.kit.access.Caller;
import io.onsale.kit.refusal.Fault;
import io.onsale.kit.refusal.Refusals;
import io.onsale.kit.refusal.Refused;
import io.onsale.kit.testing.TestClock;
import io.onsale.kit.testing.TestContext;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The whole context: its calls, its database, its events. */
class OrdersIT {
  private static final Caller ANN = Caller.buyer("0000000000b01");
  private static final Caller BOB = Caller.buyer("0000000000b02");
  private static final Caller HOUSE = Caller.organizer("0000000000h01", FakeInventory.ORGANIZER);
  private static final Caller OTHER_HOUSE = Caller.organizer("0000000000h02", "0000000000a02");
  private static final Duration SOON = Duration.ofSeconds(20);

  private final TestClock clock = TestClock.at("2026-06-01T10:00:00Z");
  private final FakeInventory inventory = new FakeInventory(clock);
  private final FakePayments payments = new FakePayments();
  private final FakeDelivery delivery = new FakeDelivery();

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

  @Test
  void takesOrderFromHoldToTickets() {
    Order placed = place(ANN, inventory.hold(id(ANN), 34_000, 1, 2));
    assertThat(placed.getStatus()).isEqualTo(Order.Status.AWAITING_PAYMENT);
    assertThat(placed.getTotal()).isEqualTo(cny(68_000));
    assertThat(placed.getLinesList().stream().map(line -> line.getAmount().getAmount()))
        .containsExactly(60_520L, 3_400L, 4_080L);
    Payment payment = as(ANN).startPayment(pay(placed));
    assertThat(payment.getRedirectUrl()).isEqualTo("http://pay.example/0");

    succeed(payment.getId(), placed, 68_000);
    assertThat(get(ANN, placed).getStatus()).isEqualTo(Order.Status.AWAITING_PAYMENT);
    assertThat(inventory.status(placed.getHoldId())).isEqualTo(HoldState.Status.SOLD);
    assertThat(orders.published(OrderPaid.getDefaultInstance())).hasSize(1);

    issue(placed);
    Order confirmed = get(ANN, placed);
    assertThat(confirmed.getStatus()).isEqualTo(Order.Status.CONFIRMED);
    assertThat(confirmed.getDeliveryStatus()).isEqualTo(Status.DELIVERED);
    assertThat(orders.published(OrderConfirmed.getDefaultInstance()))
        .extracting(event -> event.getOrder().getStatus())
        .containsExactly(Order.Status.CONFIRMED);
  }

  @Test
  void ordersHoldOnceAndAnswersSameRequestTheSame() {
    String hold = inventory.hold(id(ANN), 100, 1);
    PlaceOrderRequest request = PlaceOrderRequest.newBuilder().setHoldId(hold).build();
    Order first = as(ANN, "key-1").placeOrder(request);
    assertThat(as(ANN, "key-1").placeOrder(request)).isEqualTo(first);
    assertRefused(
        Reason.IDEMPOTENCY_KEY_REUSED,
        () -> as(ANN, "key-1").placeOrder(request.toBuilder().setSubstitute(true).build()));
    Refused second =
        assertRefused(Reason.HOLD_ALREADY_ORDERED, () -> as(ANN, "key-2").placeOrder(request));
    assertThat(second.facts()).containsEntry("orderId", first.getId());
    assertThat(orders.published(OrderPlaced.getDefaultInstance())).hasSize(1);
    assertThat(delivery.count(Status.PLANNED)).isEqualTo(1);
  }

  @Test
  void manyWhoOrderTheSameHoldAtOnceGetOneOrder() throws Exception {
    String hold = inventory.hold(id(ANN), 100, 1);
    PlaceOrderRequest request = PlaceOrderRequest.newBuilder().setHoldId(hold).build();
    var placed = new ConcurrentLinkedQueue<String>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Boolean>> tries =
          IntStream.range(0, 8)
              .<Callable<Boolean>>mapToObj(i ->
                  () -> {
                    try {
                      return placed.add(as(ANN, "key-" + i).placeOrder(request).getId());
                    } catch (StatusRuntimeException e) {
                      return Refusals.of(e).orElseThrow().reason() == Reason.HOLD_ALREADY_ORDERED;
                    }
                  })
              .toList();
      for (var result : threads.invokeAll(tries)) {
        assertThat(result.get()).isTrue();
      }
    }
    assertThat(placed).hasSize(1);
    // What the others had planned is taken back.
    assertThat(delivery.count(Status.PLANNED)).isEqualTo(1);
  }

  @Test
  void keepsTheHoldOfAnUnpaidOrderUntilThatIsCancelled() {
    Order order = place(ANN, inventory.hold(id(ANN), 100, 1));
    Refused refused =
        assertRefused(Reason.HOLD_ALREADY_ORDERED, () -> release(ANN, order.getHoldId()));
    assertThat(refused.facts()).containsEntry("orderId", order.getId());
    assertThat(refused.httpStatus()).isEqualTo(409);
    assertThat(inventory.status(order.getHoldId())).isEqualTo(HoldState.Status.LIVE);
    cancel(ANN, order);
    assertRefused(Reason.HOLD_ENDED, () -> release(ANN, order.getHoldId()));
    Order sold = confirmed(ANN, 2);
    assertRefused(Reason.HOLD_ENDED, () -> release(ANN, sold.getHoldId()));
    assertThat(inventory.status(sold.getHoldId())).isEqualTo(HoldState.Status.SOLD);
  }

  @Test
  void givesBackAHoldThatIsNotOrderedToItsBuyerAlone() {
    String hold = inventory.hold(id(ANN), 100, 1);
    assertRefused(Reason.NOT_FOUND, () -> release(BOB, hold));
    assertRefused(Reason.SIGN_IN_REQUIRED, () -> release(Caller.nobody(), hold));
    release(ANN, hold);
    assertThat(inventory.status(hold)).isEqualTo(HoldState.Status.RELEASED);
    // Of another's order nothing is told.
    Order order = place(ANN, inventory.hold(id(ANN), 100, 2));
    assertRefused(Reason.NOT_FOUND, () -> release(BOB, order.getHoldId()));
  }

  @Test
  void takesBackTheDeliveryOfAnOrderThatWasCutOff() {
    delivery.losesAnswers = true;
    assertRefused(Reason.UNAVAILABLE, () -> place(ANN, inventory.hold(id(ANN), 100, 1)));
    assertThat(delivery.count(Status.PLANNED)).isEqualTo(1);
    clock.forward(Duration.ofMinutes(11));
    await().atMost(SOON).until(() -> delivery.count(Status.CANCELLED) == 1);
  }

  @Test
  void answersTheSamePaymentToTheSameWish() {
    Order order = place(ANN, inventory.hold(id(ANN), 100, 1));
    Payment first = as(ANN, "key-1").startPayment(pay(order));
    payments.clear();
    // Payments would open another now; the first answer stands.
    assertThat(as(ANN, "key-1").startPayment(pay(order))).isEqualTo(first);
    assertThat(payments.payments).isEmpty();
    assertRefused(
        Reason.IDEMPOTENCY_KEY_REUSED,
        () -> as(ANN, "key-1").startPayment(pay(order).toBuilder().setProvider("gold").build()));
    Order other = place(ANN, inventory.hold(id(ANN), 100, 2));
    assertRefused(Reason.IDEMPOTENCY_KEY_REUSED, () -> as(ANN, "key-1").startPayment(pay(other)));
    // The key is Ann's.
    Order bobs = place(BOB, inventory.hold(id(BOB), 100, 3));
    assertThat(as(BOB, "key-1").startPayment(pay(bobs)).getOrderId()).isEqualTo(bobs.getId());
    // A refusal is an answer, too.
    assertRefused(
        Reason.UNKNOWN_PROVIDER,
        () -> as(ANN, "key-2").startPayment(pay(other).toBuilder().setProvider("gold").build()));
    assertRefused(Reason.IDEMPOTENCY_KEY_REUSED, () -> as(ANN, "key-2").startPayment(pay(other)));
  }

  @Test
  void closesWhatIsOpenOnceAnotherPaymentHasPaid() {
    Order order = place(ANN, inventory.hold(id(ANN), 100, 1));
    as(ANN).startPayment(pay(order));
    succeed("declined-at-first", order, 100);
    assertThat(get(ANN, order).getTicketsUnderWay()).isTrue();
    orders.awaitEvents();
    assertThat(payments.cancelled).containsExactly(order.getId());
    issue(order);
    assertThat(get(ANN, order).getTicketsUnderWay()).isFalse();
  }

  @Test
  void refusesHoldThatIsAnothersOrOver() {
    String annsHold = inventory.hold(id(ANN), 100, 1);
    assertRefused(Reason.NOT_FOUND, () -> place(BOB, annsHold));
    assertRefused(Reason.NOT_FOUND, () -> place(ANN, "nonsense"));
    clock.forward(Duration.ofMinutes(10));
    assertRefused(Reason.HOLD_EXPIRED, () -> place(ANN, annsHold));
    String sold = inventory.hold(id(ANN), 100, 2);
    Order order = place(ANN, sold);
    as(ANN).cancelOrder(CancelOrderRequest.newBuilder().setOrderId(order.getId()).build());
    assertRefused(Reason.HOLD_ALREADY_ORDERED, () -> place(ANN, sold));
  }

  @Test
  void tellsWhatIsWrongWithAttendeesAndDeliveryByPlace() {
    String hold = inventory.hold(id(ANN), 100, 1, 2);
    PlaceOrderRequest request = PlaceOrderRequest.newBuilder().setHoldId(hold).build();
    Refused attendees =
        assertRefused(
            Reason.UNPROCESSABLE,
            () -> as(ANN).placeOrder(request.toBuilder().addAttendees(named("Ann")).build()));
    assertThat(attendees.faults()).extracting(Fault::pointer).containsExactly("/attendees");
    Refused name =
        assertRefused(
            Reason.UNPROCESSABLE,
            () ->
                as(ANN)
                    .placeOrder(
                        request.toBuilder()
                            .addAttendees(named("Ann"))
                            .addAttendees(named(" "))
                            .build()));
    assertThat(name.faults()).extracting(Fault::pointer).containsExactly("/attendees/1/name");
    Refused address =
        assertRefused(
            Reason.UNPROCESSABLE,
            () ->
                as(ANN)
                    .placeOrder(
                        request.toBuilder()
                            .setDelivery(DeliveryWish.newBuilder().setMethod(Method.COURIER))
                            .build()));
    assertThat(address.faults()).extracting(Fault::pointer).containsExactly("/delivery/address");
    Order order =
        as(ANN)
            .placeOrder(
                request.toBuilder().addAttendees(named("Ann")).addAttendees(named("李雷")).build());
    assertThat(order.getSeatsList()).extracting("attendee").containsExactly("Ann", "李雷");
  }

  @Test
  void confirmsWhatCostsNothingWithoutPayment() {
    Order free = place(ANN, inventory.hold(id(ANN), 0, 1));
    orders.awaitEvents();
    assertThat(inventory.status(free.getHoldId())).isEqualTo(HoldState.Status.SOLD);
    assertRefused(Reason.ORDER_STATE, () -> as(ANN).startPayment(pay(free)));
    issue(free);
    assertThat(get(ANN, free).getStatus()).isEqualTo(Order.Status.CONFIRMED);

    refund(ANN, free);
    tickets(free, TicketsVoided.newBuilder().setOrderId(free.getId()).build());
    assertThat(get(ANN, free).getStatus()).isEqualTo(Order.Status.REFUNDED);
    assertThat(payments.refunds).isEmpty();
    assertThat(inventory.status(free.getHoldId())).isEqualTo(HoldState.Status.RETURNED);
  }

  @Test
  void expiresUnpaidOrderByItself() {
    Order order = place(ANN, inventory.hold(id(ANN), 100, 1));
    clock.forward(FakeInventory.HOLD_TIME);
    awaitStatus(order, Order.Status.EXPIRED);
    assertThat(orders.published(OrderExpired.getDefaultInstance())).hasSize(1);
    orders.awaitEvents();
    assertThat(payments.cancelled).containsExactly(order.getId());
    assertRefused(Reason.ORDER_EXPIRED, () -> as(ANN).startPayment(pay(order)));
    assertRefused(Reason.ORDER_EXPIRED, () -> extend(ANN, order));
    assertRefused(Reason.ORDER_STATE, () -> cancel(ANN, order));
  }

  @Test
  void latePaymentTakesSameSeatsAgain() {
    Order order = place(ANN, inventory.hold(id(ANN), 100, 1, 2));
    expire(order);
    succeed("late", order, 200);
    issue(order);
    Order confirmed = get(ANN, order);
    assertThat(confirmed.getStatus()).isEqualTo(Order.Status.CONFIRMED);
    assertThat(confirmed.getSeatsList()).extracting("index").containsExactly(1, 2);
    assertThat(inventory.ownersOf(1)).hasSize(1);
    assertThat(payments.refunds).isEmpty();
  }

  @Test
  void latePaymentTakesOtherSeatsWhenBuyerAllowedThat() {
    String hold = inventory.hold(id(ANN), 100, 1, 2);
    Order order =
        as(ANN)
            .placeOrder(
                PlaceOrderRequest.newBuilder()
                    .setHoldId(hold)
                    .setSubstitute(true)
                    .addAttendees(named("Ann"))
                    .addAttendees(named("Ben"))
                    .build());
    expire(order);
    inventory.hold(id(BOB), 100, 2);
    succeed("late", order, 200);
    issue(order);
    Order confirmed = get(ANN, order);
    assertThat(confirmed.getSeatsList()).extracting("index").containsExactly(0, 1);
    assertThat(confirmed.getSeatsList()).extracting("attendee").containsExactly("Ann", "Ben");
    // Who issues the tickets is told the names, and nobody else.
    assertThat(orders.published(OrderConfirmed.getDefaultInstance()).getFirst().getOrder())
        .satisfies(
            told -> assertThat(told.getSeatsList()).extracting("attendee").containsExactly("", ""));
    assertThat(confirmed.getTotal()).isEqualTo(cny(200));
    assertThat(orders.published(OrderPaid.getDefaultInstance()).getFirst().getOrder())
        .extracting(Order::getSeatsList)
        .isEqualTo(confirmed.getSeatsList());
    // And it is by the new hold that they go back.
    refund(ANN, confirmed);
    tickets(order, TicketsVoided.newBuilder().setOrderId(order.getId()).build());
    assertThat(inventory.ownersOf(0)).isEmpty();
    assertThat(inventory.ownersOf(2)).hasSize(1);
  }

  @Test
  void latePaymentGoesBackWhenSeatsAreTaken() {
    Order order = place(ANN, inventory.hold(id(ANN), 100, 1, 2));
    expire(order);
    inventory.hold(id(BOB), 100, 2);
    succeed("late", order, 200);
    assertThat(get(ANN, order).getStatus()).isEqualTo(Order.Status.REFUNDING);
    assertThat(payments.refunds).containsExactly("late");
    refunded("late", order, 200);
    assertThat(get(ANN, order).getStatus()).isEqualTo(Order.Status.REFUNDED);
    assertThat(orders.published(OrderRefunded.getDefaultInstance())).hasSize(1);
    assertThat(orders.published(OrderPaid.getDefaultInstance())).isEmpty();
  }

  @Test
  void paymentOfCancelledOrderGoesBack() {
    Order order = place(ANN, inventory.hold(id(ANN), 100, 1));
    assertThat(cancel(ANN, order).getStatus()).isEqualTo(Order.Status.CANCELLED);
    assertThat(inventory.status(order.getHoldId())).isEqualTo(HoldState.Status.RELEASED);
    assertThat(cancel(ANN, order).getStatus()).isEqualTo(Order.Status.CANCELLED);
    assertThat(orders.published(OrderCancelled.getDefaultInstance())).hasSize(1);
    succeed("late", order, 100);
    assertThat(payments.refunds).containsExactly("late");
    refunded("late", order, 100);
    assertThat(get(ANN, order).getStatus()).isEqualTo(Order.Status.REFUNDED);
  }

  @Test
  void secondPaymentAndWrongAmountGoBackAlone() {
    Order order = place(ANN, inventory.hold(id(ANN), 100, 1));
    succeed("too-little", order, 99);
    assertThat(get(ANN, order).getStatus()).isEqualTo(Order.Status.AWAITING_PAYMENT);
    assertThat(inventory.status(order.getHoldId())).isEqualTo(HoldState.Status.LIVE);
    succeed("right", order, 100);
    succeed("again", order, 100);
    succeed("right", order, 100);
    issue(order);
    assertThat(payments.refunds).containsExactly("too-little", "again");
    refunded("again", order, 100);
    assertThat(get(ANN, order).getStatus()).isEqualTo(Order.Status.CONFIRMED);
    assertThat(orders.published(OrderPaid.getDefaultInstance())).hasSize(1);
  }

  @Test
  void refundsConfirmedOrderInFull() {
    Order order = confirmed(ANN, 1);
    assertThat(refund(ANN, order).getStatus()).isEqualTo(Order.Status.REFUNDING);
    assertThat(refund(ANN, order).getStatus()).isEqualTo(Order.Status.REFUNDING);
    assertThat(orders.published(OrderRefundRequested.getDefaultInstance()))
        .extracting(OrderRefundRequested::getByOrganizer)
        .containsExactly(false);
    assertThat(payments.refunds).isEmpty();
    payments.faults = 2;
    tickets(order, TicketsVoided.newBuilder().setOrderId(order.getId()).build());
    assertThat(payments.refunds).containsExactly("pay");
    assertThat(inventory.status(order.getHoldId())).isEqualTo(HoldState.Status.RETURNED);
    refunded("pay", order, 100);
    assertThat(get(ANN, order).getStatus()).isEqualTo(Order.Status.REFUNDED);
    assertThat(refund(ANN, order).getStatus()).isEqualTo(Order.Status.REFUNDED);
  }

  @Test
  void keepsOrderWhoseTicketWasUsed() {
    Order order = confirmed(ANN, 1);
    refund(ANN, order);
    tickets(order, TicketsVoidRefused.newBuilder().setOrderId(order.getId()).build());
    assertThat(get(ANN, order).getStatus()).isEqualTo(Order.Status.CONFIRMED);
    assertRefused(Reason.TICKET_USED, () -> refund(ANN, order));
    assertThat(refund(HOUSE, order).getStatus()).isEqualTo(Order.Status.REFUNDING);
    assertThat(orders.published(OrderRefundRequested.getDefaultInstance()))
        .extracting(OrderRefundRequested::getByOrganizer)
        .containsExactly(false, true);
  }

  @Test
  void refusesRefundToBuyerOnceTicketWasAdmitted() {
    Order order = confirmed(ANN, 1);
    tickets(order, TicketAdmitted.newBuilder().setOrderId(order.getId()).build());
    assertRefused(Reason.TICKET_USED, () -> refund(ANN, order));
  }

  @Test
  void extendsOnce() {
    Order order = place(ANN, inventory.hold(id(ANN), 100, 1));
    clock.forward(Duration.ofMinutes(9));
    Order extended = extend(ANN, order);
    assertThat(extended.getExtensionUsed()).isTrue();
    assertThat(extended.getExpiresAt().getSeconds())
        .isEqualTo(order.getExpiresAt().getSeconds() + 9 * 60);
    assertRefused(Reason.EXTENSION_USED, () -> extend(ANN, order));
    clock.forward(Duration.ofMinutes(9));
    assertThat(as(ANN).startPayment(pay(order)).getStatus()).isEqualTo(Payment.Status.PENDING);
    clock.forward(Duration.ofMinutes(1));
    awaitStatus(order, Order.Status.EXPIRED);
  }

  @Test
  void showsOrdersOnlyToTheirBuyerAndOrganiser() {
    Order order = confirmed(ANN, 1);
    assertThat(get(HOUSE, order)).isEqualTo(get(ANN, order));
    assertRefused(Reason.NOT_FOUND, () -> get(BOB, order));
    assertRefused(Reason.NOT_FOUND, () -> get(OTHER_HOUSE, order));
    assertRefused(Reason.SIGN_IN_REQUIRED, () -> get(Caller.nobody(), order));
    assertRefused(Reason.NOT_FOUND, () -> refund(BOB, order));
    assertRefused(Reason.NOT_FOUND, () -> refund(OTHER_HOUSE, order));
    // The organiser may see and refund it, and not act as its buyer.
    assertRefused(Reason.NOT_FOUND, () -> cancel(HOUSE, order));
    assertRefused(Reason.NOT_FOUND, () -> extend(HOUSE, order));
    assertRefused(Reason.NOT_FOUND, () -> as(HOUSE).startPayment(pay(order)));
    assertRefused(
        Reason.NOT_ALLOWED,
        () -> as(ANN).getSales(GetSalesRequest.newBuilder().setPerformanceId("x").build()));
    assertThat(get(ANN, order).getStatus()).isEqualTo(Order.Status.CONFIRMED);
  }

  @Test
  void listsNewestFirstPageByPage() {
    String first = place(ANN, inventory.hold(id(ANN), 100, 1)).getId();
    clock.forward(Duration.ofSeconds(1));
    String second = place(ANN, inventory.hold(id(ANN), 100, 2)).getId();
    place(BOB, inventory.hold(id(BOB), 100, 3));
    var page = as(ANN).listOrders(list(Page.newBuilder().setLimit(1)));
    assertThat(page.getItemsList()).extracting(Order::getId).containsExactly(second);
    var next =
        as(ANN).listOrders(list(Page.newBuilder().setLimit(1).setCursor(page.getNextCursor())));
    assertThat(next.getItemsList()).extracting(Order::getId).containsExactly(first);
    assertThat(next.getNextCursor()).isEmpty();
    var all = as(HOUSE).listPerformanceOrders(ofPerformance(FakeInventory.PERFORMANCE));
    assertThat(all.getItemsList()).hasSize(3);
    assertRefused(
        Reason.NOT_FOUND,
        () -> as(OTHER_HOUSE).listPerformanceOrders(ofPerformance(FakeInventory.PERFORMANCE)));
    assertRefused(
        Reason.NOT_FOUND, () -> as(HOUSE).listPerformanceOrders(ofPerformance("nothing")));
    assertRefused(
        Reason.INVALID_REQUEST, () -> as(ANN).listOrders(list(Page.newBuilder().setLimit(101))));
    assertRefused(
        Reason.INVALID_REQUEST,
        () -> as(ANN).listOrders(list(Page.newBuilder().setCursor("' or 1=1"))));
  }

  @Test
  void countsSalesOfConfirmedOrders() {
    GetSalesRequest request =
        GetSalesRequest.newBuilder().setPerformanceId(FakeInventory.PERFORMANCE).build();
    assertThat(as(HOUSE).getSales(request).getOrders()).isZero();
    confirmed(ANN, 1);
    confirmed(BOB, 2);
    place(ANN, inventory.hold(id(ANN), 100, 3));
    assertThat(as(HOUSE).getSales(request).getOrders()).isEqualTo(2);
    assertThat(as(HOUSE).getSales(request).getRevenue()).isEqualTo(cny(200));
    assertRefused(Reason.NOT_FOUND, () -> as(OTHER_HOUSE).getSales(request));
  }

  @Test
  void showsWhereTheTicketsAre() {
    Order order = place(ANN, inventory.hold(id(ANN), 100, 1));
    orders.tell("delivery", order.getId(), moved(order, Status.SENT));
    assertThat(get(ANN, order).getDeliveryStatus()).isEqualTo(Status.SENT);
    orders.tell("delivery", order.getId(), moved(order, Status.PREPARING));
    assertThat(get(ANN, order).getDeliveryStatus()).isEqualTo(Status.SENT);
  }

  @Test
  void refusesProviderThatIsNotThere() {
    Order order = place(ANN, inventory.hold(id(ANN), 100, 1));
    assertRefused(
        Reason.UNKNOWN_PROVIDER,
        () -> as(ANN).startPayment(pay(order).toBuilder().setProvider("gold").build()));
  }

  private Order confirmed(Caller buyer, int seat) {
    Order order = place(buyer, inventory.hold(id(buyer), 100, seat));
    succeed("pay", order, 100);
    issue(order);
    return get(buyer, order);
  }

  private void expire(Order order) {
    clock.forward(FakeInventory.HOLD_TIME);
    awaitStatus(order, Order.Status.EXPIRED);
    orders.awaitEvents();
  }

  private void awaitStatus(Order order, Order.Status status) {
    await().atMost(SOON).until(() -> get(ANN, order).getStatus() == status);
  }

  private void succeed(String payment, Order order, long amount) {
    orders.tell(
        "payments",
        order.getId(),
        PaymentSucceeded.newBuilder()
            .setPaymentId(payment)
            .setOrderId(order.getId())
            .setAmount(cny(amount))
            .build());
  }

  private void refunded(String payment, Order order, long amount) {
    orders.tell(
        "payments",
        order.getId(),
        PaymentRefunded.newBuilder()
            .setPaymentId(payment)
            .setOrderId(order.getId())
            .setAmount(cny(amount))
            .build());
  }

  private void issue(Order order) {
    tickets(order, TicketsIssued.newBuilder().setOrderId(order.getId()).build());
  }

  private void tickets(Order order, Message told) {
    orders.tell("gates", order.getId(), told);
  }

  private Order place(Caller buyer, String hold) {
    return as(buyer).placeOrder(PlaceOrderRequest.newBuilder().setHoldId(hold).build());
  }

  private Order get(Caller caller, Order order) {
    return as(caller).getOrder(GetOrderRequest.newBuilder().setId(order.getId()).build());
  }

  private Order cancel(Caller caller, Order order) {
    return as(caller)
        .cancelOrder(CancelOrderRequest.newBuilder().setOrderId(order.getId()).build());
  }

  private void release(Caller caller, String hold) {
    var _ = as(caller).releaseHold(ReleaseHoldRequest.newBuilder().setHoldId(hold).build());
  }

  private Order extend(Caller caller, Order order) {
    return as(caller)
        .extendOrder(ExtendOrderRequest.newBuilder().setOrderId(order.getId()).build());
  }

  private Order refund(Caller caller, Order order) {
    return as(caller)
        .refundOrder(RefundOrderRequest.newBuilder().setOrderId(order.getId()).build());
  }

  private static StartPaymentRequest pay(Order order) {
    return StartPaymentRequest.newBuilder()
        .setOrderId(order.getId())
        .setProvider("sandbox")
        .build();
  }

  private static ListOrdersRequest list(Page.Builder page) {
    return ListOrdersRequest.newBuilder().setPage(page).build();
  }

  private static ListPerformanceOrdersRequest ofPerformance(String performance) {
    return ListPerformanceOrdersRequest.newBuilder().setPerformanceId(performance).build();
  }

  private static DeliveryMoved moved(Order order, Status status) {
    return DeliveryMoved.newBuilder().setOrderId(order.getId()).setStatus(status).build();
  }

  private static Attendee named(String name) {
    return Attendee.newBuilder().setName(name).build();
  }

  private static Money cny(long amount) {
    return Money.newBuilder().setAmount(amount).setCurrency("CNY").build();
  }

  private static String id(Caller caller) {
    return caller.accountId();
  }

  private OrdersServiceBlockingStub as(Caller caller) {
    return OrdersServiceGrpc.newBlockingStub(orders.as(caller));
  }

  private OrdersServiceBlockingStub as(Caller caller, String key) {
    return OrdersServiceGrpc.newBlockingStub(orders.as(caller, key));
  }

  private static Refused assertRefused(Reason reason, ThrowingCallable call) {
    Refused refused = Refusals.of(catchThrowable(call)).orElseThrow();
    assertThat(refused.reason()).isEqualTo(reason);
    return refused;
  }
}
