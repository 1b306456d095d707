package io.onsale.inventory.store;

import io.onsale.inventory.flow.Checkpoints;
import io.onsale.inventory.flow.Chronicle;
import io.onsale.inventory.flow.EventChain;
import io.onsale.inventory.flow.PastEvents;
import io.onsale.inventory.flow.Snapshots;
import io.onsale.inventory.model.FrozenState;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checkpoints as files {@code checkpoint-POSITION}: the newest two, the oldest, and some between,
 * the farther apart the older they are, as far back as events are made once more ({@link
 * PastEvents#MOST_BYTES}). So a reader of the feed that comes back finds one near its place.
 *
 * <p>A file has, big-endian: {@link #MAGIC}, position, time, number of heads; each head's
 * performance and 32 bytes; the engine's state in the pieces of a snapshot, each with its length
 * before it, and a length of 0 behind the last; the CRC-32C of all that. It is written under
 * another name, forced, and then named, so that what has the name is whole; what is damaged all the
 * same is told and passed over.
 */
public final class FolderCheckpoints implements Checkpoints {
  /** So many are kept. */
  static final int KEPT = 6;

  private static final long MAGIC = 0x6f6e73616c650001L;
  private static final String PREFIX = "checkpoint-";
  private static final String DRAFT = "draft";
  private static final int MOST_HEADS = 1 << 20;
  private static final Logger log = LoggerFactory.getLogger(FolderCheckpoints.class);

  private final Path folder;
  private final Snapshots snapshots;

  /**
   * @param folder made when it is not there
   */
  public FolderCheckpoints(Path folder, Snapshots snapshots) {
    this.folder = folder;
    this.snapshots = snapshots;
  }

  @Override
  public Runnable write(Chronicle chronicle) {
    long position = chronicle.position();
    long time = chronicle.time();
    Map<Long, byte[]> heads = chronicle.heads();
    FrozenState state = chronicle.engine().freeze();
    return () -> {
      try (state) {
        Files.createDirectories(folder);
        clearDrafts();
        Path draft = folder.resolve(DRAFT + "-" + position);
        try (FileOutputStream file = new FileOutputStream(draft.toFile())) {
          write(position, time, heads, state, new Pieces(file));
          file.getChannel().force(true);
        }
        keep(draft, named(position));
      } catch (IOException e) {
        throw new UncheckedIOException("no checkpoint can be written to " + folder, e);
      }
    };
  }

  private void write(
      long position, long time, Map<Long, byte[]> heads, FrozenState state, Pieces pieces)
      throws IOException {
    DataOutputStream out = pieces.head();
    out.writeLong(MAGIC);
    out.writeLong(position);
    out.writeLong(time);
    out.writeInt(heads.size());
    for (Map.Entry<Long, byte[]> head : heads.entrySet()) {
      out.writeLong(head.getKey());
      out.write(head.getValue());
    }
    snapshots.write(state, pieces);
    pieces.finish();
  }

  /** What was begun when the process was killed. One checkpoint is written at a time. */
  private void clearDrafts() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(FolderCheckpoints::isDraft).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  private static boolean isDraft(Path file) {
    return file.getFileName().toString().startsWith(DRAFT);
  }

  private Path named(long position) {
    return folder.resolve("%s%020d".formatted(PREFIX, position));
  }

  private void keep(Path draft, Path named) throws IOException {
    Files.move(draft, named, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    try (FileChannel entries = FileChannel.open(folder, StandardOpenOption.READ)) {
      entries.force(true);
    }
    List<Path> kept = new ArrayList<>(kept());
    while (kept.size() > KEPT) {
      Files.deleteIfExists(kept.remove(mostDispensable(kept)));
    }
  }

  /**
   * The first that is too old for any reader, else whose end leaves the smallest gap for how old it
   * is.
   */
  private static int mostDispensable(List<Path> kept) {
    long newest = position(kept.getLast());
    int found = 1;
    double smallest = Double.MAX_VALUE;
    for (int i = 1; i < kept.size() - 2; i++) {
      if (newest - position(kept.get(i)) > PastEvents.MOST_BYTES) {
        return i;
      }
      long before = position(kept.get(i - 1));
      double gap = (double) (position(kept.get(i + 1)) - before) / (newest - before);
      if (gap < smallest) {
        smallest = gap;
        found = i;
      }
    }
    return found;
  }

  /** From the oldest to the newest. */
  private List<Path> kept() throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> position(file) >= 0).sorted().toList();
    }
  }

  private static long position(Path file) {
    String name = file.getFileName().toString();
    return name.matches(PREFIX + "[0-9]{20}")
        ? Long.parseLong(name.substring(PREFIX.length()))
        : -1;
  }

  @Override
  public Optional<Chronicle> newest(long atMost, Chronicle.Listener listener) {
    try {
      List<Path> fitting = kept().stream().filter(file -> position(file) <= atMost).toList();
      for (Path file : fitting.reversed()) {
        Optional<Chronicle> found = read(file, listener);
        if (found.isPresent()) {
          return found;
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("the checkpoints in " + folder + " can't be read", e);
    }
  }

  @Override
  public void forgetBehind(long end) {
    try {
      for (Path file : kept()) {
        if (position(file) > end) {
          log.warn("{} stands behind the end of the log, {}: it is deleted", file, end);
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the checkpoints in " + folder + " can't be deleted", e);
    }
  }

  private Optional<Chronicle> read(Path file, Chronicle.Listener listener) throws IOException {
    try {
      Pieces.verify(file);
      try (DataInputStream in = Pieces.open(file)) {
        return Optional.of(Chronicle.from(image(in), snapshots, listener));
      }
    } catch (NoSuchFileException e) {
      // A newer one took its place just now.
      return Optional.empty();
    } catch (IOException | IllegalStateException e) {
      log.error(
          "the checkpoint {} is damaged, so an older place of the log is gone on from: {}",
          file,
          e.getMessage());
      return Optional.empty();
    }
  }

  private static Chronicle.Image image(DataInputStream in) throws IOException {
    if (in.readLong() != MAGIC) {
      throw new IOException("it is no checkpoint of this release");
    }
    long position = in.readLong();
    long time = in.readLong();
    int count = in.readInt();
    if (count < 0 || count > MOST_HEADS) {
      throw new IOException("it has " + count + " chains");
    }
    Map<Long, byte[]> heads = HashMap.newHashMap(count);
    for (int i = 0; i < count; i++) {
      long performance = in.readLong();
      byte[] head = new byte[EventChain.HEAD_LENGTH];
      in.readFully(head);
      heads.put(performance, head);
    }
    return new Chronicle.Image(position, time, heads, Pieces.in(in));
  }
}
