package io.onsale.gates.flow;

import io.onsale.gates.model.SigningKey;
import io.onsale.gates.model.Ticket;
import io.onsale.gates.model.TicketCode;
import io.onsale.gates.model.TimeStep;
import java.time.InstantSource;
import java.util.List;

/** The owner looks at the tickets of an order. */
public final class ListTickets {
  private final Tickets tickets;
  private final InstantSource clock;

  public ListTickets(Tickets tickets, InstantSource clock) {
    this.tickets = tickets;
    this.clock = clock;
  }

  /**
   * A ticket as its owner sees it.
   *
   * @param code of this moment
   * @param key with which the owner's device makes further codes
   */
  public record Held(Ticket ticket, TicketCode code, SigningKey key) {}

  /** By seat; none when there are none, or when they are another's. */
  public List<Held> of(String orderId, String ownerId) {
    TimeStep step = TimeStep.at(clock.instant());
    return tickets.ofOrder(orderId).stream()
        .filter(ticket -> ticket.buyerId().equals(ownerId))
        .map(ticket -> hold(ticket, step))
        .toList();
  }

  private Held hold(Ticket ticket, TimeStep step) {
    SigningKey key = tickets.key(ticket);
    return new Held(ticket, TicketCode.make(ticket.pass(), key, step), key);
  }
}
