package io.onsale.orders;

import static org.assertj.core.api.Assertions.assertThat;

import io.onsale.contracts.gates.v1.TicketsVoided;
import io.onsale.contracts.inventory.v1.HoldState;
import io.onsale.contracts.orders.v1.Order;
import io.onsale.contracts.orders.v1.OrderCancelled;
import io.onsale.contracts.orders.v1.OrderConfirmed;
import io.onsale.contracts.orders.v1.OrderExpired;
import io.onsale.contracts.orders.v1.OrderPaid;
import io.onsale.contracts.orders.v1.OrderRefunded;
import io.onsale.contracts.orders.v1.PlaceOrderRequest;
import io.onsale.contracts.payments.v1.Payment;
import io.onsale.contracts.reasons.v1.Reason;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Payments that come in time, late, twice or not at all. */
final class PayingIT extends OrdersFixture {
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
  void refusesProviderThatIsNotThere() {
    Order order = place(ANN, inventory.hold(id(ANN), 100, 1));
    assertRefused(
        Reason.UNKNOWN_PROVIDER,
        () -> as(ANN).startPayment(pay(order).toBuilder().setProvider("gold").build()));
  }
}
