package io.onsale.inventory.peers;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.agrona.IoUtil;
import org.agrona.SystemUtil;
import org.jspecify.annotations.Nullable;

/**
 * The claim of one process on a data folder, and the folder for what only a living process needs:
 * shared memory and mark files. Both end with the process.
 *
 * <p>The claim is a lock that the kernel gives back when its holder dies, however it dies; the
 * holder's pid stands in the file for people. So whoever has the lock knows that what an earlier
 * process left in the runtime folder is dead, and clears it at once. Aeron by itself would wait ten
 * seconds for a mark file's time stamp to go stale.
 */
final class RuntimeFolder implements AutoCloseable {
  private static final Path SHARED_MEMORY = Path.of("/dev/shm");

  /** Log, replay, ingress, egress and control terms of one node when all have been touched. */
  private static final long NEEDED_BYTES = 256L << 20;

  private static final String ALIVE = ".alive";

  /** A process that opens such a file of its own and closes it again loses its lock on it. */
  private static final Set<Path> OURS = ConcurrentHashMap.newKeySet();

  private static final long DYING_HOLDER_WAIT_NS = TimeUnit.SECONDS.toNanos(5);

  private final RandomAccessFile file;
  private final FileLock lock;
  private final Path path;
  private final FileChannel alive;

  private RuntimeFolder(RandomAccessFile file, FileLock lock, Path path, FileChannel alive) {
    this.file = file;
    this.lock = lock;
    this.path = path;
    this.alive = alive;
  }

  /**
   * Claims a data folder and makes an empty runtime folder for it.
   *
   * @throws IllegalStateException when a living process holds the data folder; tells its pid
   */
  static synchronized RuntimeFolder claim(Path folder) {
    try {
      Path data = Files.createDirectories(folder).toRealPath();
      Path lockFile = data.resolve("lock");
      RandomAccessFile file = new RandomAccessFile(lockFile.toFile(), "rw");
      FileLock lock = null;
      try {
        lock = awaitLock(file);
        if (lock == null) {
          throw new IllegalStateException(
              "The folder "
                  + data
                  + " is in use by process "
                  + pid(file)
                  + ". Stop it, or choose another folder.");
        }
        file.setLength(0);
        file.write((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII));
        Path path = clear(data);
        clearOrphans(Objects.requireNonNull(path.getParent()));
        FileChannel alive = alive(path);
        try {
          make(path);
        } catch (IOException | RuntimeException e) {
          OURS.remove(aliveFile(path));
          alive.close();
          throw e;
        }
        return new RuntimeFolder(file, lock, path, alive);
      } catch (IOException | RuntimeException e) {
        if (lock != null) {
          lock.release();
        }
        file.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "The folder " + folder + " can't be used: " + e.getMessage(), e);
    }
  }

  Path path() {
    return path;
  }

  @Override
  public void close() {
    IoUtil.delete(path.toFile(), true);
    try (file;
        alive) {
      Files.deleteIfExists(aliveFile(path));
      OURS.remove(aliveFile(path));
      lock.release();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A killed process keeps its locks until the kernel has taken its memory apart: that is waited
   * for, a living one not.
   */
  private static @Nullable FileLock awaitLock(RandomAccessFile file) throws IOException {
    long deadline = System.nanoTime() + DYING_HOLDER_WAIT_NS;
    while (true) {
      try {
        FileLock lock = file.getChannel().tryLock();
        if (lock != null) {
          return lock;
        }
      } catch (OverlappingFileLockException e) {
        return null;
      }
      if (System.nanoTime() > deadline || isAlive(pid(file))) {
        return null;
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }

  private static boolean isAlive(String pid) {
    try {
      return ProcessHandle.of(Long.parseLong(pid)).map(ProcessHandle::isAlive).orElse(false);
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private static String pid(RandomAccessFile file) throws IOException {
    file.seek(0);
    String line = file.readLine();
    return line == null ? "unknown" : line.strip();
  }

  /**
   * Named after the data folder, so that a later start finds and clears what a killed process left.
   * Another process may just be clearing the same, as one of the dead: what it takes away first is
   * gone all the same, and {@link #alive} waits for its end.
   */
  private static Path clear(Path data) throws IOException {
    String name = prefix() + digest(data.toString());
    Path shared = SHARED_MEMORY.resolve(name);
    Path temporary = Path.of(System.getProperty("java.io.tmpdir")).resolve(name);
    IoUtil.delete(shared.toFile(), true);
    IoUtil.delete(temporary.toFile(), true);
    boolean fits =
        SystemUtil.isLinux()
            && Files.isWritable(SHARED_MEMORY)
            && Files.getFileStore(SHARED_MEMORY).getUsableSpace() >= NEEDED_BYTES;
    return fits ? shared : temporary;
  }

  /** A lock beside the folder, held as long as the process lives: who gets it knows it is dead. */
  private static FileChannel alive(Path path) throws IOException {
    Path file = aliveFile(path);
    OURS.add(file);
    while (true) {
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      channel.lock();
      // Whoever had the lock until now took this process for dead, and deleted the file with it.
      if (Files.exists(file)) {
        return channel;
      }
      channel.close();
    }
  }

  private static Path aliveFile(Path path) {
    return path.resolveSibling(path.getFileName() + ALIVE);
  }

  /** Clears what killed processes left whose data folders nobody starts on any more. */
  private static void clearOrphans(Path among) throws IOException {
    List<Path> found;
    try (Stream<Path> files = Files.list(among)) {
      found = files.filter(file -> file.toString().endsWith(ALIVE)).toList();
    }
    for (Path file : found) {
      if (!file.getFileName().toString().startsWith(prefix()) || OURS.contains(file)) {
        continue;
      }
      try {
        clearOrphan(file);
      } catch (NoSuchFileException e) {
        // It has just ended.
      }
    }
  }

  private static void clearOrphan(Path file) throws IOException {
    Object before = key(file);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      // A file of another process may have come by the same name since: that process lives.
      if (channel.tryLock() != null && Objects.equals(before, key(file))) {
        String name = file.getFileName().toString();
        Path left = file.resolveSibling(name.substring(0, name.length() - ALIVE.length()));
        IoUtil.delete(left.toFile(), true);
        Files.deleteIfExists(file);
      }
    }
  }

  /** Tells files apart that have the same name one after the other. */
  private static @Nullable Object key(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
  }

  private static String prefix() {
    return "onsale-" + System.getProperty("user.name") + "-";
  }

  private static String digest(String text) {
    try {
      byte[] sha =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(sha, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void make(Path path) throws IOException {
    if (path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.createDirectory(
          path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } else {
      Files.createDirectory(path);
    }
  }
}
