package io.onsale.inventory.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/** A small file with the position up to which the log is known to be on disk, with a checksum. */
final class ForcedMark {
  private static final int LENGTH = Long.BYTES + Integer.BYTES;

  private final Path file;
  private long written;

  ForcedMark(Path folder) {
    this.file = folder.resolve("forced");
  }

  /** Moves the mark; it is on disk when this returns. */
  void write(long position) {
    if (position == written) {
      return;
    }
    ByteBuffer content = ByteBuffer.allocate(LENGTH).putLong(position);
    content.putInt(crc(content)).flip();
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      channel.write(content, 0);
      channel.force(false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    written = position;
  }

  /** Where the mark stands; 0 when there is none that can be read. */
  long read() {
    if (!Files.exists(file)) {
      return 0;
    }
    try {
      ByteBuffer content = ByteBuffer.wrap(Files.readAllBytes(file));
      boolean whole = content.capacity() == LENGTH && content.getInt(Long.BYTES) == crc(content);
      return whole ? content.getLong(0) : 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int crc(ByteBuffer content) {
    CRC32C crc = new CRC32C();
    crc.update(content.slice(0, Long.BYTES));
    return (int) crc.getValue();
  }

  /** Takes the mark away. */
  void delete() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
