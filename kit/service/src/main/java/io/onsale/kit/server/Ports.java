package io.onsale.kit.server;

import com.linecorp.armeria.server.Server;
import io.onsale.kit.refusal.Refusals;
import java.net.BindException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Opens a server's port, and tells clearly when somebody else has it; closes it again. */
final class Ports {
  /** How long nothing must come any more before a port is closed. */
  static final Duration QUIET = Duration.ofMillis(100);

  /** The longest that calls in flight are waited for. */
  static final Duration STOP_MAX = Duration.ofSeconds(8);

  private Ports() {}

  static Server start(Server server, String host, int port, String kind) {
    try {
      server.start().join();
      return server;
    } catch (RuntimeException e) {
      server.stop().exceptionally(ignored -> null).join();
      for (Throwable t = Refusals.unwrap(e); t != null; t = t.getCause()) {
        if (t instanceof BindException
            || String.valueOf(t.getMessage()).contains("Address already in use")) {
          throw new PortTaken(kind, host, port, e);
        }
      }
      throw e;
    }
  }

  /**
   * Lets the calls in flight end, within the server's grace, and closes its port. What comes on a
   * connection that is still open is refused from now on; the server closes those a second later,
   * and ends its thread that has nothing to do any more after two: nobody waits for that.
   */
  static void stop(Server server) throws InterruptedException {
    CompletableFuture<Void> stopped = server.stop();
    while (!server.activePorts().isEmpty()) {
      try {
        stopped.get(5, TimeUnit.MILLISECONDS);
        return;
      } catch (TimeoutException e) {
        // It has not come so far yet.
      } catch (ExecutionException e) {
        throw new IllegalStateException("the server did not stop well", e.getCause());
      }
    }
  }
}
