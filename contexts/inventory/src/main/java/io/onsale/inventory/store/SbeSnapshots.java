package io.onsale.inventory.store;

import io.onsale.inventory.flow.ChunkSink;
import io.onsale.inventory.flow.ChunkSource;
import io.onsale.inventory.flow.Snapshots;
import io.onsale.inventory.model.FrozenState;
import io.onsale.inventory.model.SeatChanges;
import io.onsale.inventory.model.SeatEngine;

/**
 * Snapshots as SnapshotChunk messages of bounded size. Each piece carries a hash of all content so
 * far, so that a torn or damaged snapshot is told before it is believed; the content ends with the
 * state's own hash.
 */
public final class SbeSnapshots implements Snapshots {
  /** Most bytes of a piece, its headers included. */
  public static final int MAX_CHUNK_LENGTH = 32 * 1024;

  static final int FORMAT = 3;

  /** Of a piece that has the id of an image, and not the state itself. */
  static final int NAMES_IMAGE = 200;

  @Override
  public void write(SeatEngine engine, ChunkSink sink) {
    ChunkWriter writer = new ChunkWriter(sink);
    writer.putLong(engine.save(writer));
    writer.finish();
  }

  @Override
  public void write(FrozenState state, ChunkSink sink) {
    ChunkWriter writer = new ChunkWriter(sink);
    writer.putLong(state.save(writer));
    writer.finish();
  }

  @Override
  public SeatEngine read(ChunkSource source, SeatChanges changes) {
    return read(new ChunkReader(source), changes);
  }

  static SeatEngine read(ChunkReader reader, SeatChanges changes) {
    if (reader.format() != FORMAT) {
      throw new IllegalStateException(
          "the snapshot names an image, which is in the folder of the node that took it");
    }
    SeatEngine engine = SeatEngine.restore(reader, changes);
    long hash = reader.getLong();
    reader.finish();
    if (hash != engine.stateHash()) {
      throw new IllegalStateException(
          "the snapshot's state has another hash than the one that was written");
    }
    return engine;
  }
}
