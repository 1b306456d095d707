package io.onsale.kit.access;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A small file of secrets that is made once, readable by its owner alone, and never changed by the
 * program. It is there whole or not at all, also after a power cut while it was made.
 *
 * <pre>{@code
 * String text = KeyFile.readOrMake(dataFolder.resolve("keys/tokens"), () -> newKeyLine());
 * if (!isKey(text)) {
 *     throw new KeyFileBroken(file, "does not hold a key");
 * }
 * }</pre>
 */
public final class KeyFile {
  private KeyFile() {}

  /**
   * What the file says; when there is none it is made first.
   *
   * @throws KeyFileBroken when it is empty
   * @throws UncheckedIOException when it can neither be read nor made
   */
  public static String readOrMake(Path file, Supplier<String> fresh) {
    try {
      if (!Files.exists(file)) {
        make(file, fresh.get());
      }
      String text = Files.readString(file);
      if (text.isBlank()) {
        throw new KeyFileBroken(file, "is empty");
      }
      return text;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read or make the key file " + file, e);
    }
  }

  private static void make(Path file, String text) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
    // The permissions come with the file's birth, so that nobody can read it in between.
    FileAttribute<?>[] ownerOnly =
        posix
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
            }
            : new FileAttribute<?>[0];
    Path draft = file.resolveSibling(file.getFileName() + ".draft");
    Files.deleteIfExists(draft);
    try (FileChannel out =
        FileChannel.open(
            draft, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownerOnly)) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
      out.force(true);
    }
    try {
      Files.move(draft, file);
    } catch (FileAlreadyExistsException e) {
      // Another process of this installation was first: its key is as good.
      Files.deleteIfExists(draft);
    }
    if (posix && folder != null) {
      // The name itself must outlive a power cut too.
      try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
        names.force(true);
      }
    }
  }
}
