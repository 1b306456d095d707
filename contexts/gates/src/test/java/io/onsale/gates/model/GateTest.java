package io.onsale.gates.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class GateTest {
  private static final Instant DOORS = Instant.parse("2026-11-22T18:00:00Z");
  private static final Instant OPEN = DOORS.plusSeconds(1_805);
  private static final SecureRandom CHANCE = new SecureRandom();

  private final SigningKey organizer = SigningKey.generate(CHANCE);
  private final SigningKey ticketKey = SigningKey.generate(CHANCE);
  private final Pass pass = Pass.sign(organizer, 1, 77, 12, ticketKey.verifying());
  private final Ticket ticket = new Ticket(1, "order", "buyer", "Ann", pass, new Ticket.Valid());
  private final Gate gate =
      new Gate(new Performance(77, "organizer", DOORS, DOORS.plusSeconds(21_600)));

  @Test
  void admitsAFreshTicketOnceTheDoorsAreOpen() {
    assertThat(judge(online(OPEN), OPEN))
        .isEqualTo(new Verdict.Admissible(ticket, new Admission(OPEN, "north", Optional.empty())));
    assertThat(judge(online(DOORS), DOORS)).isInstanceOf(Verdict.Admissible.class);
  }

  @Test
  void tellsWhenTheDoorsOpen() {
    Instant before = DOORS.minusNanos(1);

    assertThat(judge(online(before), before)).isEqualTo(new Verdict.TooEarly(ticket, DOORS));
  }

  @Test
  void refusesAScreenshotAfterAMinute() {
    assertThat(judge(online(OPEN), OPEN.plusSeconds(60))).isEqualTo(new Verdict.Stale(ticket));
  }

  @Test
  void refusesACodeOfTheFuture() {
    assertThat(judge(online(OPEN.plusSeconds(61)), OPEN)).isEqualTo(new Verdict.Stale(ticket));
  }

  @Test
  void refusesWhatIsNoCode() {
    Verdict verdict =
        gate.judge(
            new Scan("x", Optional.empty(), "", false),
            Optional.empty(),
            Optional.of(ticket),
            OPEN);

    assertThat(verdict).isEqualTo(new Verdict.Invalid());
  }

  @Test
  void tellsAGenuineTicketOfAnotherPerformanceFirst() {
    Pass elsewhere = Pass.sign(organizer, 9, 78, 12, ticketKey.verifying());
    Scan stale = scan(elsewhere, OPEN.minusSeconds(3_600), Optional.empty());

    assertThat(gate.judge(stale, read(stale), Optional.empty(), OPEN))
        .isEqualTo(new Verdict.WrongPerformance(9));
  }

  @Test
  void refusesASignedPassThatWasNeverIssued() {
    Scan scan = online(OPEN);
    Pass twin = Pass.sign(organizer, 1, 77, 13, ticketKey.verifying());
    Ticket issued = new Ticket(1, "order", "buyer", "", twin, new Ticket.Valid());

    assertThat(gate.judge(scan, read(scan), Optional.empty(), OPEN))
        .isEqualTo(new Verdict.Invalid());
    assertThat(gate.judge(scan, read(scan), Optional.of(issued), OPEN))
        .isEqualTo(new Verdict.Invalid());
  }

  @Test
  void tellsARefundBeforeAStaleCodeOrClosedDoors() {
    Ticket voided = in(new Ticket.Voided());
    Scan stale = online(OPEN.minusSeconds(3_600));
    Instant early = DOORS.minusSeconds(3_600);
    Scan tooEarly = online(early);

    assertThat(gate.judge(stale, read(stale), Optional.of(voided), OPEN))
        .isEqualTo(new Verdict.Refunded(voided));
    assertThat(gate.judge(tooEarly, read(tooEarly), Optional.of(voided), early))
        .isEqualTo(new Verdict.Refunded(voided));
  }

  @Test
  void tellsWhenAndWhereATicketWentInEvenToAStaleCode() {
    Admission first = new Admission(OPEN, "south", Optional.empty());
    Ticket admitted = in(new Ticket.Admitted(first));
    Scan stale = online(OPEN.minusSeconds(3_600));

    assertThat(gate.judge(stale, read(stale), Optional.of(admitted), OPEN))
        .isEqualTo(new Verdict.AlreadyAdmitted(admitted, first));
  }

  @Test
  void tellsClosedDoorsBeforeAStaleCode() {
    Instant early = DOORS.minusSeconds(3_600);
    Scan stale = online(early.minusSeconds(600));

    assertThat(judge(stale, early)).isInstanceOf(Verdict.TooEarly.class);
  }

  @Test
  void judgesAnOfflineScanByItsOwnTime() {
    Scan offline = scan(pass, OPEN, Optional.of(OPEN));

    assertThat(judge(offline, OPEN.plus(Scan.BEHIND_MAX)))
        .isEqualTo(
            new Verdict.Admissible(ticket, new Admission(OPEN, "north", offline.fingerprint())));
  }

  @Test
  void believesNoTimeOfAnOfflineScanThatIsOutOfBounds() {
    Scan old = scan(pass, OPEN, Optional.of(OPEN));
    Instant longAfter = OPEN.plus(Scan.BEHIND_MAX).plusNanos(1);
    Instant ahead = OPEN.plus(Scan.AHEAD_MAX);
    Scan hurried = scan(pass, ahead, Optional.of(ahead));

    assertThat(judge(old, longAfter)).isEqualTo(new Verdict.Stale(ticket));
    assertThat(judge(hurried, OPEN)).isInstanceOf(Verdict.Admissible.class);
    assertThat(judge(hurried, OPEN.minusNanos(1))).isEqualTo(new Verdict.Stale(ticket));
  }

  @Test
  void takesAnOfflineScanThatIsSentAgainForTheSameScan() {
    Scan offline = scan(pass, OPEN, Optional.of(OPEN));
    Admission first = new Admission(OPEN, "north", offline.fingerprint());
    Ticket admitted = in(new Ticket.Admitted(first));

    assertThat(gate.judge(offline, read(offline), Optional.of(admitted), OPEN.plusSeconds(90)))
        .isEqualTo(new Verdict.Admitted(admitted, first));
  }

  @Test
  void takesTheSameCodeAtAnotherDeviceOrTimeForAnotherScan() {
    Scan first = scan(pass, OPEN, Optional.of(OPEN));
    Ticket admitted = in(new Ticket.Admitted(new Admission(OPEN, "north", first.fingerprint())));

    for (Scan other :
        new Scan[] {
          new Scan(first.code(), first.scannedAt(), "south", false),
          new Scan(first.code(), first.scannedAt(), "", false),
          new Scan(first.code(), Optional.of(OPEN.plusNanos(1)), "north", false),
          new Scan(first.code(), Optional.empty(), "north", false)
        }) {
      assertThat(gate.judge(other, read(other), Optional.of(admitted), OPEN))
          .isInstanceOf(Verdict.AlreadyAdmitted.class);
    }
  }

  @Test
  void takesNamelessOfflineScansForDifferentOnes() {
    Instant at = OPEN.minus(Duration.ofMinutes(5));
    Scan nameless = new Scan(scan(pass, at, Optional.empty()).code(), Optional.of(at), "", false);
    Ticket admitted = in(new Ticket.Admitted(new Admission(at, "", nameless.fingerprint())));

    assertThat(gate.judge(nameless, read(nameless), Optional.of(admitted), OPEN))
        .isInstanceOf(Verdict.AlreadyAdmitted.class);
  }

  private Verdict judge(Scan scan, Instant now) {
    return gate.judge(scan, read(scan), Optional.of(ticket), now);
  }

  private Optional<TicketCode> read(Scan scan) {
    return TicketCode.read(scan.code(), Map.of(organizer.verifying().id(), organizer.verifying()));
  }

  private Scan online(Instant madeAt) {
    return scan(pass, madeAt, Optional.empty());
  }

  private Scan scan(Pass pass, Instant madeAt, Optional<Instant> scannedAt) {
    String code = TicketCode.make(pass, ticketKey, TimeStep.at(madeAt)).text();
    return new Scan(code, scannedAt, "north", false);
  }

  private Ticket in(Ticket.State state) {
    return new Ticket(1, "order", "buyer", "Ann", pass, state);
  }
}
