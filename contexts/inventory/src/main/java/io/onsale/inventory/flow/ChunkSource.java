package io.onsale.inventory.flow;

/** Gives back the pieces of a snapshot in the order in which they were taken. */
@FunctionalInterface
public interface ChunkSource {
  /**
   * Waits for the next piece and hands it over.
   *
   * @return false when there is no further piece
   */
  boolean next(ChunkSink sink);
}
