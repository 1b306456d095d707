/** The books, in SQL. Start at {@link io.onsale.delivery.store.JooqDeliveries}. */
@NullMarked
package io.onsale.delivery.store;

import org.jspecify.annotations.NullMarked;
