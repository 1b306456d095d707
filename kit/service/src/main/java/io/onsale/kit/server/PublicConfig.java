package io.onsale.kit.server;

import io.onsale.kit.settings.Default;
import java.time.Duration;

/**
 * The public port.
 *
 * @param host the address that it binds; {@code 0.0.0.0} is all of them
 * @param port 0 takes a free one
 * @param bodyBytes the largest request body, where a route says nothing else
 * @param requestTimeout the longest that a request may take, where a route says nothing else
 * @param idleTimeout how long a connection may be silent
 * @param connectionsMax connections at once
 */
public record PublicConfig(
    @Default("0.0.0.0") String host,
    @Default("8080") int port,
    @Default("65536") long bodyBytes,
    @Default("15s") Duration requestTimeout,
    @Default("30s") Duration idleTimeout,
    @Default("20000") int connectionsMax) {

  public PublicConfig {
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("port must be 0 to 65535");
    }
    if (bodyBytes < 1024 || bodyBytes > InternalConfig.MESSAGE_BYTES_MAX) {
      throw new IllegalArgumentException(
          "body-bytes must be 1024 to " + InternalConfig.MESSAGE_BYTES_MAX);
    }
    if (connectionsMax < 1) {
      throw new IllegalArgumentException("connections-max must be at least 1");
    }
  }

  /** All defaults, on a port of the loopback address. */
  public static PublicConfig onLoopback(int port) {
    return new PublicConfig(
        "127.0.0.1", port, 65_536, Duration.ofSeconds(15), Duration.ofSeconds(30), 20_000);
  }
}
