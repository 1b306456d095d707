package io.onsale.kit.wire;

import com.google.protobuf.Timestamp;
import java.time.Instant;

/**
 * A moment as messages carry it: seconds since 1970 and nanoseconds, so nothing is lost on the way.
 *
 * <pre>{@code
 * message.setExpiresAt(Timestamps.of(hold.deadline()));
 * Instant deadline = Timestamps.instant(message.getExpiresAt());
 * }</pre>
 */
public final class Timestamps {
  private Timestamps() {}

  public static Timestamp of(Instant at) {
    return Timestamp.newBuilder().setSeconds(at.getEpochSecond()).setNanos(at.getNano()).build();
  }

  /**
   * @throws java.time.DateTimeException when the seconds are beyond what an {@link Instant} reaches
   */
  public static Instant instant(Timestamp at) {
    return Instant.ofEpochSecond(at.getSeconds(), at.getNanos());
  }
}
