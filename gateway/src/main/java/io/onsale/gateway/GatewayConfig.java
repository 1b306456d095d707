package io.onsale.gateway;

import io.onsale.kit.settings.Default;

/**
 * The gateway's settings.
 *
 * @param waitingMax how many requests may wait for a context at once; one more is told to slow
 *     down. Holds do not count: no thread waits for them, and the seat log has a bound of its own
 */
public record GatewayConfig(@Default("10000") int waitingMax) {
  public GatewayConfig {
    if (waitingMax < 1) {
      throw new IllegalArgumentException("waiting-max must be at least 1");
    }
  }
}
