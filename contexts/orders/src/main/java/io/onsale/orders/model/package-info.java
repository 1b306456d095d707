/**
 * What an order is and may become. In: facts (money came, tickets were issued, time is over). Out:
 * the next order, or why not. Start at {@link io.onsale.orders.model.Order}, then {@link
 * io.onsale.orders.model.State}.
 */
@NullMarked
package io.onsale.orders.model;

import org.jspecify.annotations.NullMarked;
