/**
 * The seat engine: commands as plain values in, {@link Result}s and {@link SeatChanges} out.
 * Deterministic: time, ids and chance arrive in the command. JDK only.
 *
 * <p>Start at {@link SeatEngine}.
 */
@NullMarked
package io.onsale.inventory.model;

import org.jspecify.annotations.NullMarked;
