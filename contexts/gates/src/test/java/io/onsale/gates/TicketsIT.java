package io.onsale.gates;

import static org.assertj.core.api.Assertions.assertThat;

import io.onsale.contracts.gates.v1.ScanOutcome;
import io.onsale.contracts.gates.v1.Ticket;
import io.onsale.contracts.gates.v1.TicketsIssued;
import io.onsale.contracts.gates.v1.TicketsVoidRefused;
import io.onsale.contracts.gates.v1.TicketsVoided;
import io.onsale.contracts.reasons.v1.Reason;
import io.onsale.kit.access.Caller;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Tickets of an order: issued once, seen by their owner, voided by a refund. */
final class TicketsIT extends GatesFixture {
  @Test
  void issuesATicketForEachSeatOfAPaidOrder() {
    pay(order(ORDER, SHOW, 12, 13));

    List<Ticket> tickets = tickets(BUYER, ORDER);

    assertThat(tickets).extracting(Ticket::getSeatIndex).containsExactly(12, 13);
    assertThat(tickets).extracting(Ticket::getStatus).containsOnly(Ticket.Status.VALID);
    assertThat(tickets).extracting(Ticket::getPerformanceId).containsOnly(SHOW);
    assertThat(tickets).extracting(Ticket::getAttendee).containsExactly("Guest 12", "Guest 13");
    assertThat(tickets).extracting(Ticket::getCode).allMatch(code -> code.length() == 256);
    assertThat(tickets).extracting(Ticket::getStepSeconds).containsOnly(30);
    assertThat(gates.published(TicketsIssued.getDefaultInstance()))
        .containsExactly(
            TicketsIssued.newBuilder()
                .setOrderId(ORDER)
                .addAllTicketIds(tickets.stream().map(Ticket::getId).toList())
                .build());
  }

  @Test
  void keepsTheTicketsOfAnOrderThatIsToldTwice() {
    pay(order(ORDER, SHOW, 12, 13));
    List<Ticket> first = tickets(BUYER, ORDER);

    pay(order(ORDER, SHOW, 12, 13));

    assertThat(tickets(BUYER, ORDER)).isEqualTo(first);
    assertThat(Set.copyOf(gates.published(TicketsIssued.getDefaultInstance()))).hasSize(1);
  }

  @Test
  void showsTicketsToTheirOwnerOnly() {
    pay(order(ORDER, SHOW, 12));

    assertThat(reason(() -> tickets(Caller.buyer("buyer-2"), ORDER))).isEqualTo(Reason.NOT_FOUND);
    assertThat(reason(() -> tickets(Caller.organizer("boss", HALL), ORDER)))
        .isEqualTo(Reason.NOT_FOUND);
    assertThat(reason(() -> tickets(BUYER, "unknown"))).isEqualTo(Reason.NOT_FOUND);
    assertThat(reason(() -> tickets(Caller.nobody(), ORDER))).isEqualTo(Reason.SIGN_IN_REQUIRED);
  }

  @Test
  void tellsTheInstantFromWhichACodeIsStale() {
    pay(order(ORDER, SHOW, 12));
    Ticket ticket = tickets(BUYER, ORDER).getFirst();
    Instant until = Instant.ofEpochSecond(ticket.getCodeValidUntil().getSeconds());
    assertThat(until).isBetween(OPEN.plusSeconds(30), OPEN.plusSeconds(60));

    gates.clock().set(until);
    assertThat(scan(SHOW, ticket.getCode()).getOutcome()).isEqualTo(ScanOutcome.STALE);

    gates.clock().set(until.minusMillis(1));
    assertThat(scan(SHOW, ticket.getCode()).getOutcome()).isEqualTo(ScanOutcome.ADMITTED);
  }

  @Test
  void letsTheOwnersDeviceMakeCodesByItself() {
    pay(order(ORDER, SHOW, 12));
    Ticket ticket = tickets(BUYER, ORDER).getFirst();
    gates.clock().forward(Duration.ofHours(2));

    assertThat(scan(SHOW, codeAt(ticket, gates.clock().instant())).getOutcome())
        .isEqualTo(ScanOutcome.ADMITTED);
  }

  @Test
  void refusesARefundedTicket() {
    pay(order(ORDER, SHOW, 12, 13));
    List<Ticket> tickets = tickets(BUYER, ORDER);

    refund(ORDER, false);

    assertThat(gates.published(TicketsVoided.getDefaultInstance()))
        .containsExactly(TicketsVoided.newBuilder().setOrderId(ORDER).build());
    assertThat(scan(SHOW, tickets.getFirst().getCode()).getOutcome())
        .isEqualTo(ScanOutcome.REFUNDED);
    gates.clock().forward(Duration.ofMinutes(10));
    assertThat(scan(SHOW, tickets.getFirst().getCode()).getOutcome())
        .isEqualTo(ScanOutcome.REFUNDED);
    assertThat(tickets(BUYER, ORDER))
        .extracting(Ticket::getStatus)
        .containsOnly(Ticket.Status.VOID);
  }

  @Test
  void refundsNothingToABuyerWhoseTicketWasUsed() {
    pay(order(ORDER, SHOW, 12, 13));
    List<Ticket> tickets = tickets(BUYER, ORDER);
    scan(SHOW, tickets.getFirst().getCode());

    refund(ORDER, false);

    assertThat(gates.published(TicketsVoidRefused.getDefaultInstance()))
        .containsExactly(TicketsVoidRefused.newBuilder().setOrderId(ORDER).build());
    assertThat(gates.published(TicketsVoided.getDefaultInstance())).isEmpty();
    assertThat(scan(SHOW, tickets.getLast().getCode()).getOutcome())
        .isEqualTo(ScanOutcome.ADMITTED);
  }

  @Test
  void letsTheOrganizerRefundATicketThatWasUsed() {
    pay(order(ORDER, SHOW, 12));
    String code = tickets(BUYER, ORDER).getFirst().getCode();
    scan(SHOW, code);

    refund(ORDER, true);

    assertThat(gates.published(TicketsVoided.getDefaultInstance())).hasSize(1);
    assertThat(scan(SHOW, code).getOutcome()).isEqualTo(ScanOutcome.REFUNDED);
  }

  @Test
  void voidsAnOrderThatNeverHadTickets() {
    refund(ORDER, false);

    assertThat(gates.published(TicketsVoided.getDefaultInstance()))
        .containsExactly(TicketsVoided.newBuilder().setOrderId(ORDER).build());
  }
}
