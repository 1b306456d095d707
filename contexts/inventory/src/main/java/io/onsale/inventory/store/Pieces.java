package io.onsale.inventory.store;

import io.onsale.inventory.flow.ChunkSink;
import io.onsale.inventory.flow.ChunkSource;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Pieces of a state in a file: each with its length (4 bytes, big-endian) before it, a length of 0
 * behind the last, and then the CRC-32C of the whole file up to there (8 bytes).
 */
final class Pieces implements ChunkSink {
  private static final int BUFFER = 1 << 16;

  private final CheckedOutputStream checked;
  private final DataOutputStream out;
  private final byte[] bytes = new byte[SbeSnapshots.MAX_CHUNK_LENGTH];

  Pieces(OutputStream file) {
    checked = new CheckedOutputStream(file, new CRC32C());
    out = new DataOutputStream(new BufferedOutputStream(checked, BUFFER));
  }

  /** For what comes before the pieces. */
  DataOutputStream head() {
    return out;
  }

  @Override
  public void onChunk(DirectBuffer buffer, int offset, int length) {
    try {
      buffer.getBytes(offset, bytes, 0, length);
      out.writeInt(length);
      out.write(bytes, 0, length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends the file. */
  void finish() throws IOException {
    out.writeInt(0);
    out.flush();
    out.writeLong(checked.getChecksum().getValue());
    out.flush();
  }

  /** Reads all of a file once: nothing in it is believed before. */
  static void verify(Path file) throws IOException {
    long length = Files.size(file) - Long.BYTES;
    CRC32C found = new CRC32C();
    byte[] buffer = new byte[BUFFER];
    try (DataInputStream in = open(file)) {
      for (long left = length; left > 0; ) {
        int piece = (int) Math.min(left, buffer.length);
        in.readFully(buffer, 0, piece);
        found.update(buffer, 0, piece);
        left -= piece;
      }
      if (length < 0 || in.readLong() != found.getValue()) {
        throw new IOException("its content is not what was written");
      }
    }
  }

  static DataInputStream open(Path file) throws IOException {
    return new DataInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER));
  }

  /** The pieces, from where the first begins. */
  static ChunkSource in(DataInputStream in) {
    UnsafeBuffer piece = new UnsafeBuffer(new byte[SbeSnapshots.MAX_CHUNK_LENGTH]);
    return sink -> {
      try {
        int length = in.readInt();
        if (length == 0) {
          return false;
        }
        if (length < 0 || length > piece.capacity()) {
          throw new IllegalStateException("a piece has " + length + " bytes");
        }
        in.readFully(piece.byteArray(), 0, length);
        sink.onChunk(piece, 0, length);
        return true;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    };
  }
}
