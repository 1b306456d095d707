/**
 * Where orders speaks protobuf: calls and events in, answers and events out, and refusals as
 * reasons. Start at {@link io.onsale.orders.edge.OrdersEdge} and {@link
 * io.onsale.orders.edge.EventsEdge}.
 */
@NullMarked
package io.onsale.orders.edge;

import org.jspecify.annotations.NullMarked;
