/** People: sign-in, sessions, verified identities, organisers and their staff. */
@NullMarked
package io.onsale.accounts;

import org.jspecify.annotations.NullMarked;
