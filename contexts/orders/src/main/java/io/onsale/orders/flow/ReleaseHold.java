package io.onsale.orders.flow;

import io.onsale.orders.model.Order;
import io.onsale.orders.model.Party;
import io.onsale.orders.model.Refusal;
import io.onsale.orders.model.State;
import java.util.Optional;

/**
 * The buyer gives a hold back. One that was ordered is not given back alone: its order could still
 * be paid, and would have no seats.
 *
 * <p>A hold may be ordered and given back at the same moment. Then the order is written before it
 * looks at its hold once more, and the hold is given back before this looks for its order once
 * more: at least one of the two sees the other, and the order is cancelled.
 */
public final class ReleaseHold {
  private final Orders orders;
  private final Seats seats;
  private final BuyersHolds holds;
  private final CancelOrder cancelOrder;

  public ReleaseHold(Orders orders, Seats seats, BuyersHolds holds, CancelOrder cancelOrder) {
    this.orders = orders;
    this.seats = seats;
    this.holds = holds;
    this.cancelOrder = cancelOrder;
  }

  /** The inventory, asked by the buyer that is being served: what it refuses, it refuses them. */
  @FunctionalInterface
  public interface BuyersHolds {
    void release(String hold);
  }

  /** Empty when it is given back. Refuses with HoldAlreadyOrdered. */
  public Optional<Refusal> release(Party party, String hold) {
    Optional<Order> ordered = orderOf(party, hold).filter(Order::needsItsHold);
    if (ordered.isPresent()) {
      return Optional.of(new Refusal.HoldAlreadyOrdered(ordered.get().id()));
    }
    holds.release(hold);
    orderOf(party, hold).ifPresent(order -> cancelOrder.cancel(party, order.id()));
    return Optional.empty();
  }

  /** Of another's hold nothing is told here; the inventory refuses it. */
  private Optional<Order> orderOf(Party party, String hold) {
    return orders.findByHold(hold).filter(party::bought);
  }

  /** An order was placed: when its hold was given back meanwhile, it is cancelled. */
  public void placed(String id) {
    orders
        .find(id)
        .filter(order -> order.state() instanceof State.AwaitingPayment)
        .filter(this::hasLostItsHold)
        .ifPresent(order -> cancelOrder.cancel(new Party(order.terms().buyer(), null), order.id()));
  }

  private boolean hasLostItsHold(Order order) {
    return seats
        .find(order.terms().hold())
        .filter(hold -> hold.standing() == Seats.Standing.ENDED)
        .isPresent();
  }
}
