/** Delivery as a whole context, on a real database. */
@NullMarked
package io.onsale.delivery;

import org.jspecify.annotations.NullMarked;
