package io.onsale.kit.server;

/** How contexts reach each other. */
public enum Wiring {
  /** Within the process, without a port. */
  IN_PROCESS,
  /** gRPC over HTTP/2 on the internal port, also between contexts of one process. */
  HTTP2
}
