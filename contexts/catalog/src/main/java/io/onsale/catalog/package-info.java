/** Venues, seat maps, shows, performances, price tiers and on-sale windows. */
@NullMarked
package io.onsale.catalog;

import org.jspecify.annotations.NullMarked;
