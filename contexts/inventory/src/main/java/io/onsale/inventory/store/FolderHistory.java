package io.onsale.inventory.store;

import io.onsale.inventory.flow.LogDamaged;
import io.onsale.inventory.flow.LogHistory;
import io.onsale.inventory.flow.LogSink;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/** Reads the log from the files of a data folder, segment by segment. */
final class FolderHistory implements LogHistory {
  /** Longer than a block takes from its first visible byte to its last. */
  private static final long WRITING_NS = TimeUnit.MILLISECONDS.toNanos(100);

  private static final LogSink NOBODY =
      new LogSink() {
        @Override
        public void onMessage(long end, long time, DirectBuffer buffer, int offset, int length) {}

        @Override
        public void onTimer(long end, long time) {}

        @Override
        public void onOther(long end) {}
      };

  private final FolderLog log;
  private final Messages messages = new Messages();
  private @Nullable Frames frames;
  private long endKnown = -1;

  FolderHistory(FolderLog log) {
    this.log = log;
  }

  @Override
  public long start() {
    return log.start();
  }

  @Override
  public long end() {
    Recording recording = log.recording();
    if (recording == null) {
      return 0;
    }
    var segments = recording.segments();
    if (segments.isEmpty()) {
      return recording.start();
    }
    if (endKnown < recording.start()) {
      endKnown = Math.max(recording.start(), segments.last());
    }
    long whole = tail(recording).end();
    for (long reached = -1; endKnown < whole && reached != endKnown; ) {
      reached = endKnown;
      try (Frames last = recording.map(recording.base(endKnown))) {
        endKnown = messages.read(last, endKnown, whole, Long.MAX_VALUE, NOBODY);
      }
    }
    return endKnown;
  }

  /** A node that runs may be writing just there. */
  private Tail tail(Recording recording) {
    try {
      return Tail.of(recording, endKnown, 0, FolderLog.BLOCK);
    } catch (LogDamaged e) {
      LockSupport.parkNanos(WRITING_NS);
      return Tail.of(recording, endKnown, 0, FolderLog.BLOCK);
    }
  }

  @Override
  public long read(long from, long limit, long until, LogSink sink) {
    long position = from;
    while (position < limit) {
      Frames at = framesAt(position);
      long reached = messages.read(at, position, limit, until, sink);
      boolean stuck = reached == position;
      position = reached;
      if (messages.isStopped() || stuck) {
        break;
      }
    }
    return position;
  }

  private Frames framesAt(long position) {
    if (frames == null || position < frames.base() || position >= frames.end()) {
      close();
      frames = log.frames(position);
    }
    return frames;
  }

  @Override
  public void close() {
    if (frames != null) {
      frames.close();
      frames = null;
    }
  }
}
