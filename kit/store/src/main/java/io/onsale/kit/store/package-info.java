/**
 * SQL for a context. In: a URL, migrations in {@code db/<context>}. Out: a jOOQ {@code DSLContext}
 * whose work is in transactions, with the events ({@link io.onsale.kit.store.Outbox}), the
 * positions ({@link io.onsale.kit.store.Inbox}) and the first answers ({@link
 * io.onsale.kit.store.Idempotency}) of the same transaction. Start at {@link
 * io.onsale.kit.store.Database}.
 */
@NullMarked
package io.onsale.kit.store;

import org.jspecify.annotations.NullMarked;
