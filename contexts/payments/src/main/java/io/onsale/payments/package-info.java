/** Charge, refund, reconcile; providers. */
@NullMarked
package io.onsale.payments;

import org.jspecify.annotations.NullMarked;
