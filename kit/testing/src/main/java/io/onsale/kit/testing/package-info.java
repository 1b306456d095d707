/**
 * What tests of a context need. In: a context's {@code create}. Out: it runs, with the chain before
 * it, as it does in production. Start at {@link io.onsale.kit.testing.TestContext} (a whole context
 * with a database), {@link io.onsale.kit.testing.TestDatabase} (a store alone) and {@link
 * io.onsale.kit.testing.TestClock}.
 */
@NullMarked
package io.onsale.kit.testing;

import org.jspecify.annotations.NullMarked;
