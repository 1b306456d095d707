package io.onsale.inventory.store;

import io.onsale.inventory.flow.ChunkSink;
import io.onsale.inventory.model.FrozenState;
import java.io.DataInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.agrona.DirectBuffer;

/**
 * Whole states in a folder, one file each. A file is written under another name, forced, and then
 * named, so that what has the name was whole.
 */
final class Images {
  private static final String PREFIX = "image-";
  private static final String DRAFT = "draft-";

  /**
   * So much is written and forced at once, with a pause as long as that took: the log's own writes
   * find the disk free between.
   */
  private static final int BURST = 1 << 20;

  private final Path folder;

  /**
   * @param folder made when it is not there
   */
  Images(Path folder) {
    this.folder = folder;
  }

  private Path named(long id) {
    return folder.resolve(PREFIX + "%016x".formatted(id));
  }

  /** Whether it was written to its end. */
  boolean has(long id) {
    return Files.exists(named(id));
  }

  /**
   * Checks every byte of it.
   *
   * @throws IOException when it is not there, or not what was written
   */
  void verify(long id) throws IOException {
    Pieces.verify(named(id));
  }

  /** An open file, at the first of its pieces, of which every byte has been checked. */
  DataInputStream openChecked(long id) throws IOException {
    verify(id);
    return Pieces.open(named(id));
  }

  /** An open file as it is. */
  InputStream open(long id) throws IOException {
    return Files.newInputStream(named(id));
  }

  /** Writes a state at the pace of a disk that has other things to do. */
  void write(long id, FrozenState state) throws IOException {
    keep(
        id,
        file -> {
          Pieces pieces = new Pieces(file);
          new SbeSnapshots().write(state, new Paced(pieces, file.getChannel()));
          pieces.finish();
        },
        false);
  }

  /**
   * Takes over one that was written elsewhere.
   *
   * @throws IOException when it is not what was written there
   */
  void copy(long id, InputStream whole) throws IOException {
    keep(id, whole::transferTo, true);
  }

  @FunctionalInterface
  private interface Content {
    void to(FileOutputStream file) throws IOException;
  }

  private void keep(long id, Content content, boolean verify) throws IOException {
    Files.createDirectories(folder);
    Path draft = folder.resolve(DRAFT + "%016x".formatted(id));
    try (FileOutputStream file = new FileOutputStream(draft.toFile())) {
      content.to(file);
      file.getChannel().force(true);
      if (verify) {
        Pieces.verify(draft);
      }
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(draft);
      throw e;
    }
    Files.move(draft, named(id), StandardCopyOption.ATOMIC_MOVE);
    try (FileChannel entries = FileChannel.open(folder, StandardOpenOption.READ)) {
      entries.force(true);
    }
  }

  /** Forces what has been written now and then, and rests after it. */
  private static final class Paced implements ChunkSink {
    private final Pieces pieces;
    private final FileChannel file;
    private long forced;
    private long worked = System.nanoTime();

    Paced(Pieces pieces, FileChannel file) {
      this.pieces = pieces;
      this.file = file;
    }

    @Override
    public void onChunk(DirectBuffer buffer, int offset, int length) {
      pieces.onChunk(buffer, offset, length);
      try {
        long position = file.position();
        if (position - forced >= BURST) {
          forced = position;
          file.force(false);
          LockSupport.parkNanos(System.nanoTime() - worked);
          worked = System.nanoTime();
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** What an earlier process began and did not end. Before the first is written. */
  void clearDrafts() throws IOException {
    for (Path file : files(DRAFT)) {
      Files.deleteIfExists(file);
    }
  }

  /** Deletes all but the given ones and those that are newer than all of them. */
  void keepOnly(Set<Long> ids) throws IOException {
    long newest = ids.stream().mapToLong(Long::longValue).max().orElse(Long.MIN_VALUE);
    for (Path file : files(PREFIX)) {
      long id =
          Long.parseUnsignedLong(file.getFileName().toString().substring(PREFIX.length()), 16);
      if (id < newest && !ids.contains(id)) {
        Files.deleteIfExists(file);
      }
    }
  }

  private List<Path> files(String prefix) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.getFileName().toString().startsWith(prefix)).toList();
    }
  }
}
