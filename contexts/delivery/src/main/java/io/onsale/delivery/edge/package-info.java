/**
 * Where delivery speaks protobuf: calls in, answers and events out, and refusals as reasons. Start
 * at {@link io.onsale.delivery.edge.DeliveryEdge}.
 */
@NullMarked
package io.onsale.delivery.edge;

import org.jspecify.annotations.NullMarked;
