/**
 * The public API. In: HTTP requests. Out: JSON as {@code contracts/public.yaml} says, or a problem.
 * {@link io.onsale.gateway.edge.PublicApi} binds each operation of the contract to its handler; the
 * other classes hold the handlers, one class for each group of calls.
 */
@NullMarked
package io.onsale.gateway.edge;

import org.jspecify.annotations.NullMarked;
