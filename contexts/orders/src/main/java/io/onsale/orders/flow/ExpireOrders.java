package io.onsale.orders.flow;

import io.onsale.orders.model.Decision;
import io.onsale.orders.model.Order;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends unpaid orders whose time is over. Called again and again; each call does a bounded piece.
 */
public final class ExpireOrders {
  private static final Logger LOG = LoggerFactory.getLogger(ExpireOrders.class);

  private final Orders orders;
  private final Changes changes;
  private final int batchMax;
  private final InstantSource clock;

  public ExpireOrders(Orders orders, int batchMax, InstantSource clock) {
    this.orders = orders;
    this.changes = new Changes(orders);
    this.batchMax = batchMax;
    this.clock = clock;
  }

  /** Answers how many have expired; there may be more when that is as many as one call does. */
  public int run() {
    Instant now = clock.instant();
    int expired = 0;
    for (Order order : orders.due(now, batchMax)) {
      try {
        if (expire(order, now) instanceof Decision.Become) {
          expired++;
        }
      } catch (RuntimeException e) {
        // One order that can't be written must not keep those behind it.
        LOG.error("order {} can't expire now; it is tried again", order.id(), e);
      }
    }
    return expired;
  }

  private Decision expire(Order order, Instant now) {
    return changes.ask(
        order, seen -> seen.expire(now), next -> List.of(new OrderEvent.Expired(next)));
  }
}
