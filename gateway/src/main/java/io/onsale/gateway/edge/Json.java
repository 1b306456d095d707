package io.onsale.gateway.edge;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Timestamp;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import io.onsale.contracts.common.v1.Money;
import io.onsale.contracts.common.v1.Page;
import io.onsale.contracts.reasons.v1.Reason;
import io.onsale.kit.chain.WholeResponse;
import io.onsale.kit.refusal.Fault;
import io.onsale.kit.refusal.Refused;
import io.onsale.kit.wire.Timestamps;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** How the values that all operations share stand in JSON, and how answers are made. */
final class Json {
  private static final int DEPTH_MAX = 32;

  /**
   * Strict: a name that comes twice or anything after the value is an error, as hostile sizes are.
   */
  static final ObjectMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  // Answers are written on virtual threads: what a thread keeps is lost with it.
                  .recyclerPool(JsonRecyclerPools.sharedBoundedPool())
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(DEPTH_MAX)
                          .maxNumberLength(100)
                          .build())
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(JsonParser.Feature.INCLUDE_SOURCE_IN_LOCATION)
          .build();

  private Json() {}

  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /**
   * Reads a body.
   *
   * @throws Refused INVALID_REQUEST when it is not JSON
   */
  static JsonNode read(byte[] body) {
    try {
      JsonNode node = MAPPER.readTree(body);
      if (!node.isMissingNode()) {
        return node;
      }
    } catch (JsonProcessingException e) {
      throw notJson(inWords(e));
    } catch (IOException e) {
      throw notJson("the bytes cannot be read");
    }
    throw notJson("the body is empty");
  }

  /**
   * For who wrote the body: what the parser says is of its own settings too, and of its classes.
   */
  private static String inWords(JsonProcessingException e) {
    JsonLocation at = e.getLocation();
    String place =
        at == null || at.getLineNr() < 1
            ? ""
            : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
    return switch (e) {
      case JsonEOFException end -> "the body ends in the middle of a value";
      case StreamConstraintsException size ->
          "the body is nested too deeply or has too long a value";
      default ->
          e.getOriginalMessage().startsWith("Duplicate field")
              ? "a member comes twice" + place
              : "the body is not JSON" + place;
    };
  }

  private static Refused notJson(String why) {
    return new Refused(
        Reason.INVALID_REQUEST, "The body is not JSON.", Map.of(), List.of(new Fault("", why)));
  }

  /** {@code null} for a text that is empty. */
  static @Nullable String orNull(String text) {
    return text.isEmpty() ? null : text;
  }

  static ObjectNode money(Money money) {
    return object().put("amount", money.getAmount()).put("currency", money.getCurrency());
  }

  static Money money(JsonNode node) {
    return Money.newBuilder()
        .setAmount(node.path("amount").asLong())
        .setCurrency(node.path("currency").asText())
        .build();
  }

  /** RFC 3339 in UTC. */
  static String time(Timestamp at) {
    return Timestamps.text(at);
  }

  /**
   * A time of the body.
   *
   * @throws Refused INVALID_REQUEST when there is no such day or hour, which a pattern does not see
   */
  static Timestamp time(String text, String pointer) {
    try {
      Instant at = OffsetDateTime.parse(text).toInstant();
      return Timestamp.newBuilder().setSeconds(at.getEpochSecond()).setNanos(at.getNano()).build();
    } catch (DateTimeException e) {
      throw new Refused(
          Reason.INVALID_REQUEST,
          "A time must be RFC 3339, such as 2026-05-01T19:30:00Z.",
          Map.of(),
          List.of(new Fault(pointer, "is not a time of RFC 3339")));
    }
  }

  /** The page that a list is asked for. */
  static Page page(Ask ask) {
    return Page.newBuilder()
        .setCursor(ask.query("cursor").orElse(""))
        .setLimit(ask.query("limit").map(Integer::parseInt).orElse(0))
        .build();
  }

  /** A list's answer. */
  static <T> ObjectNode page(
      List<T> items, String nextCursor, Function<? super T, ? extends JsonNode> json) {
    ObjectNode page = object();
    page.set("items", array(items, json));
    return page.put("nextCursor", orNull(nextCursor));
  }

  static <T> ArrayNode array(Iterable<T> items, Function<? super T, ? extends JsonNode> json) {
    ArrayNode array = MAPPER.createArrayNode();
    items.forEach(item -> array.add(json.apply(item)));
    return array;
  }

  static ArrayNode texts(Iterable<String> texts) {
    ArrayNode array = MAPPER.createArrayNode();
    texts.forEach(array::add);
    return array;
  }

  /** Nobody else's to keep: every answer of a signed-in caller. */
  static HttpResponse ok(JsonNode body) {
    return answer(HttpStatus.OK, body);
  }

  /** The same, written already. */
  static HttpResponse ok(byte[] body) {
    return answer(HttpStatus.OK, body);
  }

  /** Made, and written already. */
  static HttpResponse created(byte[] body) {
    return answer(HttpStatus.CREATED, body);
  }

  static HttpResponse created(JsonNode body) {
    return answer(HttpStatus.CREATED, body);
  }

  static HttpResponse answer(HttpStatus status, JsonNode body) {
    return answer(status, bytes(body));
  }

  private static HttpResponse answer(HttpStatus status, byte[] body) {
    return WholeResponse.of(
        ResponseHeaders.builder(status)
            .contentType(MediaType.JSON)
            .contentLength(body.length)
            .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
            .build(),
        HttpData.wrap(body));
  }

  static HttpResponse noContent() {
    return HttpResponse.of(HttpStatus.NO_CONTENT);
  }

  static byte[] bytes(JsonNode body) {
    try {
      return MAPPER.writeValueAsBytes(body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree that was built here cannot be written", e);
    }
  }

  /**
   * A representation that may be kept and asked for again by its tag.
   *
   * @param etag with its quotes
   * @param cacheControl who may keep it, and how long
   */
  static HttpResponse tagged(Ask ask, String etag, String cacheControl, byte[] body) {
    if (ask.has(etag)) {
      return unchanged(etag, cacheControl);
    }
    return WholeResponse.of(
        ResponseHeaders.builder(HttpStatus.OK)
            .contentType(MediaType.JSON)
            .contentLength(body.length)
            .set(HttpHeaderNames.ETAG, etag)
            .set(HttpHeaderNames.CACHE_CONTROL, cacheControl)
            .build(),
        HttpData.wrap(body));
  }

  /** The client has this representation already. */
  static HttpResponse unchanged(String etag, String cacheControl) {
    return HttpResponse.of(
        ResponseHeaders.builder(HttpStatus.NOT_MODIFIED)
            .set(HttpHeaderNames.ETAG, etag)
            .set(HttpHeaderNames.CACHE_CONTROL, cacheControl)
            .build());
  }

  /**
   * The same as {@link #tagged} for a large one, sent as small as it is; unpacked for a client that
   * does not take that.
   *
   * @param zipped in gzip
   */
  static HttpResponse zipped(Ask ask, String etag, String cacheControl, byte[] zipped)
      throws IOException {
    if (ask.has(etag)) {
      return unchanged(etag, cacheControl);
    }
    var headers =
        ResponseHeaders.builder(HttpStatus.OK)
            .contentType(MediaType.JSON)
            .set(HttpHeaderNames.ETAG, etag)
            .set(HttpHeaderNames.CACHE_CONTROL, cacheControl)
            .set(HttpHeaderNames.VARY, "accept-encoding");
    byte[] body = zipped;
    if (ask.headers().get("accept-encoding", "").contains("gzip")) {
      headers.set(HttpHeaderNames.CONTENT_ENCODING, "gzip");
    } else {
      try (GZIPInputStream plain = new GZIPInputStream(new ByteArrayInputStream(zipped))) {
        body = plain.readAllBytes();
      }
    }
    return HttpResponse.of(headers.build(), HttpData.wrap(body));
  }

  /** A body in gzip. */
  static byte[] zip(JsonNode body) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream zipped = new GZIPOutputStream(bytes)) {
      MAPPER.writeValue(zipped, body);
    }
    return bytes.toByteArray();
  }
}
