package io.onsale.gates.edge;

import com.google.protobuf.MessageLite;
import com.google.protobuf.Timestamp;
import io.grpc.stub.StreamObserver;
import io.onsale.contracts.gates.v1.GatesServiceGrpc;
import io.onsale.contracts.gates.v1.GetManifestRequest;
import io.onsale.contracts.gates.v1.ListConflictsRequest;
import io.onsale.contracts.gates.v1.ListConflictsResponse;
import io.onsale.contracts.gates.v1.ListTicketsRequest;
import io.onsale.contracts.gates.v1.ListTicketsResponse;
import io.onsale.contracts.gates.v1.Manifest;
import io.onsale.contracts.gates.v1.ScanRequest;
import io.onsale.contracts.gates.v1.ScanResponse;
import io.onsale.contracts.gates.v1.ScannedCode;
import io.onsale.contracts.reasons.v1.Reason;
import io.onsale.gates.flow.ListConflicts;
import io.onsale.gates.flow.ListTickets;
import io.onsale.gates.flow.OpenGate;
import io.onsale.gates.flow.Performances;
import io.onsale.gates.flow.ReadManifest;
import io.onsale.gates.flow.ScanTickets;
import io.onsale.gates.model.Scan;
import io.onsale.kit.access.Caller;
import io.onsale.kit.chain.Calls;
import io.onsale.kit.ids.Ids;
import io.onsale.kit.refusal.Fault;
import io.onsale.kit.refusal.Refused;
import io.onsale.kit.wire.Timestamps;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The gRPC service. Its methods block, on virtual threads. */
public final class GatesEdge extends GatesServiceGrpc.GatesServiceImplBase {
  private static final int SCANS_MAX = 500;
  private static final int CODE_CHARACTERS_MAX = 4096;
  private static final int DEVICE_CHARACTERS_MAX = 64;
  private static final long SECONDS_MIN = Instant.parse("0001-01-01T00:00:00Z").getEpochSecond();
  private static final long SECONDS_MAX = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();

  private final ListTickets listTickets;
  private final OpenGate openGate;
  private final ReadManifest readManifest;
  private final ScanTickets scanTickets;
  private final ListConflicts listConflicts;
  private final InstantSource clock;

  public GatesEdge(
      ListTickets listTickets,
      OpenGate openGate,
      ReadManifest readManifest,
      ScanTickets scanTickets,
      ListConflicts listConflicts,
      InstantSource clock) {
    this.listTickets = listTickets;
    this.openGate = openGate;
    this.readManifest = readManifest;
    this.scanTickets = scanTickets;
    this.listConflicts = listConflicts;
    this.clock = clock;
  }

  @Override
  public void listTickets(ListTicketsRequest request, StreamObserver<ListTicketsResponse> answer) {
    List<ListTickets.Held> held =
        listTickets.of(request.getOrderId(), Calls.caller().requireAccount());
    if (held.isEmpty()) {
      throw new Refused(
          Reason.NOT_FOUND, "There are no tickets of yours for this order, or none yet.");
    }
    reply(
        answer,
        ListTicketsResponse.newBuilder()
            .addAllItems(held.stream().map(Messages::ticket).toList())
            .build());
  }

  @Override
  public void getManifest(GetManifestRequest request, StreamObserver<Manifest> answer) {
    Performances.Known known = gate(request.getPerformanceId());
    reply(answer, Messages.manifest(readManifest.of(known), clock.instant()));
  }

  @Override
  public void scan(ScanRequest request, StreamObserver<ScanResponse> answer) {
    Performances.Known known = gate(request.getPerformanceId());
    List<Scan> scans = scans(request.getScansList());
    reply(
        answer,
        ScanResponse.newBuilder()
            .addAllResults(
                scanTickets.at(known.performance(), scans).stream().map(Messages::result).toList())
            .build());
  }

  @Override
  public void listConflicts(
      ListConflictsRequest request, StreamObserver<ListConflictsResponse> answer) {
    Performances.Known known = gate(request.getPerformanceId());
    reply(
        answer,
        ListConflictsResponse.newBuilder()
            .addAllItems(listConflicts.of(known).stream().map(Messages::conflict).toList())
            .build());
  }

  private Performances.Known gate(String performanceId) {
    Caller caller = Calls.caller();
    String organizer = caller.requireOrganizer();
    return Optional.of(performanceId)
        .filter(Ids::isId)
        .flatMap(id -> openGate.of(Ids.parse(id), caller.accountId(), organizer))
        .orElseThrow(() -> Refused.notFound("performance"));
  }

  private static List<Scan> scans(List<ScannedCode> codes) {
    if (codes.isEmpty() || codes.size() > SCANS_MAX) {
      throw invalid(List.of(new Fault("/scans", "Send 1 to " + SCANS_MAX + " scans at once.")));
    }
    List<Fault> faults = new ArrayList<>();
    List<Scan> scans = new ArrayList<>(codes.size());
    for (int i = 0; i < codes.size(); i++) {
      ScannedCode code = codes.get(i);
      String place = "/scans/" + i;
      if (code.getCode().length() > CODE_CHARACTERS_MAX) {
        faults.add(new Fault(place + "/code", "At most " + CODE_CHARACTERS_MAX + " characters."));
      }
      if (code.getDevice().codePointCount(0, code.getDevice().length()) > DEVICE_CHARACTERS_MAX) {
        faults.add(
            new Fault(place + "/device", "At most " + DEVICE_CHARACTERS_MAX + " characters."));
      }
      if (code.hasScannedAt() && !isTime(code.getScannedAt())) {
        faults.add(new Fault(place + "/scannedAt", "This is no time."));
      } else {
        scans.add(scan(code));
      }
    }
    if (!faults.isEmpty()) {
      throw invalid(faults);
    }
    return scans;
  }

  private static Scan scan(ScannedCode code) {
    Optional<Instant> scannedAt =
        code.hasScannedAt()
            ? Optional.of(Timestamps.instant(code.getScannedAt()))
            : Optional.empty();
    return new Scan(code.getCode(), scannedAt, code.getDevice(), code.getLetIn());
  }

  private static boolean isTime(Timestamp timestamp) {
    return timestamp.getSeconds() >= SECONDS_MIN
        && timestamp.getSeconds() <= SECONDS_MAX
        && timestamp.getNanos() >= 0
        && timestamp.getNanos() < 1_000_000_000;
  }

  private static Refused invalid(List<Fault> faults) {
    return new Refused(
        Reason.INVALID_REQUEST, "The scans can't be read. See the faults.", Map.of(), faults);
  }

  private static <T extends MessageLite> void reply(StreamObserver<T> answer, T message) {
    answer.onNext(message);
    answer.onCompleted();
  }
}
