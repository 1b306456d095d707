/** The purchase and its life. */
@NullMarked
package io.onsale.orders;

import org.jspecify.annotations.NullMarked;
