/**
 * Seats for the other contexts, by gRPC. In: calls of {@code contracts/proto/inventory/v1}. Out:
 * commands for the seat log, reads of the replica, and refusals with their reasons. Start at {@link
 * InventoryEdge}.
 */
@NullMarked
package io.onsale.inventory.edge;

import org.jspecify.annotations.NullMarked;
