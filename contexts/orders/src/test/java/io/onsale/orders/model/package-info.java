/** The rules of orders, state by state. */
@NullMarked
package io.onsale.orders.model;

import org.jspecify.annotations.NullMarked;
