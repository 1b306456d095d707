/**
 * Seats for the other contexts, by gRPC. In: calls of {@code contracts/proto/inventory/v1}. Out:
 * commands for the seat log, reads of the replica, and refusals with their reasons. Start at {@link
 * InventoryEdge}, which hands each call to who serves its kind of caller: {@link OrganizerCalls},
 * {@link HoldCalls}, {@link ReadCalls}, {@link FeedCalls}; {@link Shard} is what these share.
 */
@NullMarked
package io.onsale.inventory.edge;

import org.jspecify.annotations.NullMarked;
