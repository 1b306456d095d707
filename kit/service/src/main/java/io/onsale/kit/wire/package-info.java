/**
 * Values that all contracts write alike. In: a Java value. Out: its message, and back. Start at
 * {@link io.onsale.kit.wire.Timestamps}.
 */
@NullMarked
package io.onsale.kit.wire;

import org.jspecify.annotations.NullMarked;
