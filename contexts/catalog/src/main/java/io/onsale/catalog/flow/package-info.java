/**
 * One class per use case, and the ports that they need. In: plain values of a caller who has been
 * told apart already. Out: records of the model, or what keeps them from being made. Start at
 * {@link io.onsale.catalog.flow.PublishPerformance}.
 */
@NullMarked
package io.onsale.catalog.flow;

import org.jspecify.annotations.NullMarked;
