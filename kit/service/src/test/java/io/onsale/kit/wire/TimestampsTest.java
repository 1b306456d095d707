package io.onsale.kit.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TimestampsTest {
  @Test
  void writesWhatAnInstantWrites() {
    for (String text :
        new String[] {
          "1970-01-01T00:00:00Z",
          "1969-12-31T23:59:59.999Z",
          "2026-05-01T19:30:00Z",
          "2026-05-01T19:30:00.007Z",
          "2026-05-01T19:30:00.120Z",
          "2026-05-01T19:30:01.120Z",
          "2026-05-01T19:30:01.000120Z",
          "2026-05-01T19:30:01.000000001Z",
          "9999-12-31T23:59:59Z"
        }) {
      assertThat(Timestamps.text(Timestamps.of(Instant.parse(text)))).isEqualTo(text);
    }
  }

  @Test
  void writesAlsoWhatIsNoProperTimestampAsAMoment() {
    Timestamp beyond = Timestamp.newBuilder().setSeconds(1).setNanos(1_000_000_000).build();

    assertThat(Timestamps.text(beyond)).isEqualTo("1970-01-01T00:00:02Z");
  }

  @Test
  void writesMillisecondsToo() {
    for (long at : new long[] {0, 1, 10, 999, 1_000, 1_763_900_123_450L, 1_763_900_124_007L, -1}) {
      assertThat(Timestamps.text(at)).isEqualTo(Instant.ofEpochMilli(at).toString());
    }
  }
}
