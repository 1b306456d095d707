package io.onsale.orders.flow;

import io.onsale.orders.model.Decision;
import io.onsale.orders.model.Order;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/**
 * Ends unpaid orders whose time is over. Called again and again; each call does a bounded piece.
 */
public final class ExpireOrders {
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
      Decision decision =
          changes.ask(
              order, seen -> seen.expire(now), next -> List.of(new OrderEvent.Expired(next)));
      if (decision instanceof Decision.Become) {
        expired++;
      }
    }
    return expired;
  }
}
