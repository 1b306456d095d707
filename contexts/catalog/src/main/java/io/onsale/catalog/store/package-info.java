/**
 * SQL and the outbox. In: what {@code flow} asks of its ports. Out: rows, and events in the same
 * transaction. Start at {@link io.onsale.catalog.store.JooqPerformances}.
 */
@NullMarked
package io.onsale.catalog.store;

import org.jspecify.annotations.NullMarked;
