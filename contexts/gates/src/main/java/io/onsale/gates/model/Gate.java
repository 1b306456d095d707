package io.onsale.gates.model;

import java.time.Instant;
import java.util.Optional;

/** The rules at the door of one performance. */
public record Gate(Performance performance) {
  /*
   * The order of the checks is the order in which nothing can be done about them. The first that fails is told:
   *
   *   INVALID            a forgery tells nothing else that could be believed, not even its performance
   *   WRONG_PERFORMANCE  at this door no code of that ticket will ever do, fresh or not
   *   INVALID            signed by the organiser, but no ticket was issued (a key was stolen)
   *   REFUNDED           never again; STALE would send its holder away to fetch a fresh code in vain
   *   ALREADY_ADMITTED   the same, also for an old screenshot: staff should hear that somebody is inside
   *   TOO_EARLY          wait for the doors; a fresh code would not help before
   *   STALE              a fresh code will do
   */

  /**
   * Judges a scan.
   *
   * @param code what {@link TicketCode#read} made of the scanned code
   * @param ticket the ticket that the code names, if it was issued
   * @param now by the clock of the house
   */
  public Verdict judge(Scan scan, Optional<TicketCode> code, Optional<Ticket> ticket, Instant now) {
    if (code.isEmpty()) {
      return new Verdict.Invalid();
    }
    Pass pass = code.get().pass();
    if (pass.performanceId() != performance.id()) {
      return new Verdict.WrongPerformance(pass.ticketId());
    }
    if (ticket.isEmpty() || !ticket.get().pass().equals(pass)) {
      return new Verdict.Invalid();
    }
    return switch (ticket.get().state()) {
      case Ticket.Voided() -> new Verdict.Refunded(ticket.get());
      case Ticket.Admitted(Admission first) -> again(scan, ticket.get(), first);
      case Ticket.Valid() -> judgeValid(scan, code.get(), ticket.get(), scan.judgedAt(now));
    };
  }

  private static Verdict again(Scan scan, Ticket ticket, Admission first) {
    boolean repeated =
        scan.fingerprint().isPresent() && scan.fingerprint().equals(first.scanFingerprint());
    return repeated
        ? new Verdict.Admitted(ticket, first)
        : new Verdict.AlreadyAdmitted(ticket, first);
  }

  private Verdict judgeValid(Scan scan, TicketCode code, Ticket ticket, Instant at) {
    if (at.isBefore(performance.doorsAt())) {
      return new Verdict.TooEarly(ticket, performance.doorsAt());
    }
    if (!code.step().isTakenAt(at)) {
      return new Verdict.Stale(ticket);
    }
    return new Verdict.Admissible(ticket, new Admission(at, scan.device(), scan.fingerprint()));
  }
}
