/**
 * The books, in SQL. In: orders. Out: the same. Start at {@link io.onsale.orders.store.JooqOrders}.
 */
@NullMarked
package io.onsale.orders.store;

import org.jspecify.annotations.NullMarked;
