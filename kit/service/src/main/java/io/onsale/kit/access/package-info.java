/**
 * Who calls, and what they may. In: a bearer token, and the {@code allow} option of a gRPC method.
 * Out: a {@link io.onsale.kit.access.Caller}. Start at {@link io.onsale.kit.access.Caller} (what an
 * edge reads) and {@link io.onsale.kit.access.Tokens} (what sign-in mints).
 */
@NullMarked
package io.onsale.kit.access;

import org.jspecify.annotations.NullMarked;
