/**
 * Commands as bytes in, results as bytes out: {@link CommandAdapter} decodes, applies and encodes.
 * Start there.
 */
@NullMarked
package io.onsale.inventory.flow;

import org.jspecify.annotations.NullMarked;
