/** Snapshots of the engine: {@link SbeSnapshots} writes the state in pieces and reads it back. */
@NullMarked
package io.onsale.inventory.store;

import org.jspecify.annotations.NullMarked;
