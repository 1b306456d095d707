package io.onsale.inventory.store;

import io.onsale.inventory.flow.ChunkSink;
import io.onsale.inventory.flow.ChunkSource;
import io.onsale.inventory.flow.Snapshots;
import io.onsale.inventory.model.SeatChanges;
import io.onsale.inventory.model.SeatEngine;

/** Snapshots as SnapshotChunk messages of bounded size, with the state's hash in the last one. */
public final class SbeSnapshots implements Snapshots {
  /** Most bytes of a piece, its headers included. */
  public static final int MAX_CHUNK_LENGTH = 32 * 1024;

  @Override
  public void write(SeatEngine engine, ChunkSink sink) {
    throw new UnsupportedOperationException();
  }

  @Override
  public SeatEngine read(ChunkSource source, SeatChanges changes) {
    throw new UnsupportedOperationException();
  }
}
