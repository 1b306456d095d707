/**
 * How a refusal travels. In: a {@link io.onsale.kit.refusal.Refused} that an edge throws. Out: a
 * gRPC status with a {@code Problem} in its trailers, the same {@code Refused} again on the
 * caller's side, and problem+json in public. Start at {@link io.onsale.kit.refusal.Refused}; {@link
 * io.onsale.kit.refusal.Refusals} translates.
 */
@NullMarked
package io.onsale.kit.refusal;

import org.jspecify.annotations.NullMarked;
