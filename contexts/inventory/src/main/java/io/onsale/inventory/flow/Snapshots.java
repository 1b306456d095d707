package io.onsale.inventory.flow;

import io.onsale.inventory.model.FrozenState;
import io.onsale.inventory.model.SeatChanges;
import io.onsale.inventory.model.SeatEngine;

/** How the engine's whole state is written down and read back. */
public interface Snapshots {
  /**
   * Hands the state to {@code sink} in pieces of bounded size, or a piece that says where it will
   * be; the engine is not changed.
   */
  void write(SeatEngine engine, ChunkSink sink);

  /** The same of a state that was frozen: all of it is in the pieces. */
  void write(FrozenState state, ChunkSink sink);

  /**
   * Reads a state back.
   *
   * @throws IllegalStateException when pieces are missing, damaged or of an unknown format, or when
   *     the state's hash is not the one written
   */
  SeatEngine read(ChunkSource source, SeatChanges changes);

  /** The same, which reads the images that are not here from elsewhere. */
  default Snapshots orFrom(StateImages.Source elsewhere) {
    return this;
  }
}
