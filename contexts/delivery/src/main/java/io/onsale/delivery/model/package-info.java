/**
 * A delivery, its address and the way that it goes. In: wishes and facts. Out: the next delivery,
 * or why not. Start at {@link io.onsale.delivery.model.Delivery}.
 */
@NullMarked
package io.onsale.delivery.model;

import org.jspecify.annotations.NullMarked;
