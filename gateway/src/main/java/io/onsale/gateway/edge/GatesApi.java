package io.onsale.gateway.edge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.HttpResponse;
import io.onsale.contracts.catalog.v1.CatalogServiceGrpc.CatalogServiceBlockingStub;
import io.onsale.contracts.catalog.v1.ListOwnPerformancesRequest;
import io.onsale.contracts.gates.v1.Conflict;
import io.onsale.contracts.gates.v1.Entry;
import io.onsale.contracts.gates.v1.GatesServiceGrpc.GatesServiceBlockingStub;
import io.onsale.contracts.gates.v1.GetManifestRequest;
import io.onsale.contracts.gates.v1.ListConflictsRequest;
import io.onsale.contracts.gates.v1.Manifest;
import io.onsale.contracts.gates.v1.ManifestTicket;
import io.onsale.contracts.gates.v1.ScanRequest;
import io.onsale.contracts.gates.v1.ScanResult;
import io.onsale.contracts.gates.v1.ScannedCode;
import io.onsale.gateway.peers.SeatIds;
import io.onsale.gateway.peers.SeatMaps;
import java.io.IOException;

/** What gate staff call. */
final class GatesApi {
  private static final String MINE_TO_ASK_AGAIN = "private, no-cache";

  private final GatesServiceBlockingStub gates;
  private final CatalogServiceBlockingStub catalog;
  private final SeatMaps seatMaps;

  GatesApi(GatesServiceBlockingStub gates, CatalogServiceBlockingStub catalog, SeatMaps seatMaps) {
    this.gates = gates;
    this.catalog = catalog;
    this.seatMaps = seatMaps;
  }

  void bind(Handlers handlers) {
    handlers.waiting("listGatePerformances", this::listPerformances);
    handlers.waiting("getManifest", this::getManifest);
    handlers.waiting("scan", this::scan);
    handlers.waiting("listConflicts", this::listConflicts);
  }

  private HttpResponse listPerformances(Ask ask) {
    var page =
        catalog.listOwnPerformances(
            ListOwnPerformancesRequest.newBuilder().setPage(Json.page(ask)).build());
    return Json.ok(Json.page(page.getItemsList(), page.getNextCursor(), ShowsApi::json));
  }

  /** Tens of thousands of tickets are megabytes, and gates are where networks are slow. */
  private HttpResponse getManifest(Ask ask) throws IOException {
    Manifest manifest =
        gates.getManifest(GetManifestRequest.newBuilder().setPerformanceId(ask.id()).build());
    String etag = "\"v" + manifest.getVersion() + '"';
    if (ask.has(etag)) {
      return Json.unchanged(etag, MINE_TO_ASK_AGAIN);
    }
    byte[] zipped = Json.zip(json(manifest, seatMaps.seatsOf(ask.id())));
    return Json.zipped(ask, etag, MINE_TO_ASK_AGAIN, zipped);
  }

  private HttpResponse scan(Ask ask) {
    var response = gates.scan(scans(ask));
    SeatIds seats = seatMaps.seatsOf(ask.id());
    if (ask.body().has("scans")) {
      ObjectNode json = Json.object();
      json.set("results", Json.array(response.getResultsList(), result -> json(result, seats)));
      return Json.ok(json);
    }
    return Json.ok(json(response.getResults(0), seats));
  }

  private HttpResponse listConflicts(Ask ask) {
    var response =
        gates.listConflicts(ListConflictsRequest.newBuilder().setPerformanceId(ask.id()).build());
    SeatIds seats = seatMaps.seatsOf(ask.id());
    ObjectNode json = Json.object();
    json.set("items", Json.array(response.getItemsList(), conflict -> json(conflict, seats)));
    return Json.ok(json);
  }

  static ScanRequest scans(Ask ask) {
    ScanRequest.Builder request = ScanRequest.newBuilder().setPerformanceId(ask.id());
    JsonNode many = ask.body().path("scans");
    if (many.isArray()) {
      for (int i = 0; i < many.size(); i++) {
        request.addScans(scanned(many.get(i), "/scans/" + i + "/scannedAt"));
      }
    } else {
      request.addScans(scanned(ask.body(), "/scannedAt"));
    }
    return request.build();
  }

  private static ScannedCode scanned(JsonNode scan, String pointer) {
    ScannedCode.Builder code =
        ScannedCode.newBuilder()
            .setCode(scan.path("code").asText())
            .setDevice(scan.path("device").asText(""))
            .setLetIn(scan.path("letIn").asBoolean(false));
    if (scan.has("scannedAt")) {
      code.setScannedAt(Json.time(scan.get("scannedAt").asText(), pointer));
    }
    return code.build();
  }

  static ObjectNode json(ScanResult result, SeatIds seats) {
    ObjectNode json = Json.object().put("result", result.getOutcome().name());
    if (!result.getTicketId().isEmpty()) {
      json.put("ticketId", result.getTicketId());
    }
    if (result.getHasSeat()) {
      json.put("seat", seats.id(result.getSeatIndex()));
    }
    if (!result.getAttendee().isEmpty()) {
      json.put("attendee", result.getAttendee());
    }
    if (result.hasAdmittedAt()) {
      json.put("admittedAt", Json.time(result.getAdmittedAt()));
    }
    if (!result.getAdmittedDevice().isEmpty()) {
      json.put("admittedDevice", result.getAdmittedDevice());
    }
    if (result.hasDoorsAt()) {
      json.put("doorsAt", Json.time(result.getDoorsAt()));
    }
    return json;
  }

  static ObjectNode json(Conflict conflict, SeatIds seats) {
    ObjectNode json =
        Json.object()
            .put("ticketId", conflict.getTicketId())
            .put("seat", seats.id(conflict.getSeatIndex()));
    if (!conflict.getAttendee().isEmpty()) {
      json.put("attendee", conflict.getAttendee());
    }
    json.set("first", json(conflict.getFirst()));
    json.set("second", json(conflict.getSecond()));
    return json.put("foundAt", Json.time(conflict.getFoundAt()));
  }

  private static ObjectNode json(Entry entry) {
    return Json.object().put("at", Json.time(entry.getAt())).put("device", entry.getDevice());
  }

  static ObjectNode json(Manifest manifest, SeatIds seats) {
    ObjectNode json =
        Json.object()
            .put("performanceId", manifest.getPerformanceId())
            .put("version", manifest.getVersion())
            .put("issuedAt", Json.time(manifest.getIssuedAt()))
            .put("doorsAt", Json.time(manifest.getDoorsAt()))
            .put("startsAt", Json.time(manifest.getStartsAt()))
            .put("stepSeconds", manifest.getStepSeconds())
            .put("stepTolerance", manifest.getStepTolerance());
    json.set(
        "keys",
        Json.array(
            manifest.getKeysList(),
            key -> Json.object().put("id", key.getId()).put("key", key.getKey())));
    json.set("tickets", Json.array(manifest.getTicketsList(), ticket -> json(ticket, seats)));
    return json;
  }

  private static ObjectNode json(ManifestTicket ticket, SeatIds seats) {
    return Json.object()
        .put("id", ticket.getId())
        .put("seat", seats.id(ticket.getSeatIndex()))
        .put("admitted", ticket.getAdmitted());
  }
}
