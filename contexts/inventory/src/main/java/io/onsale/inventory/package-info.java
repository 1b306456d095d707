/** Seats: the replicated state machine. */
@NullMarked
package io.onsale.inventory;

import org.jspecify.annotations.NullMarked;
