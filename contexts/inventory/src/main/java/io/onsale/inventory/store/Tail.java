package io.onsale.inventory.store;

import io.onsale.inventory.flow.LogDamaged;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.NavigableSet;

/**
 * Where the whole frames of a recording end.
 *
 * <p><b>Torn or damaged.</b> The archive writes a block, forces it, and only then goes on. When the
 * machine loses power, the last block can be there in part: some of its sectors have not been
 * written and are still zero. Nobody has been answered from it, so it is dropped. Anything else
 * that is not whole was on disk once: a frame that is not what was recorded although no sector of
 * it is missing, whatever lies below a position that is known to have been forced, or bytes so far
 * behind the broken place that they can't be of the same block. That is damage, and dropping it
 * would lose what was answered.
 *
 * @param end where the last whole frame ends
 * @param dropped bytes of a torn block behind it
 */
record Tail(long end, long dropped) {
  private static final int SECTOR = 512;
  private static final int PIECE = 1 << 20;

  /**
   * Finds the end.
   *
   * @param from where a frame begins
   * @param forced everything up to there is known to be on disk
   * @param block the most bytes that can be written and not forced
   * @throws LogDamaged when the frames end too early
   */
  static Tail of(Recording recording, long from, long forced, long block) {
    NavigableSet<Long> segments = recording.segments();
    long position = from;
    while (true) {
      long base = recording.base(position);
      if (!segments.contains(base)) {
        if (!segments.tailSet(base).isEmpty() || position < forced) {
          throw new LogDamaged(recording.file(base).toString(), position, "The file is missing.");
        }
        return new Tail(position, 0);
      }
      try (Frames frames = recording.map(base)) {
        long end = base + recording.segmentLength();
        int length = frames.lengthAt(position);
        while (length > 0) {
          position += length;
          length = position < end ? frames.lengthAt(position) : Frames.NOTHING;
        }
        if (position < end) {
          return classify(recording, segments, frames, position, forced, block);
        }
      }
    }
  }

  /** The end that somebody decides on. */
  static Tail at(Recording recording, long position) {
    return new Tail(position, lastWritten(recording, recording.segments(), position) - position);
  }

  private static Tail classify(
      Recording recording,
      NavigableSet<Long> segments,
      Frames frames,
      long position,
      long forced,
      long block) {
    long written = lastWritten(recording, segments, position);
    if (position < forced) {
      throw new LogDamaged(
          frames.file(),
          position,
          "What was recorded here, and on disk, is gone or changed; the log goes on to "
              + Math.max(forced, written)
              + ".");
    }
    if (written - position > block) {
      throw new LogDamaged(
          frames.file(),
          position,
          "The frame is not what was recorded, and the log goes on to " + written + ".");
    }
    if (frames.lengthAt(position) == Frames.BROKEN && !hasHole(frames, position)) {
      throw new LogDamaged(
          frames.file(),
          position,
          "The frame has been changed since it was written: no part of it is missing.");
    }
    return new Tail(position, written - position);
  }

  /** Whether a sector of a frame, other than the first, has never been written. */
  private static boolean hasHole(Frames frames, long position) {
    if (!frames.hasHeaderAt(position)) {
      return false;
    }
    int offset = frames.offset(position);
    int end = offset + frames.buffer().getInt(offset);
    if (end > frames.buffer().capacity()) {
      return true;
    }
    for (int sector = (offset / SECTOR + 1) * SECTOR; sector < end; sector += SECTOR) {
      if (isZero(frames, sector, Math.min(sector + SECTOR, end))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isZero(Frames frames, int from, int to) {
    for (int i = from; i < to; i++) {
      if (frames.buffer().getByte(i) != 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * Behind the last byte of the recording that is not zero; the given position when there is none.
   */
  private static long lastWritten(Recording recording, NavigableSet<Long> segments, long position) {
    long last = position;
    ByteBuffer piece = ByteBuffer.allocateDirect(PIECE);
    ByteBuffer zeros = ByteBuffer.allocateDirect(PIECE);
    for (long base : segments.tailSet(recording.base(position))) {
      Path file = recording.file(base);
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
        long at = Math.max(position - base, 0);
        for (int read = channel.read(piece.clear(), at); read > 0; ) {
          boolean empty = piece.flip().mismatch(zeros.slice(0, read)) < 0;
          for (int i = read - 1; !empty && i >= 0; i--) {
            if (piece.get(i) != 0) {
              last = base + at + i + 1;
              break;
            }
          }
          at += read;
          read = channel.read(piece.clear(), at);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return last;
  }

  /**
   * Removes whatever lies behind the end, so that the log can go on there and nothing of the torn
   * block ever appears again.
   */
  void cut(Recording recording) {
    try {
      for (long base : recording.segments().tailSet(recording.base(end), true)) {
        if (base > end) {
          Files.delete(recording.file(base));
          continue;
        }
        try (FileChannel channel =
            FileChannel.open(
                recording.file(base), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
          channel.truncate(end - base);
          channel.write(ByteBuffer.allocate(1), (long) recording.segmentLength() - 1);
          channel.force(true);
        }
      }
      try (FileChannel folder = FileChannel.open(recording.folder(), StandardOpenOption.READ)) {
        folder.force(true);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
