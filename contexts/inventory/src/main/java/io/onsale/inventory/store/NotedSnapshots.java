package io.onsale.inventory.store;

import io.aeron.cluster.ConsensusModule;
import io.aeron.cluster.RecordingLog;
import io.onsale.inventory.flow.LogDamaged;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the cluster has noted in a node's folder, as it was when it was read: the log, the
 * snapshots, and the images that they name.
 *
 * <p>The notes and the archive's catalog keep every snapshot that there ever was. So each is read
 * once for all that is asked, and what is asked goes on with the few that have not been purged.
 */
final class NotedSnapshots {
  /** A snapshot that the cluster has noted: the recordings of its parts. */
  record Snapshot(long position, List<Long> recordings) {}

  private static final Logger log = LoggerFactory.getLogger(NotedSnapshots.class);

  private final File cluster;
  private final Images images;
  private final @Nullable Recording hot;
  private final List<Snapshot> all;

  /** Without those that have been purged. */
  private final Map<Long, Recording> recordings;

  private NotedSnapshots(
      File cluster,
      Images images,
      @Nullable Recording hot,
      List<Snapshot> all,
      Map<Long, Recording> recordings) {
    this.cluster = cluster;
    this.images = images;
    this.hot = hot;
    this.all = all;
    this.recordings = recordings;
  }

  /** Reads the notes of a node's data folder, which has some. */
  static NotedSnapshots in(Path folder) {
    File cluster = FolderLog.cluster(folder).toFile();
    long id;
    List<Snapshot> all;
    try (RecordingLog entries = new RecordingLog(cluster, false)) {
      id = entries.findLastTermRecordingId();
      all = snapshots(entries);
    }
    Path archive = FolderLog.archive(folder);
    Map<Long, Recording> recordings = Recording.in(archive);
    Recording hot = recordings.get(id);
    recordings.keySet().retainAll(Recording.withFiles(archive));
    return new NotedSnapshots(cluster, FolderLog.images(folder), hot, all, recordings);
  }

  /** Of a node's data folder in which nothing has been noted yet. */
  static NotedSnapshots none(Path folder) {
    return new NotedSnapshots(
        FolderLog.cluster(folder).toFile(), FolderLog.images(folder), null, List.of(), Map.of());
  }

  /** Newest first. The consensus module's part is noted last: without it, there is no snapshot. */
  private static List<Snapshot> snapshots(RecordingLog entries) {
    TreeMap<Long, List<RecordingLog.Entry>> found = new TreeMap<>(Comparator.reverseOrder());
    for (RecordingLog.Entry entry : entries.entries()) {
      if (entry.isValid && entry.type == RecordingLog.ENTRY_TYPE_SNAPSHOT) {
        found.computeIfAbsent(entry.logPosition, _ -> new ArrayList<>()).add(entry);
      }
    }
    List<Snapshot> snapshots = new ArrayList<>();
    found.forEach((position, parts) -> {
      if (parts.stream()
          .anyMatch(part -> part.serviceId == ConsensusModule.Configuration.SERVICE_ID)) {
        snapshots.add(
            new Snapshot(position, parts.stream().map(part -> part.recordingId).toList()));
      }
    });
    return snapshots;
  }

  /** The recording of the log; null when there is none yet. */
  @Nullable Recording log() {
    return hot;
  }

  /** Newest first, with those that have been purged. */
  List<Snapshot> all() {
    return all;
  }

  /** Whether it can be read to its end, with the image that it names. Tells what is wrong else. */
  boolean isReadable(Snapshot snapshot) {
    for (long id : snapshot.recordings) {
      Recording recording = recordings.get(id);
      try {
        if (recording == null) {
          throw new LogDamaged("recording " + id, snapshot.position, "It is gone.");
        }
        Tail tail = Tail.of(recording, recording.start(), recording.stop(), 0);
        if (tail.end() == recording.start() || tail.dropped() > 0) {
          throw new LogDamaged("recording " + id, snapshot.position, "It has no end.");
        }
        OptionalLong image = recording.image();
        if (image.isPresent()) {
          verify(image.getAsLong(), snapshot.position);
        }
      } catch (LogDamaged e) {
        log.error(
            "The snapshot at {} can't be read, and is passed over: {}",
            snapshot.position,
            e.getMessage());
        return false;
      }
    }
    return true;
  }

  private void verify(long image, long position) {
    String name = "image " + Long.toHexString(image);
    if (!images.has(image)) {
      throw new LogDamaged(name, position, "It was not written to its end, or is gone.");
    }
    try {
      images.verify(image);
    } catch (IOException e) {
      throw new LogDamaged(name, position, e.toString());
    }
  }

  /** Has the cluster forget the newest, so many of them. */
  void passOver(int unreadable) {
    if (unreadable > 0) {
      try (RecordingLog entries = new RecordingLog(cluster, false)) {
        for (int i = 0; i < unreadable; i++) {
          entries.invalidateLatestSnapshot();
        }
        entries.force(1);
      }
    }
  }

  /** Position of the newest that is whole; 0 when there is none. */
  long newest() {
    return position(0);
  }

  /** Position of the newest but one, of those that are whole; 0 when there are none. */
  long oldestKept() {
    return position(1);
  }

  private long position(int newer) {
    return all.stream()
        .filter(this::isWhole)
        .skip(newer)
        .findFirst()
        .map(Snapshot::position)
        .orElse(0L);
  }

  /** Whether a snapshot's image, if it names one, has been written to its end. */
  private boolean isWhole(Snapshot snapshot) {
    return images(snapshot).allMatch(images::has);
  }

  /** The newest that is not behind a position, if it is whole and has not been purged. */
  Optional<Snapshot> newest(long atMost) {
    return all.stream()
        .filter(snapshot -> snapshot.position <= atMost)
        .filter(this::isWhole)
        .findFirst()
        .filter(snapshot -> recordings.keySet().containsAll(snapshot.recordings));
  }

  /** Recordings of the snapshots before a position that have not been purged. */
  List<Long> before(long position) {
    return all.stream()
        .filter(snapshot -> snapshot.position < position)
        .flatMap(snapshot -> snapshot.recordings.stream())
        .filter(recordings::containsKey)
        .toList();
  }

  /**
   * The pieces of its state.
   *
   * @throws LogDamaged when they are not whole
   */
  RecordedPieces pieces(Snapshot snapshot) {
    for (long id : snapshot.recordings) {
      Recording recording = recordings.get(id);
      OptionalLong first = recording == null ? OptionalLong.empty() : recording.firstPiece();
      if (recording != null && first.isPresent()) {
        return new RecordedPieces(recording, first.getAsLong());
      }
    }
    throw new LogDamaged(cluster.toString(), snapshot.position, "The snapshot has no state.");
  }

  /** Images that a snapshot names and that are not here. */
  List<Long> imagesLacking() {
    return all.stream()
        .flatMap(snapshot -> images(snapshot).boxed())
        .filter(image -> !images.has(image))
        .distinct()
        .toList();
  }

  /** Deletes the images that none of the snapshots from a position on names. */
  void keepImagesFrom(long position) {
    Set<Long> needed = new HashSet<>();
    for (Snapshot snapshot : all) {
      if (snapshot.position >= position) {
        images(snapshot).forEach(needed::add);
      }
    }
    try {
      images.keepOnly(needed);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private LongStream images(Snapshot snapshot) {
    return snapshot.recordings.stream()
        .map(recordings::get)
        .filter(Objects::nonNull)
        .map(Recording::image)
        .flatMapToLong(OptionalLong::stream);
  }
}
