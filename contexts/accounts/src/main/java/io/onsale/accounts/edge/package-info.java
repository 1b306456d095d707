/**
 * Accounts as the other parts of Onsale see them. In: gRPC messages of {@code
 * contracts/proto/accounts/v1}. Out: answers, or refusals with a stable reason. Start at {@link
 * io.onsale.accounts.edge.AccountsEdge}.
 */
@NullMarked
package io.onsale.accounts.edge;

import org.jspecify.annotations.NullMarked;
