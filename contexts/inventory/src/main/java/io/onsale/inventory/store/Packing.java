package io.onsale.inventory.store;

import com.github.luben.zstd.EndDirective;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * How sealed segments are compressed. Zstandard at its first level packs the log, which is half
 * chance (ids and digests), as well as any level does, and eight times as fast as Deflate.
 */
final class Packing implements AutoCloseable {
  static final String NAME = "zstd";

  private static final int LEVEL = 1;
  private static final int PIECE = 256 << 10;

  private final FileChannel channel;
  private final ZstdCompressCtx context = new ZstdCompressCtx().setLevel(LEVEL);
  private final ByteBuffer out = ByteBuffer.allocateDirect(PIECE);
  private final ByteBuffer nothing = ByteBuffer.allocateDirect(0);

  Packing(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * @param bytes off the heap
   */
  void put(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      context.compressDirectByteBufferStream(out.clear(), bytes, EndDirective.CONTINUE);
      write();
    }
  }

  void finish() throws IOException {
    boolean finished;
    do {
      finished = context.compressDirectByteBufferStream(out.clear(), nothing, EndDirective.END);
      write();
    } while (!finished);
  }

  private void write() throws IOException {
    out.flip();
    while (out.hasRemaining()) {
      channel.write(out);
    }
  }

  @Override
  public void close() {
    context.close();
  }

  /** Fills {@code target} and reads to the end; false when the content is shorter or longer. */
  static boolean unpack(InputStream in, ByteBuffer target) throws IOException {
    byte[] piece = new byte[PIECE];
    try (ZstdInputStream content = new ZstdInputStream(in)) {
      for (int read = content.read(piece); read >= 0; read = content.read(piece)) {
        if (read > target.remaining()) {
          return false;
        }
        target.put(piece, 0, read);
      }
      return !target.hasRemaining();
    }
  }
}
