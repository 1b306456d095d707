/**
 * Measures the seat engine and its log, alone and beside what else people sell seats with. {@link
 * EngineBench} is the bare engine, one thread; {@link SeatsBench} is everything, with the same work
 * for all: a {@link Crowd} asks by a {@link Line} or by SQL, a {@link Load} keeps it asking, and
 * {@link Figures} tells what came of it.
 */
@NullMarked
package io.onsale.proof.bench.seats;

import org.jspecify.annotations.NullMarked;
