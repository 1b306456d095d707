package io.onsale.orders.flow;

import io.onsale.orders.model.Money;
import io.onsale.orders.model.Order;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Our own books. */
public interface Orders {
  Optional<Order> find(String id);

  Optional<Order> findByHold(String hold);

  /**
   * Notes that an order is being made whose delivery is planned first: whatever comes of it, that
   * plan is found again.
   */
  void begin(String id, Instant now);

  /** Nothing comes of it, and nothing is left of it with the peers. */
  void forget(String id);

  /** Orders that were begun before this, of which nothing has come, and which are not forgotten. */
  List<String> begun(Instant before, int max);

  /**
   * Writes a new order and its event in one transaction; it is no longer just begun then. False
   * when its hold has an order; nothing is written then.
   */
  boolean place(Order order, OrderEvent event);

  /**
   * Writes a change and what it tells in one transaction, if the order is still the one before it.
   *
   * @return false when it has changed meanwhile; nothing is written then
   */
  boolean replace(Order next, List<OrderEvent> events);

  /** Newest first. */
  Page ofBuyer(String buyer, PageWish page);

  /** Newest first. */
  Page ofPerformance(String performance, String organizer, PageWish page);

  Sales sales(String performance, String organizer);

  /** Unpaid orders whose time was over at this moment, the longest over first. */
  List<Order> due(Instant now, int max);

  /**
   * @param after the id after which the page begins; null for the first
   */
  record PageWish(@Nullable String after, int limit) {}

  /**
   * @param next where the next page begins; null when there is none
   */
  record Page(List<Order> orders, @Nullable String next) {
    public Page {
      orders = List.copyOf(orders);
    }
  }

  /**
   * @param revenue null when nothing was sold, and so no currency is known
   */
  record Sales(int orders, @Nullable Money revenue) {}
}
