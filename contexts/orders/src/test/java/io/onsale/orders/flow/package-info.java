/**
 * The saga with hand-written peers: each order of arrival, and each place where it may be cut off.
 */
@NullMarked
package io.onsale.orders.flow;

import org.jspecify.annotations.NullMarked;
