/**
 * The simulator: seat engines, their log and their clients in virtual time, checked against a slow
 * and obvious model after each command.
 *
 * <p>Start at {@link SimMain}. A {@link History} is a list of {@link Step}s; {@link Generator}
 * draws it from a seed, {@link World} carries it out and checks, {@link Shrinker} makes a failing
 * one short. Within a history there is no clock, no thread and no dice: the same steps end alike.
 */
@NullMarked
package io.onsale.proof.sim;

import org.jspecify.annotations.NullMarked;
