/**
 * Providers. Only the sandbox for now: it has books of its own, a page of its own, and tells us
 * over HTTP what happened, signed, as a real one would. Start at {@link
 * io.onsale.payments.peers.Sandbox}.
 */
@NullMarked
package io.onsale.payments.peers;

import org.jspecify.annotations.NullMarked;
