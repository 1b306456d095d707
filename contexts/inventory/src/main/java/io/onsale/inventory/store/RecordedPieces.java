package io.onsale.inventory.store;

import static io.aeron.protocol.DataHeaderFlyweight.HEADER_LENGTH;

import io.aeron.logbuffer.FrameDescriptor;
import io.onsale.inventory.flow.ChunkSink;
import io.onsale.inventory.flow.ChunkSource;
import io.onsale.inventory.flow.LogDamaged;
import org.agrona.ExpandableArrayBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The pieces of a state from the files of a snapshot's recording; whatever else the cluster has put
 * into it is passed over.
 */
final class RecordedPieces implements ChunkSource, AutoCloseable {
  private final Recording recording;
  private final long end;
  private final ExpandableArrayBuffer piece = new ExpandableArrayBuffer();
  private @Nullable Frames frames;
  private long position;

  /**
   * @param first where the first of them begins
   * @throws LogDamaged when the recording is not whole
   */
  RecordedPieces(Recording recording, long first) {
    this.recording = recording;
    this.position = first;
    this.end = Tail.of(recording, recording.start(), recording.stop(), 0).end();
  }

  @Override
  public boolean next(ChunkSink sink) {
    int length = 0;
    boolean isPiece = false;
    while (position < end) {
      Frames at = framesAt(position);
      int frame = at.lengthAt(position);
      if (frame <= 0) {
        throw new LogDamaged(at.file(), position, "The frame is not what was recorded.");
      }
      int offset = at.offset(position);
      byte flags = FrameDescriptor.frameFlags(at.buffer(), offset);
      if ((flags & FrameDescriptor.BEGIN_FRAG_FLAG) != 0) {
        isPiece = at.pieceAt(position).isPresent();
        length = 0;
      }
      position += frame;
      if (isPiece && !at.isPadding(offset)) {
        int payload = at.buffer().getInt(offset) - HEADER_LENGTH;
        piece.putBytes(length, at.buffer(), offset + HEADER_LENGTH, payload);
        length += payload;
        if ((flags & FrameDescriptor.END_FRAG_FLAG) != 0) {
          sink.onChunk(piece, 0, length);
          return true;
        }
      }
    }
    return false;
  }

  private Frames framesAt(long wanted) {
    if (frames == null || wanted >= frames.end()) {
      close();
      frames = recording.map(recording.base(wanted));
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
