/**
 * Where tickets are kept. In: what the ports of flow say. Out: rows and events in SQL, private keys
 * sealed. Start at {@link io.onsale.gates.store.JooqTickets} and {@link
 * io.onsale.gates.store.Seal}.
 */
@NullMarked
package io.onsale.gates.store;

import org.jspecify.annotations.NullMarked;
