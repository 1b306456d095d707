/** The rules of deliveries, state by state. */
@NullMarked
package io.onsale.delivery.model;

import org.jspecify.annotations.NullMarked;
