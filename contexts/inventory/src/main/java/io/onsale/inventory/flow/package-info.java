/**
 * Commands as bytes in, results as bytes out: {@link CommandAdapter} decodes, applies and encodes.
 * Start there. What the log says besides, {@link Chronicle} tells as events; {@link Replica} is
 * what readers see of them, {@link PastEvents} those that are no longer in memory.
 */
@NullMarked
package io.onsale.inventory.flow;

import org.jspecify.annotations.NullMarked;
