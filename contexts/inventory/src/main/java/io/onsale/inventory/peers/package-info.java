/**
 * The seat log from outside the engine: {@link SeatNode} runs a node of it in this process, {@link
 * SeatsElsewhere} reaches nodes that are other processes, {@link SeatLogClient} puts commands into
 * it, {@link LogFollower} reads it for the replica. Start at {@link SeatLogs}, which holds these
 * together for a process that serves seats, or at {@link SeatMember} for a process that is a node
 * and nothing else; {@link Joining} is how a node comes to a log that others have.
 */
@NullMarked
package io.onsale.inventory.peers;

import org.jspecify.annotations.NullMarked;
