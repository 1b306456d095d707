package io.onsale.inventory.store;

import io.onsale.inventory.flow.SealedFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/** Sealed parts of the log in a folder of their own. */
public final class SealedFolder implements SealedFiles {
  private static final String DRAFT = ".draft";

  private final Path folder;

  /**
   * @param folder made when the first file is
   */
  public SealedFolder(Path folder) {
    this.folder = folder;
  }

  @Override
  public List<String> names() throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.endsWith(DRAFT))
          .sorted()
          .toList();
    }
  }

  @Override
  public InputStream open(String name) throws IOException {
    return Files.newInputStream(folder.resolve(name));
  }

  @Override
  public Draft draft(String name) throws IOException {
    Files.createDirectories(folder);
    Path draft = folder.resolve(name + DRAFT);
    FileChannel channel =
        FileChannel.open(
            draft,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    return new Draft() {
      @Override
      public FileChannel channel() {
        return channel;
      }

      @Override
      public void keep() throws IOException {
        channel.force(true);
        channel.close();
        Files.move(
            draft,
            folder.resolve(name),
            StandardCopyOption.ATOMIC_MOVE,
            StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
          directory.force(true);
        }
      }

      @Override
      public void close() throws IOException {
        channel.close();
        Files.deleteIfExists(draft);
      }
    };
  }

  @Override
  public String place() {
    return folder.toString();
  }
}
