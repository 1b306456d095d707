package io.onsale.orders.flow;

import io.onsale.orders.flow.Orders.Page;
import io.onsale.orders.flow.Orders.PageWish;
import io.onsale.orders.flow.Orders.Sales;
import io.onsale.orders.model.Order;
import io.onsale.orders.model.Party;
import io.onsale.orders.model.Refusal;

/** Who may see which orders. */
public final class ReadOrders {
  private final Orders orders;
  private final Seats seats;

  public ReadOrders(Orders orders, Seats seats) {
    this.orders = orders;
    this.seats = seats;
  }

  /** One's own, or one of one's organisation; refuses with NotFound. */
  public Answer<Order> one(Party party, String id) {
    return orders
        .find(id)
        .filter(party::maySee)
        .map(Answer::given)
        .orElseGet(() -> Answer.refused(new Refusal.NotFound("order")));
  }

  /** One's own, newest first. */
  public Page own(Party party, PageWish page) {
    return orders.ofBuyer(party.account(), page);
  }

  /** A performance's of one's organisation, newest first; refuses with NotFound. */
  public Answer<Page> ofPerformance(String organizer, String performance, PageWish page) {
    return runs(organizer, performance)
        ? Answer.given(orders.ofPerformance(performance, organizer, page))
        : Answer.refused(new Refusal.NotFound("performance"));
  }

  /** What a performance of one's organisation has brought; refuses with NotFound. */
  public Answer<Sales> sales(String organizer, String performance) {
    return runs(organizer, performance)
        ? Answer.given(orders.sales(performance, organizer))
        : Answer.refused(new Refusal.NotFound("performance"));
  }

  private boolean runs(String organizer, String performance) {
    return seats.organizerOf(performance).filter(organizer::equals).isPresent();
  }
}
