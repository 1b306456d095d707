/** Tickets as signed codes, and their check-in. */
@NullMarked
package io.onsale.gates;

import org.jspecify.annotations.NullMarked;
