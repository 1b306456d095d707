/**
 * The contexts that orders calls: inventory, payments and delivery. In: plain values. Out: the
 * peer's answer as a value, its faults as exceptions. Each call that changes something carries a
 * key made of the order and the thing, so that made again it is the same call.
 */
@NullMarked
package io.onsale.orders.peers;

import org.jspecify.annotations.NullMarked;
