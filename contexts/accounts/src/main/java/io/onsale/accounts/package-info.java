/**
 * People: sign-up, sign-in, organisers and their staff. In: {@code AccountsService} of the
 * contracts. Out: sessions, whose tokens every other part verifies by itself. Start at {@link
 * io.onsale.accounts.AccountsMain}.
 */
@NullMarked
package io.onsale.accounts;

import org.jspecify.annotations.NullMarked;
