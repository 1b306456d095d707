/**
 * What a payment is and may become, and the sandbox provider's own books. In: what a provider says.
 * Out: the next payment. Start at {@link io.onsale.payments.model.Payment}.
 */
@NullMarked
package io.onsale.payments.model;

import org.jspecify.annotations.NullMarked;
