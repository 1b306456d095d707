package io.onsale.kit.wire;

import com.google.protobuf.Timestamp;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A moment as messages carry it: seconds since 1970 and nanoseconds, so nothing is lost on the way.
 *
 * <pre>{@code
 * message.setExpiresAt(Timestamps.of(hold.deadline()));
 * Instant deadline = Timestamps.instant(message.getExpiresAt());
 * }</pre>
 */
public final class Timestamps {
  private static final int NANOS_OF_MILLI = 1_000_000;
  private static final int NANOS_OF_SECOND = 1_000_000_000;
  private static final int MILLIS = 1_000;

  /**
   * Seconds that were written last, each at its own place: now is written often, and when what is
   * held ends. Read and replaced without a lock, for a second is the same whoever made it.
   */
  private static final @Nullable Second[] LAST = new Second[64];

  /** A second in UTC, up to where its parts begin. */
  private record Second(long epoch, String text) {
    static Second of(long epoch) {
      String whole = Instant.ofEpochSecond(epoch).toString();
      return new Second(epoch, whole.substring(0, whole.length() - 1));
    }
  }

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

  /** The same text as an {@link Instant} gives, which is RFC 3339 in UTC. */
  public static String text(Timestamp at) {
    return at.getNanos() >= 0
            && at.getNanos() < NANOS_OF_SECOND
            && at.getNanos() % NANOS_OF_MILLI == 0
        ? text(at.getSeconds(), at.getNanos() / NANOS_OF_MILLI)
        : instant(at).toString();
  }

  /** The same for milliseconds since 1970. */
  public static String text(long epochMillis) {
    return text(Math.floorDiv(epochMillis, MILLIS), Math.floorMod(epochMillis, MILLIS));
  }

  private static String text(long second, int millis) {
    int place = (int) (second & (LAST.length - 1));
    Second known = LAST[place];
    if (known == null || known.epoch() != second) {
      known = Second.of(second);
      LAST[place] = known;
    }
    if (millis == 0) {
      return known.text() + 'Z';
    }
    StringBuilder text = new StringBuilder(known.text().length() + 5).append(known.text());
    return text.append('.')
        .append((char) ('0' + millis / 100))
        .append((char) ('0' + millis / 10 % 10))
        .append((char) ('0' + millis % 10))
        .append('Z')
        .toString();
  }
}
