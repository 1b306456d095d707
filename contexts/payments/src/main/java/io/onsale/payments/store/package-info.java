/**
 * The books, in SQL: ours ({@link io.onsale.payments.store.JooqPayments}) and the sandbox
 * provider's ({@link io.onsale.payments.store.JooqSandboxBooks}).
 */
@NullMarked
package io.onsale.payments.store;

import org.jspecify.annotations.NullMarked;
