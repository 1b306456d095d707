package io.onsale.gates.edge;

import io.onsale.contracts.gates.v1.Entry;
import io.onsale.contracts.gates.v1.ManifestTicket;
import io.onsale.contracts.gates.v1.PublicKey;
import io.onsale.contracts.gates.v1.ScanOutcome;
import io.onsale.contracts.gates.v1.ScanResult;
import io.onsale.gates.flow.ListTickets;
import io.onsale.gates.model.Admission;
import io.onsale.gates.model.Conflict;
import io.onsale.gates.model.Manifest;
import io.onsale.gates.model.Ticket;
import io.onsale.gates.model.TimeStep;
import io.onsale.gates.model.Verdict;
import io.onsale.gates.model.VerifyingKey;
import io.onsale.kit.ids.Ids;
import io.onsale.kit.wire.Timestamps;
import java.time.Instant;
import java.util.Base64;

/** Between what we know and what we say. */
final class Messages {
  private Messages() {}

  static io.onsale.contracts.gates.v1.Ticket ticket(ListTickets.Held held) {
    Ticket ticket = held.ticket();
    return io.onsale.contracts.gates.v1.Ticket.newBuilder()
        .setId(Ids.format(ticket.id()))
        .setPerformanceId(Ids.format(ticket.pass().performanceId()))
        .setSeatIndex(ticket.pass().seatIndex())
        .setCode(held.code().text())
        .setCodeValidUntil(Timestamps.of(held.code().step().takenUntil()))
        .setPass(ticket.pass().text())
        .setSecret(base64(held.key().seed()))
        .setStepSeconds(TimeStep.SECONDS)
        .setStatus(status(ticket.state()))
        .setAttendee(ticket.attendee())
        .build();
  }

  private static io.onsale.contracts.gates.v1.Ticket.Status status(Ticket.State state) {
    return switch (state) {
      case Ticket.Valid() -> io.onsale.contracts.gates.v1.Ticket.Status.VALID;
      case Ticket.Admitted admitted -> io.onsale.contracts.gates.v1.Ticket.Status.ADMITTED;
      case Ticket.Voided() -> io.onsale.contracts.gates.v1.Ticket.Status.VOID;
    };
  }

  static io.onsale.contracts.gates.v1.Manifest manifest(Manifest manifest, Instant now) {
    return io.onsale.contracts.gates.v1.Manifest.newBuilder()
        .setPerformanceId(Ids.format(manifest.performance().id()))
        .setVersion(manifest.version())
        .setDoorsAt(Timestamps.of(manifest.performance().doorsAt()))
        .setStartsAt(Timestamps.of(manifest.performance().startsAt()))
        .setStepSeconds(TimeStep.SECONDS)
        .setStepTolerance(TimeStep.TOLERANCE)
        .addAllKeys(manifest.keys().stream().map(Messages::key).toList())
        .addAllTickets(manifest.tickets().stream().map(Messages::entry).toList())
        .setIssuedAt(Timestamps.of(now))
        .build();
  }

  private static PublicKey key(VerifyingKey key) {
    return PublicKey.newBuilder().setId(key.id()).setKey(base64(key.bytes())).build();
  }

  private static ManifestTicket entry(Manifest.Entry entry) {
    return ManifestTicket.newBuilder()
        .setId(Ids.format(entry.ticketId()))
        .setSeatIndex(entry.seatIndex())
        .setAdmitted(entry.admitted())
        .build();
  }

  static io.onsale.contracts.gates.v1.Conflict conflict(Conflict conflict) {
    Ticket ticket = conflict.ticket();
    return io.onsale.contracts.gates.v1.Conflict.newBuilder()
        .setTicketId(Ids.format(ticket.id()))
        .setSeatIndex(ticket.pass().seatIndex())
        .setAttendee(ticket.attendee())
        .setFirst(entry(conflict.first()))
        .setSecond(entry(conflict.second()))
        .setFoundAt(Timestamps.of(conflict.foundAt()))
        .build();
  }

  private static Entry entry(Admission admission) {
    return Entry.newBuilder()
        .setAt(Timestamps.of(admission.at()))
        .setDevice(admission.device())
        .build();
  }

  static ScanResult result(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Admitted admitted ->
          result(ScanOutcome.ADMITTED, admitted.ticket(), admitted.admission()).build();
      case Verdict.AlreadyAdmitted again ->
          result(ScanOutcome.ALREADY_ADMITTED, again.ticket(), again.first()).build();
      case Verdict.Stale stale -> result(ScanOutcome.STALE, stale.ticket()).build();
      case Verdict.Refunded refunded -> result(ScanOutcome.REFUNDED, refunded.ticket()).build();
      case Verdict.TooEarly early ->
          result(ScanOutcome.TOO_EARLY, early.ticket())
              .setDoorsAt(Timestamps.of(early.doorsAt()))
              .build();
      case Verdict.WrongPerformance wrong ->
          ScanResult.newBuilder()
              .setOutcome(ScanOutcome.WRONG_PERFORMANCE)
              .setTicketId(Ids.format(wrong.ticketId()))
              .build();
      case Verdict.Invalid() -> ScanResult.newBuilder().setOutcome(ScanOutcome.INVALID).build();
      case Verdict.Admissible undecided ->
          throw new IllegalStateException(
              "a scan of ticket " + undecided.ticket().id() + " was not decided");
    };
  }

  private static ScanResult.Builder result(
      ScanOutcome outcome, Ticket ticket, Admission admission) {
    return result(outcome, ticket)
        .setAdmittedAt(Timestamps.of(admission.at()))
        .setAdmittedDevice(admission.device());
  }

  private static ScanResult.Builder result(ScanOutcome outcome, Ticket ticket) {
    return ScanResult.newBuilder()
        .setOutcome(outcome)
        .setTicketId(Ids.format(ticket.id()))
        .setSeatIndex(ticket.pass().seatIndex())
        .setHasSeat(true)
        .setAttendee(ticket.attendee());
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
