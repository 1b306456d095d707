@NullMarked
package io.onsale.proof.bench.seats;

import org.jspecify.annotations.NullMarked;
