package io.onsale.kit.server;

import com.linecorp.armeria.server.ServerBuilder;

/**
 * Public HTTP routes. The chain, problem documents, and limits on sizes and times are already in
 * place.
 *
 * <pre>{@code
 * Routes routes = server -> {
 *     server.annotatedService(new ShowsRoutes(catalog));
 *     server.route().post("/v1/organizer/seat-maps").maxRequestLength(32L << 20).build(seatMapImport);
 * };
 * }</pre>
 */
@FunctionalInterface
public interface Routes {
  void install(ServerBuilder server);

  /**
   * Ends what would go on and on, such as streams of events; called once, first of all when the
   * server stops.
   */
  default void end() {}
}
