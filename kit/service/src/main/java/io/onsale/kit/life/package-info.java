/**
 * How a process lives. In: components in the order in which they depend on each other. Out: all of
 * them started, or none; stopped in reverse after the calls in flight have ended. Start at {@link
 * io.onsale.kit.life.Application}.
 */
@NullMarked
package io.onsale.kit.life;

import org.jspecify.annotations.NullMarked;
