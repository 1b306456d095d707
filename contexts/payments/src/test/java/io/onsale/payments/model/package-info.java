/** The rules of payments, state by state. */
@NullMarked
package io.onsale.payments.model;

import org.jspecify.annotations.NullMarked;
