/**
 * Whom gates ask. In: the port {@link io.onsale.gates.flow.Staff}. Out: calls to accounts. Start at
 * {@link io.onsale.gates.peers.AccountsStaff}.
 */
@NullMarked
package io.onsale.gates.peers;

import org.jspecify.annotations.NullMarked;
