package io.onsale.gates.flow;

import io.onsale.gates.model.Ticket;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** An order is to be refunded: its tickets become void, all or none. */
public final class VoidTickets {
  private final Tickets tickets;
  private final InstantSource clock;

  public VoidTickets(Tickets tickets, InstantSource clock) {
    this.tickets = tickets;
    this.clock = clock;
  }

  /**
   * @param byOrganizer who may refund a ticket that was used; its buyer may not
   */
  public void of(String orderId, boolean byOrganizer) {
    tickets.inTransaction(() -> {
      Instant now = clock.instant();
      // Locked: a gate that admits one at this moment comes before or after, and not in between.
      List<Ticket> all = tickets.ofOrderLocked(orderId);
      boolean used = all.stream().anyMatch(t -> t.state() instanceof Ticket.Admitted);
      if (used && !byOrganizer) {
        tickets.tellVoidRefused(orderId, now);
      } else {
        tickets.voidAll(orderId, now);
      }
      return orderId;
    });
  }
}
