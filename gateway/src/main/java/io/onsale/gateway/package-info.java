/**
 * The public edge: REST, server-sent events, the static web. In: HTTP. Out: gRPC calls to the
 * contexts. Start at {@link io.onsale.gateway.GatewayMain}, then {@code
 * io.onsale.gateway.edge.PublicApi}.
 */
@NullMarked
package io.onsale.gateway;

import org.jspecify.annotations.NullMarked;
