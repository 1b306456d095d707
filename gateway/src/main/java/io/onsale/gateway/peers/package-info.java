/**
 * Whom the gateway asks. In: channels to every context. Out: stubs, and the seat ids of a
 * performance. Start at {@link io.onsale.gateway.peers.Stubs}.
 */
@NullMarked
package io.onsale.gateway.peers;

import org.jspecify.annotations.NullMarked;
