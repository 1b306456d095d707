package io.onsale.inventory.store;

import io.onsale.inventory.flow.LogDamaged;
import io.onsale.inventory.flow.LogHistory;
import io.onsale.inventory.flow.LogSink;
import io.onsale.inventory.flow.SealedReader;
import org.jspecify.annotations.Nullable;

/** The sealed part of a log alone, one file after the other. */
public final class SealedHistoryOf implements LogHistory {
  private final SealedLog sealed;
  private final Messages messages = new Messages();
  private @Nullable Frames frames;

  private SealedHistoryOf(SealedLog sealed) {
    this.sealed = sealed;
  }

  /** Reads what members of a shard have sealed. */
  public static SealedReader shard(int shard) {
    return source -> new SealedHistoryOf(SealedLog.listed(source, shard));
  }

  @Override
  public long start() {
    return sealed.parts().isEmpty() ? 0 : sealed.parts().getFirst().from();
  }

  @Override
  public long end() {
    return sealed.end();
  }

  @Override
  public long read(long from, long limit, long until, LogSink sink) {
    long position = from;
    while (position < limit) {
      Frames at = framesAt(position);
      long reached = messages.read(at, position, Math.min(limit, at.end()), until, sink);
      boolean stuck = reached == position;
      position = reached;
      if (messages.isStopped() || stuck) {
        break;
      }
    }
    return position;
  }

  private Frames framesAt(long position) {
    Frames known = frames;
    if (known == null || position < known.base() || position >= known.end()) {
      close();
      SealedLog.Part part = sealed.at(position);
      if (part == null) {
        throw new LogDamaged("the sealed files", position, "No file has this position.");
      }
      known = sealed.read(part);
      frames = known;
    }
    return known;
  }

  @Override
  public void close() {
    if (frames != null) {
      frames.close();
      frames = null;
    }
  }
}
