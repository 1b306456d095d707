/**
 * The way of an order's tickets, step by step. In: plain values. Out: an {@link
 * io.onsale.delivery.flow.Answer}. Port: {@link io.onsale.delivery.flow.Deliveries}. Start at
 * {@link io.onsale.delivery.flow.MoveDelivery}.
 */
@NullMarked
package io.onsale.delivery.flow;

import org.jspecify.annotations.NullMarked;
