package io.onsale.kit.logs;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.onsale.kit.chain.Calls;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.slf4j.event.KeyValuePair;

/**
 * Encodes each log event as one line of JSON: time, level, logger, message, the event's key-value
 * pairs, and of the call that is being served in this thread its request id, trace and caller. It
 * reads the call itself, so the appender must encode in the thread that logs.
 *
 * <pre>{@code
 * <appender name="console" class="ch.qos.logback.core.ConsoleAppender">
 *   <encoder class="io.onsale.kit.logs.JsonLines"/>
 * </appender>
 * }</pre>
 */
public final class JsonLines extends EncoderBase<ILoggingEvent> {
  private static final Set<String> OWN = Set.of("time", "level", "logger", "message");
  private static final int TEXT_MAX = 16_384;

  @Override
  public byte[] headerBytes() {
    return new byte[0];
  }

  @Override
  public byte[] footerBytes() {
    return new byte[0];
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    StringBuilder line = new StringBuilder(512);
    line.append("{\"time\":\"").append(Instant.ofEpochMilli(event.getTimeStamp())).append('"');
    text(line, "level", event.getLevel().toString());
    text(line, "logger", event.getLoggerName());
    text(line, "message", cut(event.getFormattedMessage()));
    List<KeyValuePair> pairs = event.getKeyValuePairs();
    if (pairs == null) {
      pairs = List.of();
    }
    for (int i = 0; i < pairs.size(); i++) {
      String name = pairs.get(i).key;
      if (!OWN.contains(name) && !has(pairs, i, name)) {
        value(line, name, pairs.get(i).value);
      }
    }
    var call = Calls.current();
    if (call.isPresent()) {
      String account = call.get().caller().accountId();
      unlessThere(line, pairs, "request", call.get().requestId());
      unlessThere(line, pairs, "trace", call.get().traceparent());
      if (call.get().caller().isSignedIn()) {
        unlessThere(line, pairs, "account", account);
      }
    }
    if (event.getThrowableProxy() != null) {
      unlessThere(
          line, pairs, "error", cut(ThrowableProxyUtil.asString(event.getThrowableProxy())));
    }
    return line.append("}\n").toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Whether one of the first pairs has a name. */
  private static boolean has(List<KeyValuePair> pairs, int first, String name) {
    for (int i = 0; i < first; i++) {
      if (pairs.get(i).key.equals(name)) {
        return true;
      }
    }
    return false;
  }

  private static void unlessThere(
      StringBuilder line, List<KeyValuePair> pairs, String name, String text) {
    if (!has(pairs, pairs.size(), name)) {
      text(line, name, text);
    }
  }

  private static void text(StringBuilder line, String name, String text) {
    name(line, name);
    line.append('"');
    JsonStringEncoder.getInstance().quoteAsString(text, line);
    line.append('"');
  }

  private static void name(StringBuilder line, String name) {
    line.append(",\"");
    JsonStringEncoder.getInstance().quoteAsString(name, line);
    line.append("\":");
  }

  private static void value(
      StringBuilder line, String name, @org.jspecify.annotations.Nullable Object value) {
    switch (value) {
      case null -> {
        name(line, name);
        line.append("null");
      }
      case Integer number -> {
        name(line, name);
        line.append(number.intValue());
      }
      case Long number -> {
        name(line, name);
        line.append(number.longValue());
      }
      case Double number when Double.isFinite(number) -> {
        name(line, name);
        line.append(number.doubleValue());
      }
      case Boolean truth -> {
        name(line, name);
        line.append(truth.booleanValue());
      }
      default -> text(line, name, cut(value.toString()));
    }
  }

  private static String cut(@org.jspecify.annotations.Nullable String text) {
    String whole = String.valueOf(text);
    return whole.length() <= TEXT_MAX ? whole : whole.substring(0, TEXT_MAX) + "…";
  }
}
