/**
 * Calls to other contexts. In: what {@code flow} asks of its ports. Out: messages to inventory.
 * Start at {@link io.onsale.catalog.peers.InventorySeatLog}.
 */
@NullMarked
package io.onsale.catalog.peers;

import org.jspecify.annotations.NullMarked;
