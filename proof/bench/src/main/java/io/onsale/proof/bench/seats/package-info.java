/** Measures the seat engine and its log. {@link EngineBench} is the bare engine, one thread. */
@NullMarked
package io.onsale.proof.bench.seats;

import org.jspecify.annotations.NullMarked;
