package io.onsale.gates.flow;

import io.onsale.gates.model.Pass;
import io.onsale.gates.model.SigningKey;
import io.onsale.gates.model.Ticket;
import io.onsale.kit.ids.Ids;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * An order is paid: each of its seats gets a ticket with a key of its own, signed by the organiser.
 */
public final class IssueTickets {
  private final Tickets tickets;
  private final OrganizerKeys keys;
  private final Ids ids;
  private final InstantSource clock;
  private final SecureRandom chance;
  private final Duration keyLife;

  /**
   * @param keyLife how long an organiser's key signs before a new one does
   */
  public IssueTickets(
      Tickets tickets,
      OrganizerKeys keys,
      Ids ids,
      InstantSource clock,
      SecureRandom chance,
      Duration keyLife) {
    this.tickets = tickets;
    this.keys = keys;
    this.ids = ids;
    this.clock = clock;
    this.chance = chance;
    this.keyLife = keyLife;
  }

  /** What was paid. */
  public record PaidOrder(
      String id, String buyerId, String organizerId, long performanceId, List<PaidSeat> seats) {
    public PaidOrder {
      seats = List.copyOf(seats);
    }
  }

  /**
   * @param index in the performance's seat map
   * @param attendee who will come, empty when nobody said
   */
  public record PaidSeat(int index, String attendee) {}

  /** Issues the tickets of an order; those of an order that has some already are told again. */
  public void of(PaidOrder order) {
    tickets.inTransaction(() -> {
      Instant now = clock.instant();
      List<Ticket> before = tickets.ofOrder(order.id());
      if (before.isEmpty()) {
        tickets.issue(order.id(), issues(order, now), now);
      } else {
        tickets.tellIssued(order.id(), before, now);
      }
      return order;
    });
  }

  private List<Tickets.Issue> issues(PaidOrder order, Instant now) {
    SigningKey organizer = signingKey(order.organizerId(), now);
    List<Tickets.Issue> issues = new ArrayList<>();
    for (PaidSeat seat : order.seats()) {
      SigningKey own = SigningKey.generate(chance);
      long id = ids.nextLong();
      Pass pass = Pass.sign(organizer, id, order.performanceId(), seat.index(), own.verifying());
      Ticket ticket =
          new Ticket(id, order.id(), order.buyerId(), seat.attendee(), pass, new Ticket.Valid());
      issues.add(new Tickets.Issue(ticket, own));
    }
    return issues;
  }

  /** Two that make the first key at once make two, and both hold. */
  private SigningKey signingKey(String organizerId, Instant now) {
    return keys.newest(organizerId)
        .filter(dated -> dated.madeAt().plus(keyLife).isAfter(now))
        .map(OrganizerKeys.Dated::key)
        .orElseGet(() -> {
          SigningKey made = SigningKey.generate(chance);
          keys.add(organizerId, made, now);
          return made;
        });
  }
}
