package io.onsale.gates.model;

import java.time.Instant;

/** What a gate answers to a scan. */
public sealed interface Verdict {

  /** Nothing speaks against the ticket: it goes in unless another scan is faster. */
  record Admissible(Ticket ticket, Admission admission) implements Verdict {}

  /** It goes in. */
  record Admitted(Ticket ticket, Admission admission) implements Verdict {}

  /** It went in before. */
  record AlreadyAdmitted(Ticket ticket, Admission first) implements Verdict {}

  /** Genuine, but the code is not of this minute. */
  record Stale(Ticket ticket) implements Verdict {}

  /** No ticket of this organiser. */
  record Invalid() implements Verdict {}

  /** A genuine ticket of another performance. */
  record WrongPerformance(long ticketId) implements Verdict {}

  /** The money went back, and the ticket is void. */
  record Refunded(Ticket ticket) implements Verdict {}

  /** The doors are closed yet. */
  record TooEarly(Ticket ticket, Instant doorsAt) implements Verdict {}
}
