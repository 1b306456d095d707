package io.onsale.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.StatusRuntimeException;
import io.onsale.contracts.delivery.v1.Method;
import io.onsale.contracts.delivery.v1.Status;
import io.onsale.contracts.gates.v1.TicketsVoided;
import io.onsale.contracts.inventory.v1.HoldState;
import io.onsale.contracts.orders.v1.CancelOrderRequest;
import io.onsale.contracts.orders.v1.DeliveryWish;
import io.onsale.contracts.orders.v1.Order;
import io.onsale.contracts.orders.v1.OrderConfirmed;
import io.onsale.contracts.orders.v1.OrderPaid;
import io.onsale.contracts.orders.v1.OrderPlaced;
import io.onsale.contracts.orders.v1.PlaceOrderRequest;
import io.onsale.contracts.payments.v1.Payment;
import io.onsale.contracts.reasons.v1.Reason;
import io.onsale.kit.access.Caller;
import io.onsale.kit.refusal.Fault;
import io.onsale.kit.refusal.Refusals;
import io.onsale.kit.refusal.Refused;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** From a hold to an order, and to its tickets. */
final class PlacingIT extends OrdersFixture {
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
}
