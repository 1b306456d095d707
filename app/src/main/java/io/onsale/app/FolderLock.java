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
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One process at a time has a data folder. The file says who: process id and start time, because
 * ids are used again. What a dead process left is recognised by those and taken over at once. The
 * operating system's lock on the file decides between two that come at the same moment.
 */
final class FolderLock {
  private static final Logger LOG = LoggerFactory.getLogger(FolderLock.class);
  private static final String NAME = "onsale.pid";
  private static final int TEXT_MAX = 200;

  private final FileChannel channel;
  private final FileLock lock;

  /** A process, so that it is not taken for another one that got its id later. */
  private record Holder(long pid, long startedAtMs) {
    static Holder self() {
      ProcessHandle me = ProcessHandle.current();
      return new Holder(me.pid(), startMs(me));
    }

    static @Nullable Holder parse(String text) {
      String[] parts = text.strip().split(" ", -1);
      try {
        return parts.length == 2
            ? new Holder(Long.parseLong(parts[0]), Long.parseLong(parts[1]))
            : null;
      } catch (NumberFormatException e) {
        return null;
      }
    }

    boolean isAlive() {
      return ProcessHandle.of(pid)
          .filter(ProcessHandle::isAlive)
          .filter(process -> startMs(process) == startedAtMs)
          .isPresent();
    }

    private static long startMs(ProcessHandle process) {
      return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }
  }

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
    Holder before = Holder.parse(read(channel));
    FileLock lock = tryLock(channel);
    if (lock == null) {
      throw new FolderTaken(folder, before == null ? "another process" : "process " + before.pid());
    }
    Holder self = Holder.self();
    if (before != null && !before.equals(self)) {
      // Where the file system knows no locks, the process itself is asked.
      if (before.isAlive()) {
        throw new FolderTaken(folder, "process " + before.pid());
      }
      LOG.info("process {} died without leaving {}; it is taken over", before.pid(), folder);
    }
    channel.truncate(0);
    channel.write(
        ByteBuffer.wrap(
            (self.pid() + " " + self.startedAtMs() + "\n").getBytes(StandardCharsets.UTF_8)),
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
