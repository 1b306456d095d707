package io.onsale.inventory.store;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.onsale.contracts.sbe.BytesEncoder;
import io.onsale.contracts.sbe.MessageHeaderEncoder;
import io.onsale.contracts.sbe.SnapshotChunkEncoder;
import io.onsale.inventory.flow.ChunkSink;
import io.onsale.inventory.model.StateSink;
import org.agrona.concurrent.UnsafeBuffer;

/** Fills one buffer again and again and hands each full one on. */
final class ChunkWriter implements StateSink {
  /** Where a chunk's content begins. */
  static final int CONTENT =
      MessageHeaderEncoder.ENCODED_LENGTH
          + SnapshotChunkEncoder.BLOCK_LENGTH
          + BytesEncoder.varDataEncodingOffset();

  private final ChunkSink sink;
  private final int format;
  private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[SbeSnapshots.MAX_CHUNK_LENGTH]);
  private final MessageHeaderEncoder message = new MessageHeaderEncoder();
  private final SnapshotChunkEncoder chunk = new SnapshotChunkEncoder();
  private int at = CONTENT;
  private int number;
  private long hash;

  ChunkWriter(ChunkSink sink) {
    this(sink, SbeSnapshots.FORMAT);
  }

  ChunkWriter(ChunkSink sink, int format) {
    this.sink = sink;
    this.format = format;
  }

  @Override
  public void putInt(int value) {
    need(Integer.BYTES);
    buffer.putInt(at, value, LITTLE_ENDIAN);
    at += Integer.BYTES;
  }

  @Override
  public void putLong(long value) {
    need(Long.BYTES);
    buffer.putLong(at, value, LITTLE_ENDIAN);
    at += Long.BYTES;
  }

  @Override
  public void putLongs(long[] values, int from, int length) {
    int next = from;
    int end = from + length;
    while (next < end) {
      need(Long.BYTES);
      int last = Math.min(end, next + (buffer.capacity() - at) / Long.BYTES);
      for (; next < last; next++) {
        buffer.putLong(at, values[next], LITTLE_ENDIAN);
        at += Long.BYTES;
      }
    }
  }

  @Override
  public void putInts(int[] values, int from, int length) {
    for (int i = from; i < from + length; i++) {
      putInt(values[i]);
    }
  }

  @Override
  public void putBytes(byte[] values, int from, int length) {
    int done = 0;
    while (done < length) {
      need(1);
      int piece = Math.min(length - done, buffer.capacity() - at);
      buffer.putBytes(at, values, from + done, piece);
      at += piece;
      done += piece;
    }
  }

  private void need(int bytes) {
    if (buffer.capacity() - at < bytes) {
      send(false);
    }
  }

  /** Hands the last piece on. */
  void finish() {
    send(true);
  }

  private void send(boolean last) {
    hash = ContentHash.of(hash, buffer, CONTENT, at - CONTENT);
    chunk
        .wrapAndApplyHeader(buffer, 0, message)
        .number(number++)
        .last((short) (last ? 1 : 0))
        .format(format)
        .hash(hash);
    buffer.putInt(CONTENT - BytesEncoder.varDataEncodingOffset(), at - CONTENT, LITTLE_ENDIAN);
    sink.onChunk(buffer, 0, at);
    at = CONTENT;
  }
}
