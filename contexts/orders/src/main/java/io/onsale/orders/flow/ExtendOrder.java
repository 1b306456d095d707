package io.onsale.orders.flow;

import io.onsale.orders.model.Decision;
import io.onsale.orders.model.Order;
import io.onsale.orders.model.Party;
import io.onsale.orders.model.Refusal;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** More time to pay, once. */
public final class ExtendOrder {
  private final Orders orders;
  private final Seats seats;
  private final Changes changes;
  private final InstantSource clock;

  public ExtendOrder(Orders orders, Seats seats, InstantSource clock) {
    this.orders = orders;
    this.seats = seats;
    this.changes = new Changes(orders);
    this.clock = clock;
  }

  /** Refuses with NotFound, WrongState, OrderExpired, ExtensionUsed. */
  public Answer<Order> extend(Party party, String id) {
    Optional<Order> found = orders.find(id).filter(party::bought);
    if (found.isEmpty()) {
      return Answer.refused(new Refusal.NotFound("order"));
    }
    Order order = found.get();
    Optional<Refusal> refusal = order.refusesExtension(clock.instant());
    if (refusal.isPresent()) {
      return Answer.refused(refusal.get());
    }
    Optional<Instant> until = seats.extend(order.id(), order.seating().hold());
    if (until.isEmpty()) {
      return Answer.refused(new Refusal.OrderExpired(order.deadline().at()));
    }
    return switch (changes.ask(order, seen -> seen.extended(until.get()), next -> List.of())) {
      case Decision.Become(var next) -> Answer.given(next);
      case Decision.Stays(var same) -> Answer.given(same);
      case Decision.Refuses(var why) -> {
        // It ended meanwhile, perhaps after its hold had been released in vain.
        seats.release(order.id(), order.terms().hold());
        yield Answer.refused(why);
      }
    };
  }
}
