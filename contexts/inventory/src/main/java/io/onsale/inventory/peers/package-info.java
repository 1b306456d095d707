/**
 * The seat log from outside the engine: {@link SeatNode} runs a node of it in this process, {@link
 * SeatLogClient} puts commands into it, {@link LogFollower} reads it for the replica. Start at
 * {@link SeatLogs}, which holds the three together.
 */
@NullMarked
package io.onsale.inventory.peers;

import org.jspecify.annotations.NullMarked;
