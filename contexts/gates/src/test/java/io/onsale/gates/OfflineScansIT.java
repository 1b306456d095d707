package io.onsale.gates;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import io.onsale.contracts.gates.v1.Conflict;
import io.onsale.contracts.gates.v1.Entry;
import io.onsale.contracts.gates.v1.ListConflictsRequest;
import io.onsale.contracts.gates.v1.ScanOutcome;
import io.onsale.contracts.gates.v1.ScanResult;
import io.onsale.contracts.gates.v1.ScannedCode;
import io.onsale.contracts.gates.v1.Ticket;
import io.onsale.contracts.gates.v1.TicketAdmitted;
import io.onsale.contracts.reasons.v1.Reason;
import io.onsale.kit.access.Caller;
import io.onsale.kit.refusal.Fault;
import io.onsale.kit.refusal.Refused;
import io.onsale.kit.wire.Timestamps;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Scans that were made off line and are brought later, many at once. */
final class OfflineScansIT extends GatesFixture {
  @Test
  void judgesOfflineScansByTheirOwnTimeAndTellsTheSecondGateOfTheFirst() {
    pay(order(ORDER, SHOW, 12));
    Ticket ticket = tickets(BUYER, ORDER).getFirst();
    ScannedCode south = offline(ticket, OPEN.plusSeconds(120), "south");
    ScannedCode north = offline(ticket, OPEN.plusSeconds(60), "north");
    gates.clock().forward(Duration.ofHours(3));

    ScanResult first = scan(SHOW, List.of(south)).getFirst();
    ScanResult second = scan(SHOW, List.of(north)).getFirst();

    assertThat(first.getOutcome()).isEqualTo(ScanOutcome.ADMITTED);
    assertThat(first.getAdmittedAt()).isEqualTo(Timestamps.of(OPEN.plusSeconds(120)));
    assertThat(second.getOutcome()).isEqualTo(ScanOutcome.ALREADY_ADMITTED);
    assertThat(second.getAdmittedAt()).isEqualTo(Timestamps.of(OPEN.plusSeconds(120)));
    assertThat(second.getAdmittedDevice()).isEqualTo("south");
  }

  @Test
  void tellsBothGatesThatLetOneTicketIn() {
    pay(order(ORDER, SHOW, 12, 13));
    List<Ticket> tickets = tickets(BUYER, ORDER);
    ScannedCode south = letIn(tickets.getFirst(), OPEN.plusSeconds(120), "south");
    ScannedCode north = letIn(tickets.getFirst(), OPEN.plusSeconds(60), "north");
    ScannedCode alone = letIn(tickets.getLast(), OPEN.plusSeconds(70), "north");
    gates.clock().forward(Duration.ofHours(3));
    assertThat(conflicts(GATE, SHOW)).isEmpty();

    scan(SHOW, List.of(south));
    scan(SHOW, List.of(north, alone));
    scan(SHOW, List.of(north, alone));

    assertThat(conflicts(GATE, SHOW))
        .containsExactly(
            Conflict.newBuilder()
                .setTicketId(tickets.getFirst().getId())
                .setSeatIndex(12)
                .setAttendee("Guest 12")
                .setFirst(entry(OPEN.plusSeconds(120), "south"))
                .setSecond(entry(OPEN.plusSeconds(60), "north"))
                .setFoundAt(Timestamps.of(gates.clock().instant()))
                .build());
  }

  @Test
  void tellsEachFurtherGateAndTheNewestFirst() {
    pay(order(ORDER, SHOW, 12));
    Ticket ticket = tickets(BUYER, ORDER).getFirst();
    scan(SHOW, codeAt(ticket, OPEN), "south");
    scan(SHOW, List.of(letIn(ticket, OPEN.plusSeconds(1), "north")));
    gates.clock().forward(Duration.ofMinutes(1));

    scan(SHOW, List.of(letIn(ticket, OPEN.plusSeconds(2), "west")));

    assertThat(conflicts(GATE, SHOW))
        .extracting(conflict -> conflict.getSecond().getDevice())
        .containsExactly("west", "north");
    assertThat(conflicts(GATE, SHOW))
        .extracting(conflict -> conflict.getFirst().getDevice())
        .containsOnly("south");
  }

  @Test
  void aTicketThatIsTurnedAwayIsNoConflict() {
    pay(order(ORDER, SHOW, 12));
    Ticket ticket = tickets(BUYER, ORDER).getFirst();
    scan(SHOW, codeAt(ticket, OPEN), "south");

    scan(SHOW, List.of(offline(ticket, OPEN.plusSeconds(1), "north")));

    assertThat(conflicts(GATE, SHOW)).isEmpty();
  }

  @Test
  void tellsConflictsToTheOrganizationsStaffOnly() {
    assertThat(reason(() -> conflicts(RIVAL_GATE, SHOW))).isEqualTo(Reason.NOT_FOUND);
    assertThat(reason(() -> conflicts(BUYER, SHOW))).isEqualTo(Reason.NOT_ALLOWED);
  }

  @Test
  void answersTheSameToOfflineScansThatAreSentAgain() {
    pay(order(ORDER, SHOW, 12, 13));
    List<Ticket> tickets = tickets(BUYER, ORDER);
    List<ScannedCode> scans =
        List.of(
            offline(tickets.getFirst(), OPEN.plusSeconds(60), "north"),
            offline(tickets.getLast(), OPEN.plusSeconds(61), "north"));
    gates.clock().forward(Duration.ofHours(3));

    List<ScanResult> first = scan(SHOW, scans);

    assertThat(first).extracting(ScanResult::getOutcome).containsOnly(ScanOutcome.ADMITTED);
    assertThat(scan(SHOW, scans)).isEqualTo(first);
    assertThat(gates.published(TicketAdmitted.getDefaultInstance())).hasSize(2);
  }

  @Test
  void believesNoTimeThatIsOutOfBounds() {
    pay(order(ORDER, SHOW, 12));
    Ticket ticket = tickets(BUYER, ORDER).getFirst();
    gates.clock().set(OPEN.plus(Duration.ofDays(8)));

    assertThat(scan(SHOW, List.of(offline(ticket, OPEN, "north"))).getFirst().getOutcome())
        .isEqualTo(ScanOutcome.STALE);
    assertThat(
            scan(SHOW, List.of(offline(ticket, gates.clock().instant().plusSeconds(180), "north")))
                .getFirst()
                .getOutcome())
        .isEqualTo(ScanOutcome.STALE);
  }

  @Test
  void answersEachScanOfABatchByItself() {
    int[] seats = IntStream.range(0, 100).toArray();
    pay(order(ORDER, SHOW, seats));
    List<ScannedCode> scans = new ArrayList<>();
    for (Ticket ticket : tickets(BUYER, ORDER)) {
      scans.add(scanned(ticket.getCode(), "north"));
      scans.add(scanned("garbage", "north"));
      scans.add(scanned(ticket.getCode(), "south"));
    }

    List<ScanOutcome> outcomes = scan(SHOW, scans).stream().map(ScanResult::getOutcome).toList();

    assertThat(outcomes)
        .isEqualTo(
            Collections.nCopies(
                    100,
                    List.of(
                        ScanOutcome.ADMITTED, ScanOutcome.INVALID, ScanOutcome.ALREADY_ADMITTED))
                .stream()
                .flatMap(List::stream)
                .toList());
  }

  @Test
  void refusesBatchesThatAreTooLargeOrBroken() {
    ScannedCode scan = scanned("x", "north");
    Timestamp noTime = Timestamp.newBuilder().setSeconds(Long.MAX_VALUE).build();

    assertThat(reason(() -> scan(SHOW, List.of()))).isEqualTo(Reason.INVALID_REQUEST);
    assertThat(reason(() -> scan(SHOW, Collections.nCopies(501, scan))))
        .isEqualTo(Reason.INVALID_REQUEST);
    assertThat(scan(SHOW, Collections.nCopies(500, scan))).hasSize(500);
    Refused refused =
        refusal(() ->
            scan(
                SHOW,
                List.of(
                    scan,
                    scanned("x".repeat(4_097), "d".repeat(65)),
                    scan.toBuilder().setScannedAt(noTime).build())));
    assertThat(refused.reason()).isEqualTo(Reason.INVALID_REQUEST);
    assertThat(refused.faults())
        .extracting(Fault::pointer)
        .containsExactly("/scans/1/code", "/scans/1/device", "/scans/2/scannedAt");
  }

  private static ScannedCode offline(Ticket ticket, Instant at, String device) {
    return scanned(codeAt(ticket, at), device).toBuilder().setScannedAt(Timestamps.of(at)).build();
  }

  private static ScannedCode letIn(Ticket ticket, Instant at, String device) {
    return offline(ticket, at, device).toBuilder().setLetIn(true).build();
  }

  private static Entry entry(Instant at, String device) {
    return Entry.newBuilder().setAt(Timestamps.of(at)).setDevice(device).build();
  }

  private List<Conflict> conflicts(Caller caller, String performance) {
    return stub(caller)
        .listConflicts(ListConflictsRequest.newBuilder().setPerformanceId(performance).build())
        .getItemsList();
  }
}
