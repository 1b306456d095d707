package io.onsale.kit.logs;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.onsale.kit.chain.Calls;
import io.onsale.kit.settings.Secret;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

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
  private static final JsonFactory JSON = new JsonFactory();
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
    ByteArrayOutputStream line = new ByteArrayOutputStream(512);
    try (JsonGenerator json = JSON.createGenerator(line)) {
      json.writeStartObject();
      json.writeStringField("time", Instant.ofEpochMilli(event.getTimeStamp()).toString());
      json.writeStringField("level", event.getLevel().toString());
      json.writeStringField("logger", event.getLoggerName());
      json.writeStringField("message", cut(event.getFormattedMessage()));
      Set<String> written = new HashSet<>(Set.of("time", "level", "logger", "message"));
      if (event.getKeyValuePairs() != null) {
        for (var pair : event.getKeyValuePairs()) {
          if (written.add(pair.key)) {
            json.writeFieldName(pair.key);
            write(json, pair.value);
          }
        }
      }
      var call = Calls.current();
      if (call.isPresent()) {
        if (written.add("request")) {
          json.writeStringField("request", call.get().requestId());
        }
        if (written.add("trace")) {
          json.writeStringField("trace", call.get().traceparent());
        }
        if (call.get().caller().isSignedIn() && written.add("account")) {
          json.writeStringField("account", call.get().caller().accountId());
        }
      }
      if (event.getThrowableProxy() != null && written.add("error")) {
        json.writeStringField("error", cut(ThrowableProxyUtil.asString(event.getThrowableProxy())));
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail to be written", e);
    }
    line.writeBytes("\n".getBytes(StandardCharsets.UTF_8));
    return line.toByteArray();
  }

  private static void write(JsonGenerator json, @org.jspecify.annotations.Nullable Object value)
      throws IOException {
    switch (value) {
      case null -> json.writeNull();
      case Integer number -> json.writeNumber(number);
      case Long number -> json.writeNumber(number);
      case Double number -> json.writeNumber(number);
      case Boolean truth -> json.writeBoolean(truth);
      case Secret secret -> json.writeString(secret.toString());
      default -> json.writeString(cut(value.toString()));
    }
  }

  private static String cut(@org.jspecify.annotations.Nullable String text) {
    String whole = String.valueOf(text);
    return whole.length() <= TEXT_MAX ? whole : whole.substring(0, TEXT_MAX) + "…";
  }
}
