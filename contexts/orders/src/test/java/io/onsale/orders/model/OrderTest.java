package io.onsale.orders.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.onsale.orders.model.Decision.Become;
import io.onsale.orders.model.Decision.Refuses;
import io.onsale.orders.model.Decision.Stays;
import io.onsale.orders.model.State.AwaitingPayment;
import io.onsale.orders.model.State.Cancelled;
import io.onsale.orders.model.State.Confirmed;
import io.onsale.orders.model.State.Expired;
import io.onsale.orders.model.State.Funded;
import io.onsale.orders.model.State.Paid;
import io.onsale.orders.model.State.PayingBack;
import io.onsale.orders.model.State.RefundRequested;
import io.onsale.orders.model.State.Refunded;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Every wish and fact in every state. */
class OrderTest {
  private static final Instant DEADLINE = Instant.parse("2026-06-01T10:10:00Z");
  private static final Instant BEFORE = DEADLINE.minusMillis(1);
  private static final Money TOTAL = new Money(200, "CNY");
  private static final List<State> STATES =
      List.of(
          new AwaitingPayment(),
          new Funded("p"),
          new Paid("p"),
          new Confirmed("p", false),
          new Confirmed("p", true),
          new RefundRequested("p", false),
          new RefundRequested("p", true),
          new PayingBack("p"),
          new Refunded("p"),
          new Expired(),
          new Cancelled());

  @Test
  void becomesOnlyWhatItsStateAllows() {
    // In the order of STATES: "-" stays as it is, "!" refuses, else what it becomes.
    check(Order::cancel, "Cancelled", "!", "!", "!", "!", "!", "!", "!", "!", "!", "-");
    check(o -> o.expire(DEADLINE), "Expired", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-");
    check(o -> o.expire(BEFORE), "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-");
    check(
        o -> o.extended(DEADLINE),
        "AwaitingPayment",
        "!",
        "!",
        "!",
        "!",
        "!",
        "!",
        "!",
        "!",
        "!",
        "!");
    check(
        o -> o.askRefund(false),
        "!",
        "!",
        "!",
        "RefundRequested",
        "!",
        "-",
        "-",
        "-",
        "-",
        "!",
        "!");
    check(
        o -> o.askRefund(true),
        "!",
        "!",
        "!",
        "RefundRequested",
        "RefundRequested",
        "-",
        "-",
        "-",
        "-",
        "!",
        "!");
    check(
        o -> o.confirm(DeliveryStatus.DELIVERED),
        "-",
        "-",
        "Confirmed",
        "-",
        "-",
        "-",
        "-",
        "-",
        "-",
        "-",
        "-");
    check(Order::voided, "-", "-", "-", "-", "-", "PayingBack", "PayingBack", "-", "-", "-", "-");
    check(Order::voidRefused, "-", "-", "-", "-", "-", "Confirmed", "-", "-", "-", "-", "-");
    check(Order::admitted, "-", "-", "-", "Confirmed", "-", "-", "-", "-", "-", "-", "-");
    check(
        o -> o.paidBack("p"),
        "-",
        "-",
        "RefundRequested",
        "RefundRequested",
        "RefundRequested",
        "RefundRequested",
        "-",
        "Refunded",
        "-",
        "-",
        "-");
    check(o -> o.paidBack("other"), "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-");
  }

  @Test
  void doesWithMoneyWhatItsStateAllows() {
    receive(
        "other",
        TOTAL,
        "Takes",
        "Surplus",
        "Surplus",
        "Surplus",
        "Surplus",
        "Surplus",
        "Surplus",
        "Surplus",
        "Surplus",
        "Takes",
        "SendsBack");
    receive(
        "p",
        TOTAL,
        "Takes",
        "Takes",
        "Done",
        "Done",
        "Done",
        "Done",
        "Done",
        "SendsBack",
        "Done",
        "Takes",
        "SendsBack");
    Money wrong = new Money(199, "CNY");
    receive(
        "other", wrong, "Surplus", "Surplus", "Surplus", "Surplus", "Surplus", "Surplus", "Surplus",
        "Surplus", "Surplus", "Surplus", "Surplus");
    assertThat(in(new AwaitingPayment()).receive("p", new Money(200, "EUR")))
        .isEqualTo(new Receipt.Surplus());
  }

  @Test
  void refusesPaymentUnlessItWaitsForOneInTime() {
    for (State state : STATES) {
      assertThat(in(state).refusesPayment(BEFORE).isEmpty())
          .as("%s", state)
          .isEqualTo(state instanceof AwaitingPayment);
      assertThat(in(state).refusesExtension(BEFORE).isEmpty())
          .as("%s", state)
          .isEqualTo(state instanceof AwaitingPayment);
    }
    assertThat(in(new AwaitingPayment()).refusesPayment(DEADLINE))
        .contains(new Refusal.OrderExpired(DEADLINE));
    assertThat(in(new Expired()).refusesPayment(BEFORE))
        .contains(new Refusal.OrderExpired(DEADLINE));
  }

  @Test
  void extendsOnce() {
    Order extended = become(in(new AwaitingPayment()).extended(DEADLINE.plusSeconds(600)));
    assertThat(extended.deadline()).isEqualTo(new Deadline(DEADLINE.plusSeconds(600), true));
    assertThat(extended.refusesExtension(BEFORE)).contains(new Refusal.ExtensionUsed());
    assertThat(extended.expire(DEADLINE)).isInstanceOf(Stays.class);
  }

  @Test
  void remembersThatATicketWasUsed() {
    Order used = become(in(new RefundRequested("p", false)).voidRefused());
    assertThat(used.askRefund(false)).isEqualTo(new Refuses(new Refusal.TicketUsed()));
    assertThat(become(used.askRefund(true)).state()).isEqualTo(new RefundRequested("p", true));
  }

  @Test
  void needsNoMoneyForWhatCostsNothing() {
    Order free = Order.place(terms(new Money(0, "CNY")), seating(), DEADLINE);
    assertThat(free.state()).isEqualTo(new Funded(null));
    assertThat(free.unseated(new Funded(null)).state()).isEqualTo(new Expired());
    Order asked = in(new RefundRequested(null, false));
    assertThat(become(asked.voided()).state()).isEqualTo(new Refunded(null));
    assertThat(free.receive("p", new Money(0, "CNY"))).isEqualTo(new Receipt.Surplus());
  }

  @Test
  void keepsPeopleAndPricesWhenSeatsAreExchanged() {
    Order moved =
        in(new Funded("p"))
            .retaken(
                new Funded("p"),
                "h2",
                List.of(new Seating.Place(7, "t1"), new Seating.Place(8, "t1")));
    assertThat(moved.seating())
        .isEqualTo(
            new Seating(
                "h2",
                List.of(new OrderSeat(7, "t1", 120, "Ann"), new OrderSeat(8, "t1", 80, "Ben"))));
    assertThat(moved.terms().total()).isEqualTo(TOTAL);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> seating().at("h2", List.of(new Seating.Place(7, "t1"))));
  }

  @Test
  void followsItsDeliveryForwardOnly() {
    Order sent = become(in(new Paid("p")).delivered(DeliveryStatus.SENT));
    assertThat(sent.delivery()).isEqualTo(DeliveryStatus.SENT);
    assertThat(sent.delivered(DeliveryStatus.PREPARING)).isInstanceOf(Stays.class);
    assertThat(sent.delivered(DeliveryStatus.SENT)).isInstanceOf(Stays.class);
  }

  @Test
  void travelsAgainWhenALatePaymentWakesIt() {
    Order expired = become(in(new AwaitingPayment()).expire(DEADLINE));
    assertThat(expired.delivery()).isEqualTo(DeliveryStatus.CANCELLED);
    assertThat(expired.receive("p", TOTAL))
        .isInstanceOfSatisfying(
            Receipt.Takes.class,
            takes -> {
              assertThat(takes.order().delivery()).isEqualTo(DeliveryStatus.PLANNED);
              // That its delivery lapsed while it slept is told late.
              assertThat(takes.order().delivered(DeliveryStatus.CANCELLED))
                  .isInstanceOf(Stays.class);
            });
    assertThat(become(in(new AwaitingPayment()).cancel()).delivery())
        .isEqualTo(DeliveryStatus.CANCELLED);
    assertThat(in(new Funded("p")).unseated(new Funded("p")).delivery())
        .isEqualTo(DeliveryStatus.CANCELLED);
    assertThat(become(in(new PayingBack("p")).delivered(DeliveryStatus.CANCELLED)).delivery())
        .isEqualTo(DeliveryStatus.CANCELLED);
  }

  @Test
  void makesUsedTicketsVoidToo() {
    Order asked = in(new RefundRequested("p", false));
    Order lost = become(asked.paidBack("p"));
    assertThat(lost.state()).isEqualTo(new RefundRequested("p", true));
    // The gates' answer to the buyer comes late, and is none to this.
    assertThat(lost.voidRefused()).isInstanceOf(Stays.class);
  }

  @Test
  void growsItsRevisionWithEachChange() {
    for (State state : STATES) {
      Order order = in(state);
      for (Decision decision :
          List.of(order.cancel(), order.expire(DEADLINE), order.askRefund(true), order.voided())) {
        if (decision instanceof Become(var next)) {
          assertThat(next.revision()).isEqualTo(order.revision() + 1);
        }
      }
    }
  }

  private static void check(Function<Order, Decision> wish, String... expected) {
    for (int i = 0; i < STATES.size(); i++) {
      Order order = in(STATES.get(i));
      String actual =
          switch (wish.apply(order)) {
            case Become(var next) -> next.state().getClass().getSimpleName();
            case Stays(var same) -> same.equals(order) ? "-" : "another";
            case Refuses _ -> "!";
          };
      assertThat(actual).as("%s", STATES.get(i)).isEqualTo(expected[i]);
    }
  }

  private static void receive(String payment, Money amount, String... expected) {
    for (int i = 0; i < STATES.size(); i++) {
      assertThat(in(STATES.get(i)).receive(payment, amount).getClass().getSimpleName())
          .as("%s", STATES.get(i))
          .isEqualTo(expected[i]);
    }
  }

  private static Order become(Decision decision) {
    assertThat(decision).isInstanceOf(Become.class);
    return ((Become) decision).next();
  }

  private static Order in(State state) {
    return new Order(
        terms(TOTAL), seating(), new Deadline(DEADLINE, false), DeliveryStatus.PLANNED, state, 3);
  }

  private static Seating seating() {
    return new Seating(
        "h1", List.of(new OrderSeat(1, "t1", 120, "Ann"), new OrderSeat(2, "t2", 80, "Ben")));
  }

  private static Terms terms(Money total) {
    return new Terms(
        "o1",
        "h1",
        "p1",
        "ann",
        "house",
        total,
        new PriceSplit(0, 0).split(total),
        true,
        DeliveryMethod.MOBILE,
        DEADLINE.minusSeconds(600));
  }
}
