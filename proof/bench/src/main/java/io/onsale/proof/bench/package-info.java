/** Measures Onsale. Start at {@link BenchMain}: a word says what is measured. */
@NullMarked
package io.onsale.proof.bench;

import org.jspecify.annotations.NullMarked;
