/**
 * Where accounts are kept. In: what the ports of flow say. Out: rows in SQL, and hashes of
 * passwords. Start at {@link io.onsale.accounts.store.JooqAccounts}.
 */
@NullMarked
package io.onsale.accounts.store;

import org.jspecify.annotations.NullMarked;
