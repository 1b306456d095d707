package io.onsale.kit.logs;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.onsale.kit.access.Caller;
import io.onsale.kit.chain.CallContext;
import io.onsale.kit.chain.Calls;
import io.onsale.kit.settings.Secret;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

class JsonLinesTest {
  private final JsonLines lines = new JsonLines();

  private static LoggingEvent event(String message, @Nullable Throwable thrown) {
    var logger = new LoggerContext().getLogger("x.Y");
    return new LoggingEvent("here", logger, Level.WARN, message, thrown, null);
  }

  private JsonNode encode(LoggingEvent event) throws Exception {
    String line = new String(lines.encode(event), StandardCharsets.UTF_8);
    assertThat(line).endsWith("\n");
    assertThat(line.strip()).doesNotContain("\n");
    return new ObjectMapper().readTree(line);
  }

  @Test
  void writesOneObjectALine() throws Exception {
    JsonNode line = encode(event("two\nlines \"quoted\" 中文", null));

    assertThat(line.get("message").asText()).isEqualTo("two\nlines \"quoted\" 中文");
    assertThat(line.get("level").asText()).isEqualTo("WARN");
    assertThat(line.get("time").asText()).endsWith("Z");
    assertThat(line.has("request")).isFalse();
  }

  @Test
  void writesNumbersThatReadBackAsTheyWere() {
    for (double number :
        new double[] {
          0, 1, 9.708189, 0.000001, 1234.5, 100, 0.1, 1e-7, -2.5, 1.0 / 3, 1e300, 9007199254.740993
        }) {
      String text = new String(new Line().number(number).toBytes(), StandardCharsets.US_ASCII);
      assertThat(Double.parseDouble(text)).isEqualTo(number);
    }
    assertThat(new String(new Line().number(9.708).toBytes(), StandardCharsets.US_ASCII))
        .isEqualTo("9.708");
  }

  @Test
  void writesATextThatIsLongerThanUsual() throws Exception {
    String text = "z".repeat(5_000) + "\u0000\"é";

    assertThat(encode(event(text, null)).get("message").asText()).isEqualTo(text);
  }

  @Test
  void tellsTheCallThatIsBeingServed() throws Exception {
    CallContext call = CallContext.fresh().withCaller(Caller.buyer("b1"), "secret-token");
    JsonNode line = Calls.run(call, () -> encode(event("x", null)));

    assertThat(line.get("request").asText()).isEqualTo(call.requestId());
    assertThat(line.get("account").asText()).isEqualTo("b1");
    assertThat(line.toString()).doesNotContain("secret-token");
  }

  @Test
  void writesPairsByTheirTypesAndMasksSecrets() throws Exception {
    LoggingEvent event = event("x", null);
    event.setKeyValuePairs(
        List.of(
            new KeyValuePair("n", 5),
            new KeyValuePair("b", true),
            new KeyValuePair("key", new Secret("hunter2")),
            new KeyValuePair("message", "twice")));
    JsonNode line = encode(event);

    assertThat(line.get("n").isNumber()).isTrue();
    assertThat(line.get("b").isBoolean()).isTrue();
    assertThat(line.get("key").asText()).isEqualTo("***");
    assertThat(line.get("message").asText()).isEqualTo("x");
  }

  @Test
  void writesWhatWasThrownAndBoundsIt() throws Exception {
    JsonNode line = encode(event("y".repeat(50_000), new IllegalStateException("broken")));

    assertThat(line.get("error").asText()).contains("IllegalStateException: broken");
    assertThat(line.get("message").asText().length()).isLessThan(17_000);
  }
}
