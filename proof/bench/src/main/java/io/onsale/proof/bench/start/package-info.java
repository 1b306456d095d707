/** Enters: the word {@code start}. Leaves: how soon the server answers, and how long it stops. */
@NullMarked
package io.onsale.proof.bench.start;

import org.jspecify.annotations.NullMarked;
