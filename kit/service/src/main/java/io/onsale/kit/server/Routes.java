package io.onsale.kit.server;

import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServerBuilder;
import java.util.function.UnaryOperator;

/**
 * Public HTTP routes. Problem documents, and limits on sizes and times are already in place; the
 * chain is given.
 *
 * <pre>{@code
 * Routes routes = (server, door) -> {
 *     server.service("/v1/shows", door.apply(shows));
 *     server.route().post("/v1/organizer/seat-maps").maxRequestLength(32L << 20).build(door.apply(seatMapImport));
 * };
 * }</pre>
 */
@FunctionalInterface
public interface Routes {
  /**
   * Installs the routes.
   *
   * @param door puts the chain before a service: each one goes through it, or the server does not
   *     start
   */
  void install(ServerBuilder server, UnaryOperator<HttpService> door);

  /**
   * Ends what would go on and on, such as streams of events; called once, first of all when the
   * server stops.
   */
  default void end() {}
}
