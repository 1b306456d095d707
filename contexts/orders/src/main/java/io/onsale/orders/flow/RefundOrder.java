package io.onsale.orders.flow;

import io.onsale.orders.model.Decision;
import io.onsale.orders.model.Order;
import io.onsale.orders.model.Party;
import io.onsale.orders.model.Refusal;
import java.util.List;
import java.util.Optional;

/** The buyer or the organiser wants a confirmed order's money back, in full. */
public final class RefundOrder {
  private final Orders orders;
  private final Changes changes;

  public RefundOrder(Orders orders) {
    this.orders = orders;
    this.changes = new Changes(orders);
  }

  /** Refuses with NotFound, WrongState, TicketUsed. Asked again, it answers how far it is. */
  public Answer<Order> refund(Party party, String id) {
    Optional<Order> found = orders.find(id).filter(party::maySee);
    if (found.isEmpty()) {
      return Answer.refused(new Refusal.NotFound("order"));
    }
    boolean byOrganizer = party.runs(found.get());
    return switch (changes.ask(
        found.get(),
        order -> order.askRefund(byOrganizer),
        next -> List.of(new OrderEvent.RefundRequested(next, byOrganizer)))) {
      case Decision.Become(var next) -> Answer.given(next);
      case Decision.Stays(var same) -> Answer.given(same);
      case Decision.Refuses(var why) -> Answer.refused(why);
    };
  }
}
