/**
 * The one chain that every call passes: HTTP and gRPC, server and client, unary and streaming. In:
 * a {@link io.onsale.kit.chain.Call}. Out: its {@link io.onsale.kit.chain.Outcome}, or why it
 * failed. Start at {@link io.onsale.kit.chain.Middleware}; edges read {@link
 * io.onsale.kit.chain.Calls}. Guards, mutual TLS and exporters of traces are further middlewares in
 * the same chain.
 */
@NullMarked
package io.onsale.kit.chain;

import org.jspecify.annotations.NullMarked;
