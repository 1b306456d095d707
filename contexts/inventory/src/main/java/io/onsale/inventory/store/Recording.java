package io.onsale.inventory.store;

import io.aeron.archive.CatalogView;
import io.aeron.archive.client.AeronArchive;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableSet;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A recording, as the archive's catalog tells it. Its frames lie in segment files, each named after
 * the position of its first byte.
 *
 * @param stop where it ended; {@link #OPEN} when it goes on, or when its process was killed
 */
record Recording(Path folder, long id, long start, long stop, int segmentLength, Shape shape) {
  static final long OPEN = AeronArchive.NULL_POSITION;
  private static final String SUFFIX = ".rec";
  private static final String CATALOG = "archive.catalog";
  private static final Pattern FILE = Pattern.compile("(\\d{1,18})-\\d+\\.rec");

  /** What every frame of a recording must agree with. */
  record Shape(int initialTermId, int termLength, int streamId) {}

  /**
   * All recordings of an archive by id, those that have been purged too; none when there is no
   * archive yet.
   */
  static Map<Long, Recording> in(Path folder) {
    Map<Long, Recording> found = new HashMap<>();
    if (Files.exists(folder.resolve(CATALOG))) {
      CatalogView.listRecordings(
          folder.toFile(),
          (session,
              correlation,
              id,
              startTime,
              stopTime,
              start,
              stop,
              initialTerm,
              segmentLength,
              termLength,
              mtu,
              sessionId,
              stream,
              stripped,
              channel,
              source) ->
              found.put(
                  id,
                  new Recording(
                      folder,
                      id,
                      start,
                      stop,
                      segmentLength,
                      new Shape(initialTerm, termLength, stream))));
    }
    return found;
  }

  /** Ids of the recordings of an archive that have files: those that have not been purged. */
  static Set<Long> withFiles(Path folder) {
    Set<Long> ids = new HashSet<>();
    if (Files.exists(folder)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
        for (Path file : files) {
          Matcher name = FILE.matcher(file.getFileName().toString());
          if (name.matches()) {
            ids.add(Long.parseLong(name.group(1)));
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return ids;
  }

  /** Positions at which the segment files that are there begin. */
  NavigableSet<Long> segments() {
    NavigableSet<Long> bases = new TreeSet<>();
    String prefix = id + "-";
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, prefix + "*" + SUFFIX)) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        bases.add(Long.parseLong(name.substring(prefix.length(), name.length() - SUFFIX.length())));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bases;
  }

  /** The first position of the segment that has a position. */
  long base(long position) {
    return AeronArchive.segmentFileBasePosition(start, position, shape.termLength, segmentLength);
  }

  /**
   * The id of the image that a snapshot's recording names; nothing when it has the state itself.
   */
  OptionalLong image() {
    try (Frames frames = map(base(start))) {
      OptionalLong piece = firstPiece(frames);
      return piece.isPresent()
              && frames.pieceAt(piece.getAsLong()).getAsInt() == SbeSnapshots.NAMES_IMAGE
          ? OptionalLong.of(frames.contentAt(piece.getAsLong()))
          : OptionalLong.empty();
    }
  }

  /** Where the first piece of a state is; nothing in what else belongs to a snapshot. */
  OptionalLong firstPiece() {
    try (Frames frames = map(base(start))) {
      return firstPiece(frames);
    }
  }

  private OptionalLong firstPiece(Frames frames) {
    long position = start;
    for (int length = frames.lengthAt(position); length > 0; length = frames.lengthAt(position)) {
      if (frames.pieceAt(position).isPresent()) {
        return OptionalLong.of(position);
      }
      position += length;
    }
    return OptionalLong.empty();
  }

  Path file(long base) {
    return folder.resolve(id + "-" + base + SUFFIX);
  }

  Frames map(long base) {
    return Frames.map(file(base), base, segmentLength, shape);
  }
}
