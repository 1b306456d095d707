/** Payments as a whole context, on a real database, with webhooks over HTTP. */
@NullMarked
package io.onsale.payments;

import org.jspecify.annotations.NullMarked;
