package io.onsale.orders.flow;

import io.onsale.orders.model.Decision;
import io.onsale.orders.model.Order;
import io.onsale.orders.model.Party;
import io.onsale.orders.model.Refusal;
import java.util.List;
import java.util.Optional;

/** The buyer gives up an order before it is paid. */
public final class CancelOrder {
  private final Orders orders;
  private final Changes changes;
  private final LetGo letGo;

  public CancelOrder(Orders orders, LetGo letGo) {
    this.orders = orders;
    this.changes = new Changes(orders);
    this.letGo = letGo;
  }

  /** Refuses with NotFound, WrongState. */
  public Answer<Order> cancel(Party party, String id) {
    Optional<Order> found = orders.find(id).filter(party::bought);
    if (found.isEmpty()) {
      return Answer.refused(new Refusal.NotFound("order"));
    }
    return switch (changes.ask(
        found.get(), Order::cancel, next -> List.of(new OrderEvent.Cancelled(next)))) {
      case Decision.Become(var cancelled) -> {
        // Its event does this too, and again until it is done; here it is done before the buyer is
        // told.
        letGo.now(cancelled);
        yield Answer.given(cancelled);
      }
      case Decision.Stays(var order) -> Answer.given(order);
      case Decision.Refuses(var why) -> Answer.refused(why);
    };
  }
}
