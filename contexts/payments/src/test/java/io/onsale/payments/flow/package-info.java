/** Payments with a provider that fails where it is told to. */
@NullMarked
package io.onsale.payments.flow;

import org.jspecify.annotations.NullMarked;
