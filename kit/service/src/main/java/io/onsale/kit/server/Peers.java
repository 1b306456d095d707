package io.onsale.kit.server;

import io.grpc.Channel;

/**
 * The other contexts. How they are reached, within the process or over HTTP/2, is a setting, and
 * nothing here tells.
 *
 * <pre>{@code
 * var inventory = InventoryServiceGrpc.newBlockingV2Stub(foundation.peers().channel("inventory"));
 * var payments = PaymentsServiceGrpc.newFutureStub(foundation.peers().asService("payments"));
 * }</pre>
 *
 * <p>A refusal of the peer is a {@code StatusRuntimeException} (or {@code StatusException}); {@code
 * Refusals.of(e)} reads it, and an edge that lets it pass tells its own caller the same reason.
 */
public interface Peers {
  /**
   * A channel that acts for whoever is being served now: the caller's token, request id,
   * idempotency key and deadline go along. Within an event handler that is this context itself, as
   * a service. Outside of any call it is nobody.
   */
  Channel channel(String context);

  /**
   * A channel that acts for this context itself, with a SERVICE token: for timers and other work
   * that nobody asked for.
   */
  Channel asService(String context);
}
