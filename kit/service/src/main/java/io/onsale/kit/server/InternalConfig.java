package io.onsale.kit.server;

import io.onsale.kit.settings.Default;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

/**
 * How contexts reach each other.
 *
 * @param wiring within the process or over HTTP/2
 * @param host the address that the internal port binds; never a public one
 * @param port the internal port; 0 takes a free one. Only with HTTP/2
 * @param peers where contexts of other processes are, by name, such as {@code http://orders:9090};
 *     those that are not named are in this process
 * @param callTimeout the longest that a call may take that brings no deadline of its own
 * @param messageBytes the largest message
 */
public record InternalConfig(
    @Default("in-process") Wiring wiring,
    @Default("127.0.0.1") String host,
    @Default("0") int port,
    Map<String, URI> peers,
    @Default("10s") Duration callTimeout,
    @Default("67108864") int messageBytes) {

  /** The largest message that may be set: 64 MiB. */
  public static final int MESSAGE_BYTES_MAX = 64 << 20;

  public InternalConfig {
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("port must be 0 to 65535");
    }
    if (messageBytes < 1024 || messageBytes > MESSAGE_BYTES_MAX) {
      throw new IllegalArgumentException("message-bytes must be 1024 to " + MESSAGE_BYTES_MAX);
    }
    if (callTimeout.isNegative() || callTimeout.isZero()) {
      throw new IllegalArgumentException("call-timeout must be positive");
    }
    peers = Map.copyOf(peers);
  }

  /** All defaults, with a wiring. */
  public static InternalConfig of(Wiring wiring) {
    return new InternalConfig(
        wiring, "127.0.0.1", 0, Map.of(), Duration.ofSeconds(10), MESSAGE_BYTES_MAX);
  }
}
