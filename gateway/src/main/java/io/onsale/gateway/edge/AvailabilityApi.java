package io.onsale.gateway.edge;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.protobuf.ByteString;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.onsale.contracts.inventory.v1.Availability;
import io.onsale.contracts.inventory.v1.Counts;
import io.onsale.contracts.inventory.v1.GetAvailabilityRequest;
import io.onsale.contracts.inventory.v1.InventoryServiceGrpc;
import io.onsale.contracts.inventory.v1.InventoryServiceGrpc.InventoryServiceBlockingStub;
import io.onsale.contracts.inventory.v1.InventoryServiceGrpc.InventoryServiceStub;
import io.onsale.contracts.inventory.v1.SectionCounts;
import io.onsale.contracts.inventory.v1.TierCounts;
import io.onsale.contracts.inventory.v1.WatchAvailabilityRequest;
import io.onsale.contracts.reasons.v1.Reason;
import io.onsale.kit.chain.CallContext;
import io.onsale.kit.chain.Calls;
import io.onsale.kit.refusal.Fault;
import io.onsale.kit.refusal.Refused;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The state of every seat, whole and as it changes. The seat log is not asked: inventory's view is.
 */
final class AvailabilityApi {
  private static final int KEPT_MAX = 1_000;

  /** Room for all but the states: most of it is the counts. */
  private static final int COUNTS_BYTES = 8 << 10;

  private final InventoryServiceBlockingStub inventory;
  private final InventoryServiceStub stream;

  /** The last answer of each performance: a version has one rendering, however many ask for it. */
  private final Cache<String, Rendered> rendered =
      Caffeine.newBuilder().maximumSize(KEPT_MAX).build();

  @SuppressWarnings("ArrayRecordComponent") // written once, read by the socket
  private record Rendered(long version, byte[] json) {}

  private final Duration heartbeat;
  private final Duration ageMax;
  private final Set<Deltas> open = ConcurrentHashMap.newKeySet();
  private volatile boolean ending;

  /**
   * @param heartbeat how often a stream says something when there is nothing to tell
   * @param ageMax how old a stream grows at most
   */
  AvailabilityApi(
      InventoryServiceBlockingStub inventory,
      InventoryServiceStub stream,
      Duration heartbeat,
      Duration ageMax) {
    this.inventory = inventory;
    this.stream = stream;
    this.heartbeat = heartbeat;
    this.ageMax = ageMax;
  }

  void bind(Handlers handlers) {
    handlers.direct("getAvailability", this::getAvailability);
    handlers.direct("streamAvailability", ask -> streamAvailability(handlers, ask));
  }

  /** One state of a performance; NOT_FOUND when it is not on the seat log. */
  Availability of(String performanceId) {
    return inventory.getAvailability(
        GetAvailabilityRequest.newBuilder().setPerformanceId(performanceId).build());
  }

  /** On the thread that it came on: a view that is there is no reason to wait. */
  private CompletionStage<HttpResponse> getAvailability(Ask ask) {
    return OneAnswer.of(
            stream,
            InventoryServiceGrpc.getGetAvailabilityMethod(),
            GetAvailabilityRequest.newBuilder().setPerformanceId(ask.id()).build())
        .thenApply(now -> whole(ask, now));
  }

  private HttpResponse whole(Ask ask, Availability now) {
    if (now.getAgeMillis() > 0) {
      // It says each time how old it is.
      return Json.ok(render(now));
    }
    String etag = "\"v" + now.getVersion() + '"';
    if (ask.has(etag)) {
      return Json.unchanged(etag, "no-cache");
    }
    Rendered last = rendered.getIfPresent(ask.id());
    if (last == null || last.version() != now.getVersion()) {
      last = new Rendered(now.getVersion(), render(now));
      rendered.put(ask.id(), last);
    }
    return Json.tagged(ask, etag, "no-cache", last.json());
  }

  private CompletionStage<HttpResponse> streamAvailability(Handlers handlers, Ask ask) {
    ServiceRequestContext http = ServiceRequestContext.current();
    CallContext call = Calls.current().orElseGet(CallContext::fresh);
    OptionalLong since = since(ask);
    // Asked first, so that what does not exist is told as a problem and not as an empty stream.
    return handlers
        .whenWaited(() -> of(ask.id()).getVersion())
        .thenApply(version -> {
          if (http.method() == HttpMethod.HEAD) {
            return HttpResponse.of(Deltas.HEADERS);
          }
          // A stream lasts as long as its reader, up to its age.
          http.clearRequestTimeout();
          Deltas deltas = new Deltas(http.eventLoop(), heartbeat, ageMax);
          open.add(deltas);
          var _ = deltas.response().whenComplete().handle((ended, fault) -> open.remove(deltas));
          deltas.begin(
              stream,
              call,
              WatchAvailabilityRequest.newBuilder()
                  .setPerformanceId(ask.id())
                  .setSince(since.orElse(version))
                  .build());
          if (ending) {
            deltas.end();
          }
          return deltas.response();
        });
  }

  /** Ends all streams, and each new one at once. */
  void end() {
    ending = true;
    open.forEach(Deltas::end);
  }

  private static OptionalLong since(Ask ask) {
    String last = ask.headers().get("last-event-id");
    if (last == null) {
      return ask.query("since").stream().mapToLong(Long::parseLong).findFirst();
    }
    if (!last.matches("[0-9]{1,18}")) {
      throw new Refused(
          Reason.INVALID_REQUEST,
          "The Last-Event-ID must be the id of an event of this stream.",
          Map.of(),
          List.of(new Fault("/last-event-id", "is not a version")));
    }
    return OptionalLong.of(Long.parseLong(last));
  }

  /**
   * Writes one state of all seats. Not by way of a tree: a sale changes it thousands of times a
   * second, and as often it is asked for.
   */
  static byte[] render(Availability availability) {
    ByteArrayOutputStream bytes =
        new ByteArrayOutputStream(availability.getStates().size() / 3 * 4 + COUNTS_BYTES);
    try (JsonGenerator json = Json.MAPPER.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeStringField("performanceId", availability.getPerformanceId());
      json.writeNumberField("version", availability.getVersion());
      json.writeStringField("seatMap", hex(availability.getMapDigest()));
      json.writeObjectFieldStart("counts");
      render(json, "total", availability.getTotal());
      json.writeObjectFieldStart("tiers");
      for (TierCounts tier : availability.getTiersList()) {
        render(json, tier.getTier(), tier.getCounts());
      }
      json.writeEndObject();
      json.writeObjectFieldStart("sections");
      for (SectionCounts section : availability.getSectionsList()) {
        render(json, section.getSection(), section.getCounts());
      }
      json.writeEndObject();
      json.writeEndObject();
      json.writeFieldName("states");
      json.writeRawValue("\"");
      json.flush();
      base64(availability.getStates(), bytes);
      json.writeRaw('"');
      if (!availability.getChainHead().isEmpty()) {
        json.writeStringField("head", hex(availability.getChainHead()));
      }
      if (availability.getAgeMillis() > 0) {
        json.writeNumberField("ageMillis", availability.getAgeMillis());
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("a state that is all here cannot be written", e);
    }
    return bytes.toByteArray();
  }

  private static void render(JsonGenerator json, String name, Counts counts) throws IOException {
    json.writeObjectFieldStart(name);
    json.writeNumberField("capacity", counts.getCapacity());
    json.writeNumberField("free", counts.getFree());
    json.writeNumberField("held", counts.getHeld());
    json.writeNumberField("sold", counts.getSold());
    json.writeNumberField("blocked", counts.getBlocked());
    json.writeEndObject();
  }

  /** Straight into what is sent: it is most of it. */
  private static void base64(ByteString from, OutputStream to) throws IOException {
    OutputStream stays =
        new FilterOutputStream(to) {
          @Override
          public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
          }

          @Override
          public void close() {
            // More is written behind it.
          }
        };
    try (OutputStream encoded = Base64.getEncoder().wrap(stays)) {
      from.writeTo(encoded);
    }
  }

  private static String hex(ByteString bytes) {
    return HexFormat.of().formatHex(bytes.toByteArray());
  }

  /** The head of the chain, which is there once something has happened. */
  static void head(ObjectNode json, Availability availability) {
    if (!availability.getChainHead().isEmpty()) {
      json.put("head", hex(availability.getChainHead()));
    }
  }

  static ObjectNode json(Counts counts) {
    return Json.object()
        .put("capacity", counts.getCapacity())
        .put("free", counts.getFree())
        .put("held", counts.getHeld())
        .put("sold", counts.getSold())
        .put("blocked", counts.getBlocked());
  }
}
