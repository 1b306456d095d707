package io.onsale.kit.server;

import com.linecorp.armeria.server.Server;
import io.onsale.kit.refusal.Refusals;
import java.net.BindException;

/** Opens a server's port, and tells clearly when somebody else has it. */
final class Ports {
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
}
