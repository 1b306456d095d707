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
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The snapshots of a node that the cluster has noted, and the images that they name. */
final class NotedSnapshots {
  /** A snapshot that the cluster has noted: the recordings of its parts. */
  record Snapshot(long position, List<Long> recordings) {}

  private static final Logger log = LoggerFactory.getLogger(NotedSnapshots.class);

  private final File cluster;
  private final Images images;

  NotedSnapshots(Path cluster, Images images) {
    this.cluster = cluster.toFile();
    this.images = images;
  }

  /** Newest first. The consensus module's part is noted last: without it, there is no snapshot. */
  List<Snapshot> all() {
    TreeMap<Long, List<RecordingLog.Entry>> found = new TreeMap<>(Comparator.reverseOrder());
    try (RecordingLog entries = new RecordingLog(cluster, false)) {
      for (RecordingLog.Entry entry : entries.entries()) {
        if (entry.isValid && entry.type == RecordingLog.ENTRY_TYPE_SNAPSHOT) {
          found.computeIfAbsent(entry.logPosition, _ -> new ArrayList<>()).add(entry);
        }
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

  /** Whether it can be read to its end, with the image that it names. Tells what is wrong else. */
  boolean isReadable(Snapshot snapshot, Map<Long, Recording> recordings) {
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
  long newest(Map<Long, Recording> recordings) {
    return position(all(), recordings, 0);
  }

  /** Position of the newest but one, of those that are whole; 0 when there are none. */
  long oldestKept(List<Snapshot> snapshots, Map<Long, Recording> recordings) {
    return position(snapshots, recordings, 1);
  }

  private long position(List<Snapshot> snapshots, Map<Long, Recording> recordings, int newer) {
    return snapshots.stream()
        .filter(snapshot -> isWhole(snapshot, recordings))
        .skip(newer)
        .findFirst()
        .map(Snapshot::position)
        .orElse(0L);
  }

  /** Whether a snapshot's image, if it names one, has been written to its end. */
  private boolean isWhole(Snapshot snapshot, Map<Long, Recording> recordings) {
    return images(snapshot, recordings).allMatch(images::has);
  }

  /** The newest that is not behind a position, if it is whole and has not been purged. */
  Optional<Snapshot> newest(long atMost, Map<Long, Recording> recordings) {
    return all().stream()
        .filter(snapshot -> snapshot.position <= atMost)
        .filter(snapshot -> isWhole(snapshot, recordings))
        .findFirst()
        .filter(snapshot ->
            snapshot.recordings.stream()
                .allMatch(recording -> hasFiles(recordings.get(recording))));
  }

  /**
   * The pieces of its state.
   *
   * @throws LogDamaged when they are not whole
   */
  RecordedPieces pieces(Snapshot snapshot, Map<Long, Recording> recordings) {
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
  List<Long> imagesLacking(Map<Long, Recording> recordings) {
    return all().stream()
        .flatMap(snapshot -> images(snapshot, recordings).boxed())
        .filter(image -> !images.has(image))
        .distinct()
        .toList();
  }

  /** Deletes the images that none of the snapshots from a position on names. */
  void keepImagesFrom(long position, List<Snapshot> snapshots, Map<Long, Recording> recordings) {
    Set<Long> needed = new HashSet<>();
    for (Snapshot snapshot : snapshots) {
      if (snapshot.position >= position) {
        images(snapshot, recordings).forEach(needed::add);
      }
    }
    try {
      images.keepOnly(needed);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private LongStream images(Snapshot snapshot, Map<Long, Recording> recordings) {
    return snapshot.recordings.stream()
        .map(recordings::get)
        .filter(NotedSnapshots::hasFiles)
        .map(Recording::image)
        .flatMapToLong(OptionalLong::stream);
  }

  /** A purged recording stays in the catalog. */
  static boolean hasFiles(@Nullable Recording recording) {
    return recording != null && !recording.segments().isEmpty();
  }
}
