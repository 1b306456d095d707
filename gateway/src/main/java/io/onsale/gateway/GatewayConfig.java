package io.onsale.gateway;

import io.onsale.kit.settings.Default;
import java.time.Duration;

/**
 * The gateway's settings.
 *
 * @param waitingMax how many requests may wait for a context at once; one more is told to slow
 *     down. Holds do not count: no thread waits for them, and the seat log has a bound of its own
 * @param largeBodiesBytes how many bytes of bodies above 64 KiB are in memory at once, in the whole
 *     process; who would bring more is told to slow down
 * @param heartbeat how often a stream of events says something when there is nothing to tell, so
 *     that whoever is gone is noticed at either end
 * @param streamAgeMax how old a stream of events grows at most, in the mean of three quarters of
 *     it: its reader connects again, to wherever there is room then
 */
public record GatewayConfig(
    @Default("10000") int waitingMax,
    @Default("134217728") long largeBodiesBytes,
    @Default("15s") Duration heartbeat,
    @Default("15m") Duration streamAgeMax) {

  /** The largest body that any call takes: one of these must fit. */
  private static final long LARGEST_BODY_BYTES = 32L << 20;

  public GatewayConfig {
    if (waitingMax < 1) {
      throw new IllegalArgumentException("waiting-max must be at least 1");
    }
    if (largeBodiesBytes < LARGEST_BODY_BYTES) {
      throw new IllegalArgumentException(
          "large-bodies-bytes must be at least " + LARGEST_BODY_BYTES);
    }
    if (!heartbeat.isPositive() || !streamAgeMax.isPositive()) {
      throw new IllegalArgumentException("heartbeat and stream-age-max must be positive");
    }
  }
}
