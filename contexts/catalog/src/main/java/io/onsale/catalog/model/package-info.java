/**
 * What a seat map, a show and a performance are, and the rules for each. In: a plan by way of
 * {@link io.onsale.catalog.model.JsonCursor}, drafts of shows and performances. Out: records that
 * keep the rules, or faults by JSON pointer. Start at {@link io.onsale.catalog.model.PlanReader}
 * and {@link io.onsale.catalog.model.Seating}. No clock, no I/O.
 */
@NullMarked
package io.onsale.catalog.model;

import org.jspecify.annotations.NullMarked;
