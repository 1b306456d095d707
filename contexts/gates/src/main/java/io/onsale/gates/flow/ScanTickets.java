package io.onsale.gates.flow;

import io.onsale.gates.model.Conflict;
import io.onsale.gates.model.Gate;
import io.onsale.gates.model.Performance;
import io.onsale.gates.model.Scan;
import io.onsale.gates.model.Ticket;
import io.onsale.gates.model.TicketCode;
import io.onsale.gates.model.Verdict;
import io.onsale.gates.model.VerifyingKey;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A gate shows what it has scanned, one code or many. Signatures are checked first; what is no
 * ticket of this performance never reaches the database. The rest goes there some at a time,
 * because a commit costs more than a scan.
 */
public final class ScanTickets {
  /** Scans in one transaction: few enough that no other gate waits long for their rows. */
  private static final int TOGETHER_MAX = 50;

  private final Tickets tickets;
  private final OrganizerKeys keys;
  private final InstantSource clock;

  public ScanTickets(Tickets tickets, OrganizerKeys keys, InstantSource clock) {
    this.tickets = tickets;
    this.keys = keys;
    this.clock = clock;
  }

  /** A scan, where it stands among the others, and the code that it shows if that is genuine. */
  private record Look(int place, Scan scan, Optional<TicketCode> code) {
    long ticketId() {
      return code.map(genuine -> genuine.pass().ticketId()).orElse(0L);
    }
  }

  /** A verdict for each scan, in their order; none of them is {@link Verdict.Admissible}. */
  public List<Verdict> at(Performance performance, List<Scan> scans) {
    Map<String, VerifyingKey> organizer =
        keys.verifying(performance.organizerId()).stream()
            .collect(Collectors.toMap(VerifyingKey::id, Function.identity()));
    Gate gate = new Gate(performance);
    Map<Integer, Verdict> verdicts = new TreeMap<>();
    List<Look> known = new ArrayList<>();
    for (int place = 0; place < scans.size(); place++) {
      Scan scan = scans.get(place);
      Look look = new Look(place, scan, TicketCode.read(scan.code(), organizer));
      if (look.code().filter(code -> code.pass().performanceId() == performance.id()).isPresent()) {
        known.add(look);
      } else {
        verdicts.put(place, gate.judge(scan, look.code(), Optional.empty(), clock.instant()));
      }
    }
    // All gates take tickets in one order, so that no two wait for each other; scans of one ticket
    // keep theirs.
    known.sort(Comparator.comparingLong(Look::ticketId));
    for (int from = 0; from < known.size(); from += TOGETHER_MAX) {
      List<Look> some = known.subList(from, Math.min(from + TOGETHER_MAX, known.size()));
      verdicts.putAll(tickets.inTransaction(() -> judge(gate, some)));
    }
    return List.copyOf(verdicts.values());
  }

  private Map<Integer, Verdict> judge(Gate gate, List<Look> looks) {
    Map<Integer, Verdict> verdicts = new TreeMap<>();
    for (Look look : looks) {
      Verdict verdict = judge(gate, look);
      Conflict.of(look.scan(), verdict, clock.instant()).ifPresent(tickets::keep);
      verdicts.put(look.place(), verdict);
    }
    return verdicts;
  }

  private Verdict judge(Gate gate, Look look) {
    // As exact as the rows are: a later scan tells the same moment.
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    Verdict verdict = gate.judge(look.scan(), look.code(), ticket(look), now);
    if (!(verdict instanceof Verdict.Admissible admissible)) {
      return verdict;
    }
    if (tickets.admit(admissible.ticket(), admissible.admission(), now)) {
      return new Verdict.Admitted(admissible.ticket(), admissible.admission());
    }
    // Another was faster between our look and our step: what it made of the ticket decides now.
    Verdict second = gate.judge(look.scan(), look.code(), ticket(look), now);
    if (second instanceof Verdict.Admissible) {
      throw new IllegalStateException("a valid ticket could not be admitted");
    }
    return second;
  }

  private Optional<Ticket> ticket(Look look) {
    return tickets.byId(look.ticketId());
  }
}
