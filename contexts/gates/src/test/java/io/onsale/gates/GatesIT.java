package io.onsale.gates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Timestamp;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.onsale.contracts.accounts.v1.AccountsServiceGrpc;
import io.onsale.contracts.accounts.v1.GetStaffMemberRequest;
import io.onsale.contracts.accounts.v1.StaffMember;
import io.onsale.contracts.catalog.v1.Performance;
import io.onsale.contracts.catalog.v1.PerformanceAmended;
import io.onsale.contracts.catalog.v1.PerformancePublished;
import io.onsale.contracts.gates.v1.Conflict;
import io.onsale.contracts.gates.v1.Entry;
import io.onsale.contracts.gates.v1.GatesServiceGrpc;
import io.onsale.contracts.gates.v1.GatesServiceGrpc.GatesServiceBlockingStub;
import io.onsale.contracts.gates.v1.GetManifestRequest;
import io.onsale.contracts.gates.v1.ListConflictsRequest;
import io.onsale.contracts.gates.v1.ListTicketsRequest;
import io.onsale.contracts.gates.v1.Manifest;
import io.onsale.contracts.gates.v1.ManifestTicket;
import io.onsale.contracts.gates.v1.PublicKey;
import io.onsale.contracts.gates.v1.ScanOutcome;
import io.onsale.contracts.gates.v1.ScanRequest;
import io.onsale.contracts.gates.v1.ScanResult;
import io.onsale.contracts.gates.v1.ScannedCode;
import io.onsale.contracts.gates.v1.Ticket;
import io.onsale.contracts.gates.v1.TicketAdmitted;
import io.onsale.contracts.gates.v1.TicketsIssued;
import io.onsale.contracts.gates.v1.TicketsVoidRefused;
import io.onsale.contracts.gates.v1.TicketsVoided;
import io.onsale.contracts.orders.v1.Order;
import io.onsale.contracts.orders.v1.OrderPaid;
import io.onsale.contracts.orders.v1.OrderRefundRequested;
import io.onsale.contracts.orders.v1.OrderSeat;
import io.onsale.contracts.reasons.v1.Reason;
import io.onsale.gates.model.Pass;
import io.onsale.gates.model.SigningKey;
import io.onsale.gates.model.TicketCode;
import io.onsale.gates.model.TimeStep;
import io.onsale.gates.model.VerifyingKey;
import io.onsale.kit.access.Caller;
import io.onsale.kit.ids.Ids;
import io.onsale.kit.refusal.Fault;
import io.onsale.kit.refusal.Refusals;
import io.onsale.kit.refusal.Refused;
import io.onsale.kit.testing.TestClock;
import io.onsale.kit.testing.TestContext;
import io.onsale.kit.wire.Timestamps;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class GatesIT {
  private static final Instant DOORS = Instant.parse("2026-06-01T13:00:00Z");
  private static final Instant STARTS = DOORS.plus(Duration.ofHours(6));
  private static final Instant OPEN = DOORS.plusSeconds(1_800);
  private static final String SHOW = Ids.format(7_001);
  private static final String OTHER_SHOW = Ids.format(7_002);
  private static final String RIVAL_SHOW = Ids.format(7_003);
  private static final String HALL = Ids.format(11);
  private static final String RIVAL = Ids.format(12);
  private static final Caller GATE = Caller.gate("gate-keeper", HALL);
  private static final Caller RIVAL_GATE = Caller.gate("rival-keeper", RIVAL);
  private static final Caller BUYER = Caller.buyer("buyer-1");
  private static final String ORDER = Ids.format(9_001);

  private final FakeAccounts accounts = new FakeAccounts();

  @RegisterExtension
  final TestContext gates =
      TestContext.of(
              TestClock.at(OPEN.toString()),
              kit ->
                  GatesMain.create(
                      new GatesConfig(Duration.ofDays(365), kit.database()), kit.foundation()))
          .peer("accounts", accounts)
          .source("catalog")
          .source("orders");

  @BeforeEach
  void publish() {
    accounts.staff.add("gate-keeper@" + HALL);
    accounts.staff.add("boss@" + HALL);
    accounts.staff.add("rival-keeper@" + RIVAL);
    for (String id : List.of(SHOW, OTHER_SHOW)) {
      gates.tell("catalog", id, published(id, HALL));
    }
    gates.tell("catalog", RIVAL_SHOW, published(RIVAL_SHOW, RIVAL));
  }

  // ---- tickets of an order

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

  // ---- the door

  @Test
  void admitsATicketOnce() {
    pay(order(ORDER, SHOW, 12));
    Ticket ticket = tickets(BUYER, ORDER).getFirst();

    ScanResult first = scan(SHOW, ticket.getCode());
    gates.clock().forward(Duration.ofSeconds(10));
    ScanResult second = scan(SHOW, codeAt(ticket, gates.clock().instant()));

    assertThat(first)
        .isEqualTo(
            ScanResult.newBuilder()
                .setOutcome(ScanOutcome.ADMITTED)
                .setTicketId(ticket.getId())
                .setSeatIndex(12)
                .setHasSeat(true)
                .setAttendee("Guest 12")
                .setAdmittedAt(Timestamps.of(OPEN))
                .setAdmittedDevice("north")
                .build());
    assertThat(second)
        .isEqualTo(first.toBuilder().setOutcome(ScanOutcome.ALREADY_ADMITTED).build());
    assertThat(tickets(BUYER, ORDER).getFirst().getStatus()).isEqualTo(Ticket.Status.ADMITTED);
    assertThat(gates.published(TicketAdmitted.getDefaultInstance()))
        .containsExactly(
            TicketAdmitted.newBuilder()
                .setOrderId(ORDER)
                .setTicketId(ticket.getId())
                .setPerformanceId(SHOW)
                .setAdmittedAt(Timestamps.of(OPEN))
                .setDevice("north")
                .build());
  }

  @Test
  void admitsATicketOnceWhenThirtyTwoGatesScanItAtOnce() throws Exception {
    pay(order(ORDER, SHOW, 12));
    String code = tickets(BUYER, ORDER).getFirst().getCode();

    List<ScanOutcome> outcomes = atOnce(32, i -> scan(SHOW, code, "gate-" + i).getOutcome());

    assertThat(Collections.frequency(outcomes, ScanOutcome.ADMITTED)).isEqualTo(1);
    assertThat(Collections.frequency(outcomes, ScanOutcome.ALREADY_ADMITTED)).isEqualTo(31);
    assertThat(gates.published(TicketAdmitted.getDefaultInstance())).hasSize(1);
  }

  @Test
  void refusesGarbageAndForgeries() {
    pay(order(ORDER, SHOW, 12));
    Ticket ticket = tickets(BUYER, ORDER).getFirst();
    SigningKey thief = SigningKey.generate(new SecureRandom());
    Pass genuine = Pass.kept(ticket.getPass());
    Pass forged =
        Pass.sign(
            SigningKey.of(thief.seed(), organizerKey()),
            Ids.parse(ticket.getId()),
            Ids.parse(SHOW),
            12,
            thief.verifying());

    List<ScanResult> results =
        scan(
            SHOW,
            List.of(
                scanned("", "north"),
                scanned("not a code", "north"),
                scanned("x".repeat(4_096), "north"),
                scanned(TicketCode.make(genuine, thief, TimeStep.at(OPEN)).text(), "north"),
                scanned(TicketCode.make(forged, thief, TimeStep.at(OPEN)).text(), "north")));

    assertThat(results)
        .containsOnly(ScanResult.newBuilder().setOutcome(ScanOutcome.INVALID).build())
        .hasSize(5);
    assertThat(scan(SHOW, ticket.getCode()).getOutcome()).isEqualTo(ScanOutcome.ADMITTED);
  }

  @Test
  void tellsATicketOfAnotherPerformance() {
    pay(order(ORDER, SHOW, 12));
    Ticket ticket = tickets(BUYER, ORDER).getFirst();

    assertThat(scan(OTHER_SHOW, ticket.getCode()))
        .isEqualTo(
            ScanResult.newBuilder()
                .setOutcome(ScanOutcome.WRONG_PERFORMANCE)
                .setTicketId(ticket.getId())
                .build());
    assertThat(tickets(BUYER, ORDER).getFirst().getStatus()).isEqualTo(Ticket.Status.VALID);
  }

  @Test
  void takesATicketOfAnotherOrganizerForInvalid() {
    pay(order(ORDER, SHOW, 12));
    String theirs = Ids.format(9_002);
    pay(order(theirs, RIVAL_SHOW, 12).toBuilder().setOrganizerId(RIVAL).build());

    String code = tickets(BUYER, theirs).getFirst().getCode();

    assertThat(scan(SHOW, code))
        .isEqualTo(ScanResult.newBuilder().setOutcome(ScanOutcome.INVALID).build());
  }

  @Test
  void keepsTheDoorsClosedUntilTheyOpen() {
    pay(order(ORDER, SHOW, 12));
    Ticket ticket = tickets(BUYER, ORDER).getFirst();
    Instant early = DOORS.minusSeconds(1);
    gates.clock().set(early);

    ScanResult result = scan(SHOW, codeAt(ticket, early));

    assertThat(result.getOutcome()).isEqualTo(ScanOutcome.TOO_EARLY);
    assertThat(result.getDoorsAt()).isEqualTo(Timestamps.of(DOORS));
    gates.tell(
        "catalog",
        SHOW,
        PerformanceAmended.newBuilder()
            .setPerformance(performance(SHOW, HALL).setDoorsAt(Timestamps.of(early)))
            .build());
    assertThat(scan(SHOW, codeAt(ticket, early)).getOutcome()).isEqualTo(ScanOutcome.ADMITTED);
  }

  // ---- refunds

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

  @Test
  void admitsOrRefundsButNeverBoth() throws Exception {
    for (int round = 0; round < 10; round++) {
      String order = Ids.format(20_000 + round);
      pay(order(order, SHOW, round));
      String code = tickets(BUYER, order).getFirst().getCode();

      List<ScanOutcome> outcomes =
          atOnce(
              2,
              i -> {
                if (i == 0) {
                  refund(order, false);
                  return ScanOutcome.SCAN_OUTCOME_UNSPECIFIED;
                }
                return scan(SHOW, code).getOutcome();
              });

      boolean admitted = outcomes.contains(ScanOutcome.ADMITTED);
      boolean voided =
          gates.published(TicketsVoided.getDefaultInstance()).stream()
              .anyMatch(event -> event.getOrderId().equals(order));
      assertThat(admitted).as("round %d", round).isNotEqualTo(voided);
    }
  }

  // ---- off line

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

  // ---- manifest

  @Test
  void givesAGateAllThatItNeedsToAdmitOffLine() {
    pay(order(ORDER, SHOW, 12, 13));
    pay(order(Ids.format(9_002), SHOW, 20));
    pay(order(Ids.format(9_003), OTHER_SHOW, 20));
    List<Ticket> tickets = tickets(BUYER, ORDER);
    scan(SHOW, tickets.getFirst().getCode());
    refund(Ids.format(9_002), true);

    Manifest manifest = manifest(GATE, SHOW);

    assertThat(manifest.getPerformanceId()).isEqualTo(SHOW);
    assertThat(manifest.getDoorsAt()).isEqualTo(Timestamps.of(DOORS));
    assertThat(manifest.getStartsAt()).isEqualTo(Timestamps.of(STARTS));
    assertThat(manifest.getIssuedAt()).isEqualTo(Timestamps.of(OPEN));
    assertThat(manifest.getStepSeconds()).isEqualTo(30);
    assertThat(manifest.getStepTolerance()).isEqualTo(1);
    assertThat(manifest.getTicketsList())
        .containsExactly(
            ManifestTicket.newBuilder()
                .setId(tickets.getFirst().getId())
                .setSeatIndex(12)
                .setAdmitted(true)
                .build(),
            ManifestTicket.newBuilder().setId(tickets.getLast().getId()).setSeatIndex(13).build());
    PublicKey key = manifest.getKeysList().getFirst();
    VerifyingKey organizer = VerifyingKey.of(Base64.getUrlDecoder().decode(key.getKey()));
    assertThat(organizer.id()).isEqualTo(key.getId());
    assertThat(TicketCode.read(tickets.getLast().getCode(), Map.of(key.getId(), organizer)))
        .isPresent();
  }

  @Test
  void countsAVersionThatGrowsWithEveryChangeOfTheManifest() {
    List<Long> versions = new ArrayList<>();
    versions.add(manifest(GATE, SHOW).getVersion());
    assertThat(manifest(GATE, SHOW).getVersion()).isEqualTo(versions.getLast());
    pay(order(ORDER, SHOW, 12));
    versions.add(manifest(GATE, SHOW).getVersion());
    scan(SHOW, tickets(BUYER, ORDER).getFirst().getCode());
    versions.add(manifest(GATE, SHOW).getVersion());
    gates.tell(
        "catalog",
        SHOW,
        PerformanceAmended.newBuilder().setPerformance(performance(SHOW, HALL)).build());
    versions.add(manifest(GATE, SHOW).getVersion());
    refund(ORDER, true);
    versions.add(manifest(GATE, SHOW).getVersion());

    assertThat(versions).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void signsWithANewKeyAfterAYearAndStillTakesTheOldOne() {
    pay(order(ORDER, SHOW, 12));
    Ticket old = tickets(BUYER, ORDER).getFirst();
    gates.clock().forward(Duration.ofDays(366));
    String renewed = Ids.format(9_002);
    pay(order(renewed, SHOW, 13));
    Ticket next = tickets(BUYER, renewed).getFirst();

    assertThat(Pass.kept(next.getPass()).keyId()).isNotEqualTo(Pass.kept(old.getPass()).keyId());
    assertThat(manifest(GATE, SHOW).getKeysList())
        .extracting(PublicKey::getId)
        .containsExactly(Pass.kept(old.getPass()).keyId(), Pass.kept(next.getPass()).keyId());
    for (Ticket ticket : List.of(old, next)) {
      assertThat(scan(SHOW, codeAt(ticket, gates.clock().instant())).getOutcome())
          .isEqualTo(ScanOutcome.ADMITTED);
    }
  }

  // ---- who may

  @Test
  void opensAGateToItsOrganizationsStaffOnly() {
    for (Caller stranger :
        List.of(RIVAL_GATE, Caller.organizer("rival-boss", RIVAL), Caller.gate("nobody", "x"))) {
      assertThat(reason(() -> manifest(stranger, SHOW))).isEqualTo(Reason.NOT_FOUND);
      assertThat(reason(() -> scan(stranger, SHOW, List.of(scanned("x", "d")))))
          .isEqualTo(Reason.NOT_FOUND);
    }
    assertThat(reason(() -> manifest(BUYER, SHOW))).isEqualTo(Reason.NOT_ALLOWED);
    assertThat(reason(() -> manifest(Caller.nobody(), SHOW))).isEqualTo(Reason.SIGN_IN_REQUIRED);
    assertThat(manifest(Caller.organizer("boss", HALL), SHOW).getPerformanceId()).isEqualTo(SHOW);
  }

  @Test
  void answersNotFoundForPerformancesThatAreNone() {
    for (String id : List.of(Ids.format(1), "", "NOT-AN-ID", "0".repeat(64))) {
      assertThat(reason(() -> manifest(GATE, id))).isEqualTo(Reason.NOT_FOUND);
    }
  }

  @Test
  void closesTheGateToWhoLeftTheStaffWithinAMinute() {
    assertThat(manifest(GATE, SHOW).getPerformanceId()).isEqualTo(SHOW);
    accounts.staff.clear();

    assertThat(manifest(GATE, SHOW).getPerformanceId()).isEqualTo(SHOW);
    gates.clock().forward(Duration.ofMinutes(1));
    assertThat(reason(() -> manifest(GATE, SHOW))).isEqualTo(Reason.NOT_FOUND);
  }

  @Test
  void keepsTheGateOpenWhileAccountsAreDown() {
    accounts.down = true;
    assertThat(manifest(GATE, SHOW).getPerformanceId()).isEqualTo(SHOW);

    accounts.down = false;
    accounts.staff.clear();
    gates.clock().forward(Duration.ofSeconds(5));
    assertThat(reason(() -> manifest(GATE, SHOW))).isEqualTo(Reason.NOT_FOUND);
  }

  // ---- what the tests say

  private GatesServiceBlockingStub stub(Caller caller) {
    return GatesServiceGrpc.newBlockingStub(gates.as(caller));
  }

  private static PerformancePublished published(String id, String organizer) {
    return PerformancePublished.newBuilder().setPerformance(performance(id, organizer)).build();
  }

  private static Performance.Builder performance(String id, String organizer) {
    return Performance.newBuilder()
        .setId(id)
        .setOrganizerId(organizer)
        .setDoorsAt(Timestamps.of(DOORS))
        .setStartsAt(Timestamps.of(STARTS));
  }

  private static Order order(String id, String performance, int... seats) {
    Order.Builder order =
        Order.newBuilder()
            .setId(id)
            .setPerformanceId(performance)
            .setOrganizerId(HALL)
            .setBuyerId(BUYER.accountId());
    for (int seat : seats) {
      order.addSeats(OrderSeat.newBuilder().setIndex(seat).setAttendee("Guest " + seat));
    }
    return order.build();
  }

  private void pay(Order order) {
    gates.tell("orders", order.getId(), OrderPaid.newBuilder().setOrder(order).build());
  }

  private void refund(String order, boolean byOrganizer) {
    gates.tell(
        "orders",
        order,
        OrderRefundRequested.newBuilder()
            .setOrder(Order.newBuilder().setId(order))
            .setByOrganizer(byOrganizer)
            .build());
  }

  private List<Ticket> tickets(Caller caller, String order) {
    return stub(caller)
        .listTickets(ListTicketsRequest.newBuilder().setOrderId(order).build())
        .getItemsList();
  }

  private Manifest manifest(Caller caller, String performance) {
    return stub(caller)
        .getManifest(GetManifestRequest.newBuilder().setPerformanceId(performance).build());
  }

  private VerifyingKey organizerKey() {
    return VerifyingKey.of(
        Base64.getUrlDecoder().decode(manifest(GATE, SHOW).getKeysList().getFirst().getKey()));
  }

  private static String codeAt(Ticket ticket, Instant at) {
    Pass pass = Pass.kept(ticket.getPass());
    SigningKey key =
        SigningKey.of(Base64.getUrlDecoder().decode(ticket.getSecret()), pass.ticketKey());
    return TicketCode.make(pass, key, TimeStep.at(at)).text();
  }

  private static ScannedCode scanned(String code, String device) {
    return ScannedCode.newBuilder().setCode(code).setDevice(device).build();
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

  private ScanResult scan(String performance, String code) {
    return scan(performance, code, "north");
  }

  private ScanResult scan(String performance, String code, String device) {
    return scan(performance, List.of(scanned(code, device))).getFirst();
  }

  private List<ScanResult> scan(String performance, List<ScannedCode> scans) {
    return scan(GATE, performance, scans);
  }

  private List<ScanResult> scan(Caller caller, String performance, List<ScannedCode> scans) {
    return stub(caller)
        .scan(ScanRequest.newBuilder().setPerformanceId(performance).addAllScans(scans).build())
        .getResultsList();
  }

  private static Reason reason(ThrowingCallable call) {
    return refusal(call).reason();
  }

  private static Refused refusal(ThrowingCallable call) {
    AtomicReference<Refused> refused = new AtomicReference<>();
    assertThatThrownBy(call)
        .satisfies(thrown ->
            refused.set(Refusals.of(thrown).orElseThrow(() -> new AssertionError(thrown))));
    return Objects.requireNonNull(refused.get());
  }

  private interface Numbered<T> {
    T call(int number) throws Exception;
  }

  private static <T> List<T> atOnce(int times, Numbered<T> work) throws Exception {
    CyclicBarrier start = new CyclicBarrier(times);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<T>> futures = new ArrayList<>();
      for (int i = 0; i < times; i++) {
        int number = i;
        Callable<T> one =
            () -> {
              start.await();
              return work.call(number);
            };
        futures.add(threads.submit(one));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> future : futures) {
        results.add(future.get());
      }
      return results;
    }
  }

  /** Accounts that know who is staff, unless they are down. */
  private static final class FakeAccounts extends AccountsServiceGrpc.AccountsServiceImplBase {
    /** Account at organisation. */
    final Set<String> staff = ConcurrentHashMap.newKeySet();

    volatile boolean down;

    @Override
    public void getStaffMember(GetStaffMemberRequest request, StreamObserver<StaffMember> answer) {
      if (down) {
        answer.onError(Status.UNAVAILABLE.asRuntimeException());
      } else if (staff.contains(request.getAccountId() + "@" + request.getOrganizerId())) {
        answer.onNext(
            StaffMember.newBuilder()
                .setAccountId(request.getAccountId())
                .setOrganizerId(request.getOrganizerId())
                .build());
        answer.onCompleted();
      } else {
        throw Refused.notFound("member of this staff");
      }
    }
  }
}
