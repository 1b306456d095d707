package io.onsale.orders.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.onsale.orders.model.DeliveryStatus;
import io.onsale.orders.model.Money;
import io.onsale.orders.model.State;
import io.onsale.orders.model.Status;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Each step of a purchase, cut off at each place where a process can die, ends as it would have
 * ended.
 */
class CutOffTest {
  private static final Money TOTAL = World.TOTAL;
  private static final int CUTS_MAX = 100;

  @Test
  void paymentIsTakenWhereverItIsCutOff() {
    cutEverywhere(
        world -> world.placed().id(),
        (world, id) -> world.takePayment.of("pay", id, TOTAL),
        (world, id) ->
            world.soldTo("ann").size() == 2
                && world.order(id).state().equals(new State.Paid("pay"))
                && world.toldNames().equals(List.of("Placed", "Paid")));
  }

  @Test
  void latePaymentIsSubstitutedWhereverItIsCutOff() {
    cutEverywhere(
        world -> {
          String id = world.placed(true, TOTAL).id();
          world.forward(World.HOLD_TIME);
          world.expireOrders.run();
          world.holdFor("bob", 1);
          return id;
        },
        (world, id) -> world.takePayment.of("pay", id, TOTAL),
        (world, id) ->
            world.soldTo("ann").equals(List.of(2, 3))
                && world.order(id).state().equals(new State.Paid("pay"))
                && world.refunds.isEmpty()
                && world.taken().equals(List.of(1, 2, 3)));
  }

  @Test
  void latePaymentGoesBackWhereverItIsCutOff() {
    cutEverywhere(
        world -> {
          String id = world.placed().id();
          world.forward(World.HOLD_TIME);
          world.expireOrders.run();
          world.holdFor("bob", 1);
          return id;
        },
        (world, id) -> world.takePayment.of("pay", id, TOTAL),
        (world, id) -> world.soldTo("ann").isEmpty() && isPaidBack(world, id));
  }

  @Test
  void paymentOfCancelledOrderGoesBackWhereverItIsCutOff() {
    cutEverywhere(
        world -> {
          String id = world.placed().id();
          world.cancelOrder.cancel(World.ANN, id);
          return id;
        },
        (world, id) -> world.takePayment.of("pay", id, TOTAL),
        CutOffTest::isPaidBack);
  }

  @Test
  void orderIsConfirmedWhereverItIsCutOff() {
    cutEverywhere(
        world -> {
          String id = world.placed().id();
          world.takePayment.of("pay", id, TOTAL);
          return id;
        },
        (world, id) -> world.followTickets.issued(id),
        (world, id) ->
            world.status(id) == Status.CONFIRMED
                && world.toldNames().equals(List.of("Placed", "Paid", "Confirmed")));
  }

  @Test
  void orderIsRefundedWhereverItIsCutOff() {
    cutEverywhere(
        world -> {
          String id = world.placed().id();
          world.takePayment.of("pay", id, TOTAL);
          world.followTickets.issued(id);
          world.refundOrder.refund(World.HOUSE, id);
          return id;
        },
        (world, id) -> world.followTickets.voided(id),
        (world, id) -> world.taken().isEmpty() && isPaidBack(world, id));
  }

  @Test
  void freeOrderIsSeatedWhereverItIsCutOff() {
    cutEverywhere(
        world -> world.placed(false, new Money(0, "CNY")).id(),
        (world, id) -> world.seatOrder.placed(id),
        (world, id) ->
            world.soldTo("ann").size() == 2
                && world.order(id).state().equals(new State.Paid(null)));
  }

  @Test
  void orderIsLetGoOfWhereverItIsCutOff() {
    cutEverywhere(
        world -> {
          String id = world.placed().id();
          world.forward(World.HOLD_TIME.minusMillis(1));
          world.cancelOrder.cancel(World.ANN, id);
          return id;
        },
        (world, id) -> world.letGo.of(id),
        (world, id) ->
            world.taken().isEmpty()
                && world.closed.equals(Set.of(id))
                && world.deliveries.get(id) == DeliveryStatus.CANCELLED);
  }

  private static boolean isPaidBack(World world, String id) {
    return world.refunds.equals(Set.of("pay"))
        && world.order(id).state().equals(new State.PayingBack("pay"));
  }

  /**
   * Cuts a step off at each of its calls in turn, and before each write; then its event comes
   * again, twice.
   */
  private static void cutEverywhere(Begin begin, Step step, Check check) {
    for (int cut = 1; cut <= CUTS_MAX; cut++) {
      World world = new World();
      String id = begin.of(world);
      world.fuse.blowAt(cut);
      boolean blown = false;
      try {
        step.of(world, id);
      } catch (Fuse.Blown e) {
        blown = true;
      }
      world.fuse.hold();
      step.of(world, id);
      step.of(world, id);
      assertThat(check.holds(world, id)).as("cut at point %d, %s", cut, world.order(id)).isTrue();
      if (!blown) {
        assertThat(cut).as("points where it was cut").isGreaterThan(2);
        return;
      }
    }
    throw new AssertionError("it has more than " + CUTS_MAX + " points to cut at");
  }

  @FunctionalInterface
  private interface Begin {
    String of(World world);
  }

  @FunctionalInterface
  private interface Step {
    void of(World world, String id);
  }

  @FunctionalInterface
  private interface Check {
    boolean holds(World world, String id);
  }
}
