package io.onsale.orders.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.onsale.orders.model.DeliveryStatus;
import io.onsale.orders.model.Money;
import io.onsale.orders.model.Order;
import io.onsale.orders.model.Refusal;
import io.onsale.orders.model.State;
import io.onsale.orders.model.Status;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Never two tickets for a seat, never money without a ticket, never a ticket without money. */
class SagaTest {
  private static final Money TOTAL = World.TOTAL;
  private final World world = new World();

  @Test
  void paysSeatsConfirms() {
    Order order = world.placed();
    world.takePayment.of("pay", order.id(), TOTAL);
    assertThat(world.order(order.id()).state()).isEqualTo(new State.Paid("pay"));
    assertThat(world.soldTo("ann")).containsExactly(1, 2);
    world.followTickets.issued(order.id());
    assertThat(world.status(order.id())).isEqualTo(Status.CONFIRMED);
    assertThat(world.toldNames()).containsExactly("Placed", "Paid", "Confirmed");
    assertThat(world.deliveries.get(order.id())).isEqualTo(DeliveryStatus.DELIVERED);
  }

  @Test
  void paymentThatBeatsExpiryToTheOrderWins() {
    Order order = world.placed();
    world.forward(World.HOLD_TIME);
    // The payment is written between the moment when expiry reads the order and the moment when it
    // writes.
    world.meanwhile = () -> world.takePayment.of("pay", order.id(), TOTAL);
    assertThat(world.expireOrders.run()).isZero();
    assertThat(world.order(order.id()).state()).isEqualTo(new State.Paid("pay"));
    assertThat(world.toldNames()).containsExactly("Placed", "Paid");
  }

  @Test
  void expiryThatBeatsPaymentToTheOrderMakesItLate() {
    Order order = world.placed();
    world.forward(World.HOLD_TIME);
    world.meanwhile = () -> assertThat(world.expireOrders.run()).isEqualTo(1);
    world.takePayment.of("pay", order.id(), TOTAL);
    assertThat(world.order(order.id()).state()).isEqualTo(new State.Paid("pay"));
    assertThat(world.soldTo("ann")).containsExactly(1, 2);
    assertThat(world.toldNames()).containsExactly("Placed", "Expired", "Paid");
    // What was told of the expiry is followed late, and harms nothing.
    world.letGo.of(order.id());
    assertThat(world.soldTo("ann")).containsExactly(1, 2);
    assertThat(world.deliveries.get(order.id())).isEqualTo(DeliveryStatus.PLANNED);
  }

  @Test
  void cancellationThatBeatsPaymentSendsMoneyBack() {
    Order order = world.placed();
    world.meanwhile = () -> world.cancelOrder.cancel(World.ANN, order.id());
    world.takePayment.of("pay", order.id(), TOTAL);
    assertThat(world.order(order.id()).state()).isEqualTo(new State.PayingBack("pay"));
    assertThat(world.refunds).containsExactly("pay");
    assertThat(world.taken()).isEmpty();
  }

  @Test
  void paymentThatBeatsCancellationStands() {
    Order order = world.placed();
    world.meanwhile = () -> world.takePayment.of("pay", order.id(), TOTAL);
    assertThat(refusal(world.cancelOrder.cancel(World.ANN, order.id())))
        .isInstanceOf(Refusal.WrongState.class);
    assertThat(world.soldTo("ann")).containsExactly(1, 2);
    assertThat(world.refunds).isEmpty();
  }

  @Test
  void oneOrderThatCanNotBeWrittenKeepsNoOtherFromExpiring() {
    Order broken = world.placed();
    Order behind = world.placed();
    world.forward(World.HOLD_TIME);
    world.broken.add(broken.id());
    assertThat(world.expireOrders.run()).isEqualTo(1);
    assertThat(world.status(behind.id())).isEqualTo(Status.EXPIRED);
    world.broken.clear();
    assertThat(world.expireOrders.run()).isEqualTo(1);
    assertThat(world.status(broken.id())).isEqualTo(Status.EXPIRED);
  }

  @Test
  void holdOfAnUnpaidOrderIsNotGivenBackAlone() {
    Order order = world.placed();
    String hold = order.terms().hold();
    assertThat(world.releaseHold.release(World.ANN, hold))
        .contains(new Refusal.HoldAlreadyOrdered(order.id()));
    assertThat(world.taken()).containsExactly(1, 2);
    world.cancelOrder.cancel(World.ANN, order.id());
    // What it says now, the inventory knows.
    assertThat(world.releaseHold.release(World.ANN, hold)).isEmpty();
  }

  @Test
  void holdIsPricedForItsBuyerAlone() {
    String hold = world.holdFor("ann", 1, 2);
    assertThat(world.placeOrder.price("ann", hold))
        .isInstanceOfSatisfying(
            Answer.Given.class,
            given ->
                assertThat(given.value())
                    .isInstanceOfSatisfying(
                        PlaceOrder.Price.class,
                        price -> assertThat(price.lines().face()).isEqualTo(price.total())));
    assertThat(world.placeOrder.price("bob", hold))
        .isEqualTo(Answer.refused(new Refusal.NotFound("hold")));
  }

  @Test
  void holdThatWasNotOrderedIsGivenBack() {
    assertThat(world.releaseHold.release(World.ANN, world.holdFor("ann", 1))).isEmpty();
    assertThat(world.taken()).isEmpty();
  }

  @Test
  void orderOfAHoldThatIsGivenBackInTheSameMomentIsCancelled() {
    // Placed after it was looked for, and before the hold is given back.
    String hold = world.holdFor("ann", 1, 2);
    Order first = world.prepared(hold, false);
    world.meanwhile = () -> world.placeOrder.place(first);
    assertThat(world.releaseHold.release(World.ANN, hold)).isEmpty();
    assertThat(world.status(first.id())).isEqualTo(Status.CANCELLED);

    // Placed after all that.
    String other = world.holdFor("ann", 3, 4);
    Order second = world.prepared(other, false);
    assertThat(world.releaseHold.release(World.ANN, other)).isEmpty();
    world.placeOrder.place(second);
    world.releaseHold.placed(second.id());
    assertThat(world.status(second.id())).isEqualTo(Status.CANCELLED);
    assertThat(world.taken()).isEmpty();
  }

  @Test
  void orderThatKeepsItsHoldIsLeftAlone() {
    Order order = world.placed();
    world.releaseHold.placed(order.id());
    assertThat(world.status(order.id())).isEqualTo(Status.AWAITING_PAYMENT);
    world.takePayment.of("pay", order.id(), TOTAL);
    world.releaseHold.placed(order.id());
    assertThat(world.soldTo("ann")).containsExactly(1, 2);
  }

  @Test
  void deliveryOfAnOrderThatWasCutOffBeforeItWasPlacedLapses() {
    Order cutOff = world.prepared(world.holdFor("ann", 1), false);
    Order placed = world.placed();
    assertThat(world.placeOrder.sweep()).isZero();
    world.forward(Duration.ofMinutes(11));
    assertThat(world.placeOrder.sweep()).isEqualTo(1);
    assertThat(world.placeOrder.sweep()).isZero();
    assertThat(world.deliveries.get(cutOff.id())).isEqualTo(DeliveryStatus.CANCELLED);
    assertThat(world.deliveries.get(placed.id())).isEqualTo(DeliveryStatus.PLANNED);
  }

  @Test
  void deliveryOfAnExpiredOrderLapsesUntilALatePaymentWakesIt() {
    Order order = world.placed();
    expire();
    world.letGo.of(order.id());
    assertThat(world.deliveries.get(order.id())).isEqualTo(DeliveryStatus.CANCELLED);
    world.takePayment.of("pay", order.id(), TOTAL);
    world.followTickets.issued(order.id());
    assertThat(world.deliveries.get(order.id())).isEqualTo(DeliveryStatus.DELIVERED);
    world.followTickets.travelled(order.id(), DeliveryStatus.CANCELLED);
    assertThat(world.order(order.id()).delivery()).isEqualTo(DeliveryStatus.DELIVERED);
  }

  @Test
  void secondPaymentThatIsStillOpenIsClosedOnceTheOrderIsPaid() {
    Order order = world.placed();
    world.takePayment.of("declined-at-first", order.id(), TOTAL);
    world.takePayment.taken(order.id());
    assertThat(world.closed).containsExactly(order.id());
  }

  @Test
  void secondPaymentThatIsStillOpenIsClosedWhenTheMoneyGoesBack() {
    Order order = world.placed();
    world.forward(World.HOLD_TIME);
    world.holdFor("bob", 1);
    world.takePayment.of("declined-at-first", order.id(), TOTAL);
    assertThat(world.refunds).containsExactly("declined-at-first");
    assertThat(world.closed).containsExactly(order.id());
  }

  @Test
  void moneyThatTheProviderTookBackDuringABuyersRefundTakesAUsedTicketToo() {
    Order order = confirmed();
    world.refundOrder.refund(World.ANN, order.id());
    world.payBack.arrived("pay", order.id());
    assertThat(world.told.getLast())
        .isInstanceOfSatisfying(
            OrderEvent.RefundRequested.class, told -> assertThat(told.byOrganizer()).isTrue());
    // What the gates say to the buyer's wish comes first, then what they say to this.
    world.followTickets.voidRefused(order.id());
    assertThat(world.status(order.id())).isEqualTo(Status.REFUNDING);
    world.refundsAtOnce = true;
    world.followTickets.voided(order.id());
    assertThat(world.status(order.id())).isEqualTo(Status.REFUNDED);
    assertThat(world.taken()).isEmpty();
  }

  @Test
  void paymentThatEndedWhileItWasOpenedIsRefusedForWhatTheOrderHasBecome() {
    Order order = world.placed();
    world.meanwhile = () -> world.cancelOrder.cancel(World.ANN, order.id());
    assertThat(refusal(world.startPayment.start(World.ANN, order.id(), "closed")))
        .isInstanceOfSatisfying(
            Refusal.WrongState.class, why -> assertThat(why.status()).isEqualTo(Status.CANCELLED));
  }

  @Test
  void latePaymentTakesSubstitutesOnlyIfAllowed() {
    Order strict = world.placed(false, TOTAL);
    expire();
    world.holdFor("bob", 2);
    world.takePayment.of("pay", strict.id(), TOTAL);
    assertThat(world.order(strict.id()).state()).isEqualTo(new State.PayingBack("pay"));
    assertThat(world.deliveries.get(strict.id())).isEqualTo(DeliveryStatus.CANCELLED);
  }

  @Test
  void latePaymentTakesSubstitutesWhenAllowed() {
    Order order = world.placed(true, TOTAL);
    expire();
    world.holdFor("bob", 2);
    world.takePayment.of("pay", order.id(), TOTAL);
    assertThat(world.soldTo("ann")).containsExactly(3, 4);
    assertThat(world.order(order.id()).seating().seats())
        .extracting(seat -> seat.index() + " for " + seat.price())
        .containsExactly("3 for 100", "4 for 100");
  }

  @Test
  void holdThatEndedBeforeItsOrderIsTakenAgain() {
    Order order = world.placed();
    world.forward(World.HOLD_TIME);
    world.takePayment.of("pay", order.id(), TOTAL);
    assertThat(world.order(order.id()).state()).isEqualTo(new State.Paid("pay"));
    assertThat(world.taken()).containsExactly(1, 2);
  }

  @Test
  void eachPaymentBeyondTheFirstGoesBackAlone() {
    Order order = world.placed();
    world.takePayment.of("first", order.id(), TOTAL);
    world.takePayment.of("second", order.id(), TOTAL);
    world.takePayment.of("first", order.id(), TOTAL);
    world.takePayment.of("third", order.id(), new Money(1, "CNY"));
    assertThat(world.refunds).containsExactly("second", "third");
    assertThat(world.order(order.id()).state()).isEqualTo(new State.Paid("first"));
    world.payBack.arrived("second", order.id());
    assertThat(world.order(order.id()).state()).isEqualTo(new State.Paid("first"));
  }

  @Test
  void moneyForNoOrderGoesBack() {
    world.takePayment.of("pay", "nothing", TOTAL);
    assertThat(world.refunds).containsExactly("pay");
  }

  @Test
  void moneyThatTheProviderTookBackTakesTheTicketsWithIt() {
    Order order = confirmed();
    world.payBack.arrived("pay", order.id());
    assertThat(world.order(order.id()).state()).isEqualTo(new State.RefundRequested("pay", true));
    world.refundsAtOnce = true;
    world.followTickets.voided(order.id());
    assertThat(world.status(order.id())).isEqualTo(Status.REFUNDED);
    assertThat(world.taken()).isEmpty();
  }

  @Test
  void refundThatIsDoneAtOnceIsToldOnce() {
    Order order = confirmed();
    world.refundOrder.refund(World.ANN, order.id());
    world.refundsAtOnce = true;
    world.followTickets.voided(order.id());
    world.payBack.arrived("pay", order.id());
    assertThat(world.toldNames())
        .containsExactly("Placed", "Paid", "Confirmed", "RefundRequested", "Refunded");
    assertThat(world.taken()).isEmpty();
  }

  @Test
  void closesPaymentThatWasOpenedWhileTheOrderEnded() {
    Order order = world.placed();
    world.meanwhile = () -> world.cancelOrder.cancel(World.ANN, order.id());
    assertThat(refusal(world.startPayment.start(World.ANN, order.id(), "sandbox")))
        .isInstanceOf(Refusal.WrongState.class);
    assertThat(world.closed).contains(order.id());
  }

  @Test
  void extendsOrderWithItsHold() {
    Order order = world.placed();
    world.forward(World.HOLD_TIME.dividedBy(2));
    assertThat(world.extendOrder.extend(World.ANN, order.id())).isInstanceOf(Answer.Given.class);
    assertThat(refusal(world.extendOrder.extend(World.ANN, order.id())))
        .isInstanceOf(Refusal.ExtensionUsed.class);
    world.forward(World.HOLD_TIME.dividedBy(2));
    assertThat(world.expireOrders.run()).isZero();
    world.forward(World.HOLD_TIME.dividedBy(2));
    assertThat(world.expireOrders.run()).isEqualTo(1);
  }

  @Test
  void extensionOfOrderThatEndsMeanwhileGivesTheHoldBack() {
    Order order = world.placed();
    world.meanwhile = () -> world.cancelOrder.cancel(World.ANN, order.id());
    assertThat(refusal(world.extendOrder.extend(World.ANN, order.id())))
        .isInstanceOf(Refusal.WrongState.class);
    assertThat(world.taken()).isEmpty();
  }

  @Test
  void cancelledOrderIsLetGoOfByItsEventWhenPeersAreDown() {
    Order order = world.placed();
    world.fuse.blowAt(3);
    assertThat(world.cancelOrder.cancel(World.ANN, order.id())).isInstanceOf(Answer.Given.class);
    assertThat(world.taken()).containsExactly(1, 2);
    world.letGo.of(order.id());
    assertThat(world.taken()).isEmpty();
    assertThat(world.closed).containsExactly(order.id());
    assertThat(world.deliveries.get(order.id())).isEqualTo(DeliveryStatus.CANCELLED);
  }

  private Order confirmed() {
    Order order = world.placed();
    world.takePayment.of("pay", order.id(), TOTAL);
    world.followTickets.issued(order.id());
    return world.order(order.id());
  }

  private void expire() {
    world.forward(World.HOLD_TIME);
    assertThat(world.expireOrders.run()).isEqualTo(1);
  }

  private static Refusal refusal(Answer<?> answer) {
    assertThat(answer).isInstanceOf(Answer.Refused.class);
    return ((Answer.Refused<?>) answer).why();
  }
}
