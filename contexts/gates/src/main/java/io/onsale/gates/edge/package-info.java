/**
 * Gates as the other parts of Onsale see them. In: gRPC messages of {@code
 * contracts/proto/gates/v1}, events of the catalog and of orders. Out: answers, or refusals with a
 * stable reason. Start at {@link io.onsale.gates.edge.GatesEdge} and {@link
 * io.onsale.gates.edge.EventsEdge}.
 */
@NullMarked
package io.onsale.gates.edge;

import org.jspecify.annotations.NullMarked;
