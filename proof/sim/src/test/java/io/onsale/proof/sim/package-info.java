/** The simulator as a test of the engine, and planted bugs as a test of the simulator. */
@NullMarked
package io.onsale.proof.sim;

import org.jspecify.annotations.NullMarked;
