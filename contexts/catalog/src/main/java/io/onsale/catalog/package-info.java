/**
 * Seat maps, shows, performances, price tiers and on-sale windows. In: calls of {@code
 * CatalogService}. Out: the same things in public, performances opened in the seat log, and events.
 * Start at {@link io.onsale.catalog.CatalogMain}.
 */
@NullMarked
package io.onsale.catalog;

import org.jspecify.annotations.NullMarked;
