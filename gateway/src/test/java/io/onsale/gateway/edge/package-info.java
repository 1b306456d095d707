/** Proofs of the public API's translations and refusals. */
@NullMarked
package io.onsale.gateway.edge;

import org.jspecify.annotations.NullMarked;
