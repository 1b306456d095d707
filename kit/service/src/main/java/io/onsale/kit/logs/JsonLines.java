package io.onsale.kit.logs;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import io.onsale.kit.chain.Calls;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
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
    Line line = new Line();
    line.raw("{\"time\":").time(event.getTimeStamp());
    line.raw(",\"level\":").quoted(event.getLevel().toString());
    line.raw(",\"logger\":").quoted(event.getLoggerName());
    line.raw(",\"message\":").quoted(cut(event.getFormattedMessage()));
    List<KeyValuePair> pairs = event.getKeyValuePairs();
    if (pairs == null) {
      pairs = List.of();
    }
    for (int i = 0; i < pairs.size(); i++) {
      String name = pairs.get(i).key;
      if (!OWN.contains(name) && !has(pairs, i, name)) {
        value(line.name(name), pairs.get(i).value);
      }
    }
    var call = Calls.current();
    if (call.isPresent()) {
      unlessThere(line, pairs, "request", call.get().requestId());
      unlessThere(line, pairs, "trace", call.get().traceparent());
      if (call.get().caller().isSignedIn()) {
        unlessThere(line, pairs, "account", call.get().caller().accountId());
      }
    }
    if (event.getThrowableProxy() != null) {
      unlessThere(
          line, pairs, "error", cut(ThrowableProxyUtil.asString(event.getThrowableProxy())));
    }
    return line.raw("}\n").toBytes();
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

  private static void unlessThere(Line line, List<KeyValuePair> pairs, String name, String text) {
    if (!has(pairs, pairs.size(), name)) {
      line.name(name).quoted(text);
    }
  }

  private static void value(Line line, @Nullable Object value) {
    switch (value) {
      case null -> line.raw("null");
      case Integer number -> line.raw(number.toString());
      case Long number -> line.raw(number.toString());
      case Double number when Double.isFinite(number) -> line.number(number);
      case Boolean truth -> line.raw(truth.toString());
      default -> line.quoted(cut(value.toString()));
    }
  }

  private static String cut(@Nullable String text) {
    String whole = String.valueOf(text);
    return whole.length() <= TEXT_MAX ? whole : whole.substring(0, TEXT_MAX) + "…";
  }
}
