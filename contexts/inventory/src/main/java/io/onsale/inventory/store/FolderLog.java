package io.onsale.inventory.store;

import io.aeron.cluster.RecordingLog;
import io.onsale.inventory.flow.Chronicle;
import io.onsale.inventory.flow.Durability;
import io.onsale.inventory.flow.LogDamaged;
import io.onsale.inventory.flow.LogFiles;
import io.onsale.inventory.flow.LogHistory;
import io.onsale.inventory.flow.LogUpkeep;
import io.onsale.inventory.flow.SealedFiles;
import io.onsale.inventory.flow.SealedHistory;
import io.onsale.inventory.flow.SealedSource;
import io.onsale.inventory.flow.StateImages;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log of one node as files. Below its data folder, {@code archive} and {@code cluster} are
 * Aeron's; {@code forced} has the position up to which the log is known to be on disk.
 */
public final class FolderLog implements LogFiles, LogUpkeep, SealedHistory {
  /** The most that the archive writes before it forces it. */
  static final int BLOCK = 1 << 20;

  /** A person's consent to lose the log from a position on; the position follows. */
  private static final String CONSENT = "accept-loss-from-";

  /** Says that the log is given up, and filled anew from another node's before it is used. */
  private static final String JOINING = "joining";

  private static final Logger logger = LoggerFactory.getLogger(FolderLog.class);

  private final Durability durability;
  private final Path folder;
  private final Path archive;
  private final Path cluster;
  private final SealedFiles sealedFiles;
  private final ForcedMark forced;

  private final int shard;
  private final AtomicLong dropped = new AtomicLong();
  private final AtomicLong passedOver = new AtomicLong();
  private volatile @Nullable SealedLog sealed;
  private volatile boolean damaged;

  /** The last file may be here before the list has it. */
  private volatile boolean completing;

  /**
   * The first log, with its sealed segments in {@code sealed} beside it.
   *
   * @param folder the node's data folder
   */
  public FolderLog(Path folder, Durability durability) {
    this(folder, 0, new SealedFolder(folder.resolve("sealed")), durability);
  }

  /**
   * @param folder the node's data folder
   * @param shard which of the logs it is
   * @param sealedFiles where sealed segments go
   */
  public FolderLog(Path folder, int shard, SealedFiles sealedFiles, Durability durability) {
    this.folder = folder;
    this.shard = shard;
    this.sealedFiles = sealedFiles;
    this.durability = durability;
    this.archive = archive(folder);
    this.cluster = cluster(folder);
    this.forced = new ForcedMark(folder);
  }

  /** Where a node's archive keeps its recordings. */
  static Path archive(Path folder) {
    return folder.resolve("archive");
  }

  /** Where a node's cluster notes its log and its snapshots. */
  static Path cluster(Path folder) {
    return folder.resolve("cluster");
  }

  /** Where a node keeps the states that its snapshots name. */
  static Images images(Path folder) {
    return new Images(folder.resolve("images"));
  }

  @Override
  public Durability durability() {
    return durability;
  }

  @Override
  public Optional<LogUpkeep> upkeep() {
    return Optional.of(this);
  }

  @Override
  public Optional<SealedHistory> sealedHistory() {
    return Optional.of(this);
  }

  @Override
  public Optional<StateImages> images() {
    return Optional.of(new FolderImages(folder));
  }

  @Override
  public LogHistory history() {
    return new FolderHistory(this);
  }

  // Before the start.

  @Override
  public void check() {
    if (Files.exists(folder.resolve(JOINING))) {
      return;
    }
    sealed().completeList();
    NotedSnapshots noted = noted();
    Recording log = noted.log();
    if (log == null) {
      if (sealed().end() > 0) {
        throw new LogDamaged(
            folder.toString(),
            sealed().end(),
            "There are sealed parts of a log in "
                + sealedFiles.place()
                + ", but not the log that goes on there. Bring the folder back whole from a copy,"
                + " or move what is left of it away to begin anew.");
      }
      return;
    }
    if (sealed().end() < log.start()) {
      logger.warn(
          "What was sealed from {} to {} is not in {}: nothing is sealed or purged until it is. One"
              + " node of several gets it from another by itself; one that is alone needs a copy.",
          sealed().end(),
          log.start(),
          sealedFiles.place());
    }
    List<NotedSnapshots.Snapshot> snapshots = noted.all();
    int unreadable = 0;
    while (unreadable < snapshots.size() && !noted.isReadable(snapshots.get(unreadable))) {
      unreadable++;
    }
    long needed = unreadable < snapshots.size() ? snapshots.get(unreadable).position() : 0;
    if (needed < log.start()) {
      throw new LogDamaged(
          archive.toString(),
          log.start(),
          "The log begins here, and there is no snapshot left from which to go on. " + remedy());
    }
    long from = log.base(Math.max(log.start(), Math.min(needed, sealed().end())));
    Tail tail = tail(log, Math.max(log.start(), from), snapshots, needed);
    dropped.addAndGet(tail.dropped());
    if (tail.end() != log.stop()) {
      tail.cut(log);
    }
    passedOver.addAndGet(unreadable);
    noted.passOver(unreadable);
  }

  private Tail tail(
      Recording log, long from, List<NotedSnapshots.Snapshot> snapshots, long needed) {
    long known = Math.max(sealed().end(), log.stop());
    if (!snapshots.isEmpty()) {
      known = Math.max(known, snapshots.getFirst().position());
    }
    long block = Long.MAX_VALUE;
    if (durability.fsync()) {
      known = Math.max(known, forced.read());
      block = BLOCK;
    }
    try {
      Tail tail = Tail.of(log, from, known, block);
      if (tail.dropped() > 0) {
        logger.warn(
            "The last block of the log was being written when its process ended: {} bytes behind"
                + " position {} are dropped. Nobody has been answered from them.",
            tail.dropped(),
            tail.end());
      }
      return tail;
    } catch (LogDamaged e) {
      Path consent = folder.resolve(CONSENT + e.position());
      // What is sealed can't be given up: the log would go on otherwise than its own history.
      if (e.position() < Math.max(needed, sealed().end())) {
        throw new LogDamaged(e.file(), e.position(), e.problem() + " " + remedy());
      }
      if (!Files.exists(consent)) {
        throw new LogDamaged(
            e.file(),
            e.position(),
            e.problem()
                + " "
                + remedy()
                + " Or give up whatever the log has behind this position, answered or not: make an"
                + " empty file "
                + consent
                + " and start again.");
      }
      Tail tail = Tail.at(log, e.position());
      logger.warn(
          "By consent, the log is given up from position {} on, {} bytes: {}",
          tail.end(),
          tail.dropped(),
          e.problem());
      delete(consent);
      forced.delete();
      return tail;
    }
  }

  private static String remedy() {
    return "The node does not start. Of three nodes: move this one's folder away and start it"
        + " again, it gets the log from the others. Alone: bring the folder back from a copy.";
  }

  /** Bytes that a start has dropped from the log's end. */
  public long dropped() {
    return dropped.get();
  }

  /** 1 when the log could not be sealed because it is not what was recorded, else 0. */
  public int damaged() {
    return damaged ? 1 : 0;
  }

  /** Snapshots that a start could not read. */
  public long passedOver() {
    return passedOver.get();
  }

  // While it runs.

  @Override
  public void forced(long position) {
    if (durability.fsync()) {
      forced.write(position);
    }
  }

  @Override
  public long newestSnapshot() {
    return noted().newest();
  }

  @Override
  public View view() {
    return new Disk(noted());
  }

  /** What was read of the folder once; what has been sealed is known anyway. */
  private final class Disk implements View {
    private final NotedSnapshots noted;
    private final @Nullable Recording log;

    Disk(NotedSnapshots noted) {
      this.noted = noted;
      this.log = noted.log();
    }

    @Override
    public boolean seal(long below, Runnable pace) {
      if (log == null) {
        return false;
      }
      if (sealed().end() < log.start()) {
        damaged = true;
        return false;
      }
      long base = firstToSeal(log);
      if (base + log.segmentLength() > below) {
        return false;
      }
      try (Frames frames = log.map(base)) {
        SealedLog.Part part = sealed().seal(frames, Math.max(base, log.start()), log.shape(), pace);
        damaged = false;
        logger.info("sealed the log from {} to {}", part.from(), part.to());
      } catch (LogDamaged e) {
        damaged = true;
        throw e;
      }
      return true;
    }

    private long firstToSeal(Recording log) {
      return log.base(Math.max(log.start(), sealed().end()));
    }

    @Override
    public int waiting(long below) {
      return log == null ? 0 : (int) Math.max(0, (below - firstToSeal(log)) / log.segmentLength());
    }

    @Override
    public Surplus surplus(long needed) {
      long oldest = noted.oldestKept();
      if (log == null || oldest == 0) {
        return new Surplus(log == null ? 0 : log.id(), 0, 0, List.of());
      }
      long to = Math.min(Math.min(sealed().end(), oldest), needed);
      long base = to <= log.start() ? log.start() : Math.max(log.start(), log.base(to));
      return new Surplus(log.id(), log.start(), base, noted.before(oldest));
    }

    @Override
    public void tidy() {
      long oldest = noted.oldestKept();
      if (oldest > 0) {
        noted.keepImagesFrom(oldest);
      }
    }
  }

  @Override
  public long hotBytes() {
    Recording log = recording();
    return log == null ? 0 : (long) log.segments().size() * log.segmentLength();
  }

  /**
   * Goes on from the newest snapshot of this node that is whole and not behind a position, as a
   * start would; its chains are not known. Empty when it has none, or has purged it.
   *
   * @throws LogDamaged when it is there and can't be read
   */
  public Optional<Chronicle> fromSnapshot(long atMost, Chronicle.Listener listener) {
    NotedSnapshots noted = noted();
    Optional<NotedSnapshots.Snapshot> newest = noted.newest(atMost);
    try {
      return newest.map(snapshot -> read(noted, snapshot, listener));
    } catch (LogDamaged e) {
      // A node that runs may have purged it meanwhile.
      if (noted().newest(atMost).equals(newest)) {
        throw e;
      }
      return Optional.empty();
    }
  }

  private Chronicle read(
      NotedSnapshots noted, NotedSnapshots.Snapshot snapshot, Chronicle.Listener listener) {
    try (RecordedPieces pieces = noted.pieces(snapshot)) {
      return Chronicle.from(
          new Chronicle.Image(snapshot.position(), 0, Map.of(), pieces),
          new ImageSnapshots(folder),
          listener);
    } catch (IllegalStateException | UncheckedIOException e) {
      throw new LogDamaged(archive.toString(), snapshot.position(), String.valueOf(e.getMessage()));
    }
  }

  /** A position up to which the log was decided; more of it may be by now. */
  public long decided() {
    return Math.max(forced.read(), newestSnapshot());
  }

  // With the other members.

  @Override
  public SealedSource here() {
    return sealedFiles;
  }

  @Override
  public boolean isLacking() {
    Recording log = recording();
    return log != null && (completing || SealedLog.end(sealedFiles) < log.start());
  }

  @Override
  public boolean complete(SealedSource other) throws IOException {
    Recording log = recording();
    if (log == null) {
      return false;
    }
    completing = true;
    if (!SealedLog.adopt(sealedFiles, shard, other, log.start())) {
      return false;
    }
    sealed = openSealed();
    completing = false;
    damaged = false;
    return true;
  }

  // For the history.

  private NotedSnapshots noted() {
    return Files.exists(cluster.resolve(RecordingLog.RECORDING_LOG_FILE_NAME))
        ? NotedSnapshots.in(folder)
        : NotedSnapshots.none(folder);
  }

  /** The recording of the log as it is now; null when there is none yet. */
  @Nullable Recording recording() {
    return noted().log();
  }

  /** From where on everything is here. */
  long start() {
    List<SealedLog.Part> parts = openSealed().parts();
    Recording log = recording();
    long start = log != null ? log.start() : parts.isEmpty() ? 0 : parts.getLast().to();
    for (SealedLog.Part part : parts.reversed()) {
      if (part.to() < start) {
        break;
      }
      start = Math.min(start, part.from());
    }
    return start;
  }

  /** The segment that has a position, hot or sealed. */
  Frames frames(long position) {
    Recording log = recording();
    if (log != null && position >= log.start()) {
      NavigableSet<Long> segments = log.segments();
      long base = log.base(position);
      if (segments.contains(base)) {
        return log.map(base);
      }
    }
    SealedLog now = openSealed();
    SealedLog.Part part = now.at(position);
    if (part == null) {
      throw new LogDamaged(
          folder.toString(), position, "Neither the log nor its sealed files have this position.");
    }
    return now.read(part);
  }

  private SealedLog openSealed() {
    return SealedLog.open(sealedFiles, shard);
  }

  private SealedLog sealed() {
    SealedLog now = sealed;
    if (now == null) {
      now = openSealed();
      sealed = now;
    }
    return now;
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
