package io.onsale.inventory.store;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.onsale.contracts.sbe.MessageHeaderDecoder;
import io.onsale.contracts.sbe.SnapshotChunkDecoder;
import io.onsale.inventory.flow.ChunkSource;
import io.onsale.inventory.model.StateSource;
import java.nio.ByteBuffer;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Asks for one piece after the other and gives its content back. */
final class ChunkReader implements StateSource {
  private final ChunkSource source;
  private final UnsafeBuffer content = new UnsafeBuffer(new byte[SbeSnapshots.MAX_CHUNK_LENGTH]);
  private final ByteBuffer words = ByteBuffer.wrap(content.byteArray()).order(LITTLE_ENDIAN);
  private final MessageHeaderDecoder message = new MessageHeaderDecoder();
  private final SnapshotChunkDecoder chunk = new SnapshotChunkDecoder();
  private int at;
  private int end;
  private int number;
  private int format;
  private boolean last;
  private long hash;

  ChunkReader(ChunkSource source) {
    this.source = source;
  }

  @Override
  public int getInt() {
    need(Integer.BYTES);
    at += Integer.BYTES;
    return content.getInt(at - Integer.BYTES, LITTLE_ENDIAN);
  }

  @Override
  public long getLong() {
    need(Long.BYTES);
    at += Long.BYTES;
    return content.getLong(at - Long.BYTES, LITTLE_ENDIAN);
  }

  @Override
  public void getLongs(long[] values, int from, int length) {
    int done = 0;
    while (done < length) {
      need(Long.BYTES);
      int piece = Math.min(length - done, (end - at) / Long.BYTES);
      words.position(at).asLongBuffer().get(values, from + done, piece);
      at += piece * Long.BYTES;
      done += piece;
    }
  }

  @Override
  public void getInts(int[] values, int from, int length) {
    int done = 0;
    while (done < length) {
      need(Integer.BYTES);
      int piece = Math.min(length - done, (end - at) / Integer.BYTES);
      words.position(at).asIntBuffer().get(values, from + done, piece);
      at += piece * Integer.BYTES;
      done += piece;
    }
  }

  @Override
  public void getBytes(byte[] values, int from, int length) {
    int done = 0;
    while (done < length) {
      need(1);
      int piece = Math.min(length - done, end - at);
      content.getBytes(at, values, from + done, piece);
      at += piece;
      done += piece;
    }
  }

  /** What the pieces are: the first is read for it. */
  int format() {
    need(0);
    return format;
  }

  /** Checks that nothing follows. */
  void finish() {
    if (at != end || !last) {
      throw new IllegalStateException("the snapshot goes on after its state");
    }
  }

  private void need(int bytes) {
    if (at == end) {
      if (last || !source.next(this::accept)) {
        throw new IllegalStateException("the snapshot ends after piece " + (number - 1));
      }
    }
    if (end - at < bytes) {
      throw damaged("a value is cut");
    }
  }

  private void accept(DirectBuffer buffer, int offset, int length) {
    if (length < ChunkWriter.CONTENT || length > SbeSnapshots.MAX_CHUNK_LENGTH) {
      throw damaged("its length is " + length);
    }
    message.wrap(buffer, offset);
    if (message.templateId() != SnapshotChunkDecoder.TEMPLATE_ID
        || message.schemaId() != SnapshotChunkDecoder.SCHEMA_ID
        || message.version() != SnapshotChunkDecoder.SCHEMA_VERSION
        || message.blockLength() != SnapshotChunkDecoder.BLOCK_LENGTH) {
      throw damaged("it is no piece of a snapshot");
    }
    chunk.wrap(
        buffer,
        offset + MessageHeaderDecoder.ENCODED_LENGTH,
        message.blockLength(),
        message.version());
    if (number == 0) {
      format = chunk.format();
    }
    boolean known = format == SbeSnapshots.FORMAT || format == SbeSnapshots.NAMES_IMAGE;
    if (!known || chunk.format() != format) {
      throw damaged("its format is " + chunk.format() + ", known is " + SbeSnapshots.FORMAT);
    }
    if (chunk.number() != number || chunk.last() > 1) {
      throw damaged("it says that it is piece " + chunk.number());
    }
    int size = length - ChunkWriter.CONTENT;
    hash = ContentHash.of(hash, buffer, offset + ChunkWriter.CONTENT, size);
    if (chunk.contentLength() != size || chunk.hash() != hash) {
      throw damaged("its content is not what was written");
    }
    last = chunk.last() == 1;
    content.putBytes(0, buffer, offset + ChunkWriter.CONTENT, size);
    at = 0;
    end = size;
    number++;
  }

  private IllegalStateException damaged(String how) {
    return new IllegalStateException("piece " + number + " of the snapshot is damaged: " + how);
  }
}
