/**
 * What people do with accounts, one class each. In: plain text from an edge. Out: sealed results.
 * Ports: {@link io.onsale.accounts.flow.Accounts} (rows) and {@link
 * io.onsale.accounts.flow.PasswordHashes} (a slow hash). Start at {@link
 * io.onsale.accounts.flow.SignIn}.
 */
@NullMarked
package io.onsale.accounts.flow;

import org.jspecify.annotations.NullMarked;
