package io.onsale.inventory.store;

import io.aeron.Aeron;
import io.aeron.cluster.RecordingLog;
import io.onsale.inventory.flow.Durability;
import io.onsale.inventory.flow.LogDamaged;
import io.onsale.inventory.flow.LogFiles;
import io.onsale.inventory.flow.LogHistory;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The log of one node as files: {@code archive} and {@code cluster} below its data folder are the
 * node's own.
 */
public final class FolderLog implements LogFiles {
  /** The most that the archive writes before it forces it. */
  static final int BLOCK = 1 << 20;

  private final Durability durability;
  private final Path archive;
  private final Path cluster;

  /**
   * @param folder the node's data folder
   */
  public FolderLog(Path folder, Durability durability) {
    this.durability = durability;
    this.archive = folder.resolve("archive");
    this.cluster = folder.resolve("cluster");
  }

  @Override
  public Durability durability() {
    return durability;
  }

  @Override
  public void check() {}

  @Override
  public LogHistory history() {
    return new FolderHistory(this);
  }

  /** The recording of the log as it is now; null when there is none yet. */
  @Nullable Recording recording() {
    if (!Files.exists(cluster.resolve(RecordingLog.RECORDING_LOG_FILE_NAME))) {
      return null;
    }
    try (RecordingLog entries = new RecordingLog(cluster.toFile(), false)) {
      long id = entries.findLastTermRecordingId();
      return id == Aeron.NULL_VALUE ? null : Recording.in(archive).get(id);
    }
  }

  long start() {
    Recording recording = recording();
    return recording == null ? 0 : recording.start();
  }

  /** The segment that has a position. */
  Frames frames(long position) {
    Recording recording = recording();
    if (recording == null || position < recording.start()) {
      throw new LogDamaged(archive.toString(), position, "The log does not reach back so far.");
    }
    return recording.map(recording.base(position));
  }
}
