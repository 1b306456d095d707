package io.onsale.gates;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.onsale.contracts.accounts.v1.AccountsServiceGrpc;
import io.onsale.contracts.accounts.v1.GetStaffMemberRequest;
import io.onsale.contracts.accounts.v1.StaffMember;
import io.onsale.contracts.catalog.v1.Performance;
import io.onsale.contracts.catalog.v1.PerformancePublished;
import io.onsale.contracts.gates.v1.GatesServiceGrpc;
import io.onsale.contracts.gates.v1.GatesServiceGrpc.GatesServiceBlockingStub;
import io.onsale.contracts.gates.v1.GetManifestRequest;
import io.onsale.contracts.gates.v1.ListTicketsRequest;
import io.onsale.contracts.gates.v1.Manifest;
import io.onsale.contracts.gates.v1.ScanRequest;
import io.onsale.contracts.gates.v1.ScanResult;
import io.onsale.contracts.gates.v1.ScannedCode;
import io.onsale.contracts.gates.v1.Ticket;
import io.onsale.contracts.orders.v1.Order;
import io.onsale.contracts.orders.v1.OrderPaid;
import io.onsale.contracts.orders.v1.OrderRefundRequested;
import io.onsale.contracts.orders.v1.OrderSeat;
import io.onsale.contracts.reasons.v1.Reason;
import io.onsale.gates.model.Pass;
import io.onsale.gates.model.SigningKey;
import io.onsale.gates.model.TicketCode;
import io.onsale.gates.model.TimeStep;
import io.onsale.kit.access.Caller;
import io.onsale.kit.ids.Ids;
import io.onsale.kit.refusal.Refusals;
import io.onsale.kit.refusal.Refused;
import io.onsale.kit.testing.TestClock;
import io.onsale.kit.testing.TestContext;
import io.onsale.kit.wire.Timestamps;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Gates of two organisations, before which buyers and staff stand: what the tests of this context
 * say.
 */
abstract class GatesFixture {
  static final Instant DOORS = Instant.parse("2026-06-01T13:00:00Z");
  static final Instant STARTS = DOORS.plus(Duration.ofHours(6));
  static final Instant OPEN = DOORS.plusSeconds(1_800);
  static final String SHOW = Ids.format(7_001);
  static final String OTHER_SHOW = Ids.format(7_002);
  static final String RIVAL_SHOW = Ids.format(7_003);
  static final String HALL = Ids.format(11);
  static final String RIVAL = Ids.format(12);
  static final Caller GATE = Caller.gate("gate-keeper", HALL);
  static final Caller RIVAL_GATE = Caller.gate("rival-keeper", RIVAL);
  static final Caller BUYER = Caller.buyer("buyer-1");
  static final String ORDER = Ids.format(9_001);

  final FakeAccounts accounts = new FakeAccounts();

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

  GatesServiceBlockingStub stub(Caller caller) {
    return GatesServiceGrpc.newBlockingStub(gates.as(caller));
  }

  static PerformancePublished published(String id, String organizer) {
    return PerformancePublished.newBuilder().setPerformance(performance(id, organizer)).build();
  }

  static Performance.Builder performance(String id, String organizer) {
    return Performance.newBuilder()
        .setId(id)
        .setOrganizerId(organizer)
        .setDoorsAt(Timestamps.of(DOORS))
        .setStartsAt(Timestamps.of(STARTS));
  }

  static Order order(String id, String performance, int... seats) {
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

  void pay(Order order) {
    gates.tell("orders", order.getId(), OrderPaid.newBuilder().setOrder(order).build());
  }

  void refund(String order, boolean byOrganizer) {
    gates.tell(
        "orders",
        order,
        OrderRefundRequested.newBuilder()
            .setOrder(Order.newBuilder().setId(order))
            .setByOrganizer(byOrganizer)
            .build());
  }

  List<Ticket> tickets(Caller caller, String order) {
    return stub(caller)
        .listTickets(ListTicketsRequest.newBuilder().setOrderId(order).build())
        .getItemsList();
  }

  Manifest manifest(Caller caller, String performance) {
    return stub(caller)
        .getManifest(GetManifestRequest.newBuilder().setPerformanceId(performance).build());
  }

  static String codeAt(Ticket ticket, Instant at) {
    Pass pass = Pass.kept(ticket.getPass());
    SigningKey key =
        SigningKey.of(Base64.getUrlDecoder().decode(ticket.getSecret()), pass.ticketKey());
    return TicketCode.make(pass, key, TimeStep.at(at)).text();
  }

  static ScannedCode scanned(String code, String device) {
    return ScannedCode.newBuilder().setCode(code).setDevice(device).build();
  }

  ScanResult scan(String performance, String code) {
    return scan(performance, code, "north");
  }

  ScanResult scan(String performance, String code, String device) {
    return scan(performance, List.of(scanned(code, device))).getFirst();
  }

  List<ScanResult> scan(String performance, List<ScannedCode> scans) {
    return scan(GATE, performance, scans);
  }

  List<ScanResult> scan(Caller caller, String performance, List<ScannedCode> scans) {
    return stub(caller)
        .scan(ScanRequest.newBuilder().setPerformanceId(performance).addAllScans(scans).build())
        .getResultsList();
  }

  static Reason reason(ThrowingCallable call) {
    return refusal(call).reason();
  }

  static Refused refusal(ThrowingCallable call) {
    AtomicReference<Refused> refused = new AtomicReference<>();
    assertThatThrownBy(call)
        .satisfies(thrown ->
            refused.set(Refusals.of(thrown).orElseThrow(() -> new AssertionError(thrown))));
    return Objects.requireNonNull(refused.get());
  }

  /** Accounts that know who is staff, unless they are down. */
  static final class FakeAccounts extends AccountsServiceGrpc.AccountsServiceImplBase {
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
