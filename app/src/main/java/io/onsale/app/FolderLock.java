package io.onsale.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One process at a time has a data folder. The lock is the operating system's, which takes it back
 * from a process that dies, however it dies: nothing is left to be cleared. The process id in the
 * file is for the message alone. It could not decide: a killed process keeps its id, and looks
 * alive, until its parent has taken notice.
 */
final class FolderLock {
  private static final Logger LOG = LoggerFactory.getLogger(FolderLock.class);
  private static final String NAME = "onsale.pid";
  private static final int TEXT_MAX = 200;

  /** A killed process gives back its memory first and its locks afterwards. */
  private static final Duration DYING = Duration.ofSeconds(3);

  private static final Duration AGAIN = Duration.ofMillis(20);

  private final FileChannel channel;
  private final FileLock lock;

  private FolderLock(FileChannel channel, FileLock lock) {
    this.channel = channel;
    this.lock = lock;
  }

  /**
   * Takes the folder, and makes it when there is none.
   *
   * @throws FolderTaken when another process has it
   */
  static FolderLock take(Path folder) {
    try {
      Files.createDirectories(folder);
      FileChannel channel =
          FileChannel.open(
              folder.resolve(NAME),
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
      try {
        return take(folder, channel);
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the data folder " + folder + " cannot be used: " + e.getMessage(), e);
    }
  }

  private static FolderLock take(Path folder, FileChannel channel) throws IOException {
    FileLock lock = tryLock(channel);
    for (long tries = DYING.dividedBy(AGAIN); lock == null && tries > 0; tries--) {
      LockSupport.parkNanos(AGAIN.toNanos());
      lock = tryLock(channel);
    }
    String before = read(channel).strip();
    if (lock == null) {
      throw new FolderTaken(folder, before.isEmpty() ? "another process" : "process " + before);
    }
    if (!before.isEmpty()) {
      LOG.info("process {} died without leaving {}; it is taken over", before, folder);
    }
    channel.truncate(0);
    channel.write(
        ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.UTF_8)),
        0);
    channel.force(true);
    return new FolderLock(channel, lock);
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      // Beyond the text, so that who is refused can still read who has it.
      return channel.tryLock(TEXT_MAX, 1, false);
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  private static String read(FileChannel channel) throws IOException {
    ByteBuffer text = ByteBuffer.allocate(TEXT_MAX);
    channel.read(text, 0);
    return new String(text.array(), 0, text.position(), StandardCharsets.UTF_8);
  }

  /** Leaves the folder to others; harmless when it has been done. */
  void release() {
    try {
      if (channel.isOpen()) {
        channel.truncate(0);
        lock.release();
        channel.close();
      }
    } catch (IOException e) {
      LOG.warn("the data folder was not left well", e);
    }
  }
}
