/**
 * The purchase, step by step: one class per use case, and one per fact that comes in from
 * elsewhere. In: plain values. Out: an {@link io.onsale.orders.flow.Answer}. Ports: {@link
 * io.onsale.orders.flow.Orders} (our own books), {@link io.onsale.orders.flow.Seats}, {@link
 * io.onsale.orders.flow.Payments}, {@link io.onsale.orders.flow.Deliveries} (peers).
 *
 * <p>How the steps keep money and seats together: what is intended is written first, then the peer
 * is called, then the outcome is written; each write goes through only if the order is still the
 * one that was seen. Peers take the same call twice for one. So a step that was cut off anywhere is
 * healed by doing it again, and it is done again until it went through, because the event that asks
 * for it is only put away after its last write. Start at {@link io.onsale.orders.flow.TakePayment}.
 */
@NullMarked
package io.onsale.orders.flow;

import org.jspecify.annotations.NullMarked;
