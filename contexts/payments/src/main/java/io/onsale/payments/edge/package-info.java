/**
 * Where payments speaks protobuf: calls in, answers and events out, and refusals as reasons. Start
 * at {@link io.onsale.payments.edge.PaymentsEdge}.
 */
@NullMarked
package io.onsale.payments.edge;

import org.jspecify.annotations.NullMarked;
