package io.onsale.gates.flow;

import io.onsale.gates.model.Gate;
import io.onsale.gates.model.Performance;
import io.onsale.gates.model.Scan;
import io.onsale.gates.model.Ticket;
import io.onsale.gates.model.TicketCode;
import io.onsale.gates.model.Verdict;
import io.onsale.gates.model.VerifyingKey;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A gate shows what it has scanned, one code or many. Each has a transaction and an answer of its
 * own.
 */
public final class ScanTickets {
  private final Tickets tickets;
  private final OrganizerKeys keys;
  private final InstantSource clock;

  public ScanTickets(Tickets tickets, OrganizerKeys keys, InstantSource clock) {
    this.tickets = tickets;
    this.keys = keys;
    this.clock = clock;
  }

  /** A verdict for each scan, in their order; none of them is {@link Verdict.Admissible}. */
  public List<Verdict> at(Performance performance, List<Scan> scans) {
    Map<String, VerifyingKey> organizer =
        keys.verifying(performance.organizerId()).stream()
            .collect(Collectors.toMap(VerifyingKey::id, Function.identity()));
    Gate gate = new Gate(performance);
    List<Verdict> verdicts = new ArrayList<>(scans.size());
    for (Scan scan : scans) {
      Optional<TicketCode> code = TicketCode.read(scan.code(), organizer);
      verdicts.add(tickets.inTransaction(() -> judge(gate, scan, code)));
    }
    return verdicts;
  }

  private Verdict judge(Gate gate, Scan scan, Optional<TicketCode> code) {
    Instant now = clock.instant();
    Verdict verdict = gate.judge(scan, code, ticket(code), now);
    if (!(verdict instanceof Verdict.Admissible admissible)) {
      return verdict;
    }
    if (tickets.admit(admissible.ticket(), admissible.admission(), now)) {
      return new Verdict.Admitted(admissible.ticket(), admissible.admission());
    }
    // Another was faster between our look and our step: what it made of the ticket decides now.
    Verdict second = gate.judge(scan, code, ticket(code), now);
    if (second instanceof Verdict.Admissible) {
      throw new IllegalStateException("a valid ticket could not be admitted");
    }
    return second;
  }

  private Optional<Ticket> ticket(Optional<TicketCode> code) {
    return code.flatMap(genuine -> tickets.byId(genuine.pass().ticketId()));
  }
}
