package io.onsale.inventory;

import io.onsale.inventory.flow.Checkpoints;
import io.onsale.inventory.flow.Chronicle;
import io.onsale.inventory.flow.Durability;
import io.onsale.inventory.flow.LogFiles;
import io.onsale.inventory.flow.LogHistory;
import io.onsale.inventory.flow.SeatEvent;
import io.onsale.inventory.model.Performance;
import io.onsale.inventory.model.SeatState;
import io.onsale.inventory.store.FolderCheckpoints;
import io.onsale.inventory.store.FolderLog;
import io.onsale.inventory.store.SbeSnapshots;
import io.onsale.inventory.store.SealedFolder;
import io.onsale.kit.ids.Ids;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * The past of a performance, made again from the log alone, sealed and hot: what was decided, in
 * which order, and what it has led to. It reads files and writes none, so the process that has the
 * data folder may run or not.
 *
 * <pre>{@code
 * Replay.of(dataFolder, performance).run(Long.MAX_VALUE, OptionalInt.empty());
 * }</pre>
 */
public final class Replay {
  private static final Chronicle.Listener NOBODY = (event, performance) -> {};
  private static final Durability UNUSED = new Durability(true, 1 << 20, 1 << 20);

  private final LogFiles files;
  private final Checkpoints checkpoints;
  private final long performance;

  private Replay(LogFiles files, Checkpoints checkpoints, long performance) {
    this.files = files;
    this.checkpoints = checkpoints;
    this.performance = performance;
  }

  /**
   * Of a performance in an installation's data folder: from its own log, or from the first of its
   * nodes.
   *
   * @throws IllegalArgumentException when the performance's log is not in it
   */
  public static Replay of(Path dataFolder, long performance) {
    int shard = Ids.end(performance);
    String inner = shard == 0 ? "inventory" : "inventory/shard-" + shard;
    Path folder =
        Stream.of("", "seats-0", "seats-1", "seats-2")
            .map(part -> dataFolder.resolve(part).resolve(inner))
            .filter(log -> Files.isDirectory(log.resolve("archive")))
            .findFirst()
            .orElseThrow(() ->
                new IllegalArgumentException(
                    "there is no seat log of shard " + shard + " in " + dataFolder));
    return new Replay(
        new FolderLog(folder, shard, new SealedFolder(folder.resolve("sealed")), UNUSED),
        new FolderCheckpoints(dataFolder.resolve(inner).resolve("feed"), new SbeSnapshots()),
        performance);
  }

  /**
   * Where the replay ended.
   *
   * @param position in the log
   * @param time the cluster's there, in milliseconds since 1970
   * @param shardHash of all that the engine knows there
   * @param shortcut the same from the newest checkpoint and the log behind it, when there is one
   * @param performance what became of the performance; empty when it had not been opened
   */
  public record Outcome(
      long position,
      long time,
      long shardHash,
      Optional<Shortcut> shortcut,
      Optional<Found> performance) {}

  /** The same place, reached from a checkpoint: both hashes must be those of the whole replay. */
  public record Shortcut(long from, long shardHash, String head) {}

  /**
   * A performance.
   *
   * @param mapDigest names its seat map, 64 hexadecimal digits
   * @param head of its chain of hashes, 64 hexadecimal digits
   * @param hash of its state with its holds
   * @param history events of the seat that was asked for; of none otherwise
   */
  public record Found(
      String mapDigest,
      long version,
      String head,
      long hash,
      int capacity,
      int free,
      int held,
      int sold,
      int blocked,
      boolean closed,
      List<SeatEvent> history) {
    public Found {
      history = List.copyOf(history);
    }
  }

  /**
   * Reads the log from its beginning.
   *
   * @param until cluster time in milliseconds; what came later is left out
   * @param seat index of the seat whose history is wanted
   * @throws io.onsale.inventory.flow.LogDamaged when the log can't be read
   */
  public Outcome run(long until, OptionalInt seat) {
    List<SeatEvent> history = new ArrayList<>();
    Holders holders = new Holders(seat);
    Chronicle whole =
        new Chronicle((event, of) -> {
          if (event.performance() == performance && holders.concerns(event)) {
            history.add(event);
          }
        });
    try (LogHistory log = files.history()) {
      long end = log.end();
      log.read(log.start(), end, until, whole);
      Optional<Shortcut> shortcut =
          checkpoints
              .newest(whole.position(), NOBODY)
              .map(chronicle -> {
                long from = chronicle.position();
                log.read(from, whole.position(), until, chronicle);
                return new Shortcut(
                    from, chronicle.engine().stateHash(), hex(chronicle.head(performance)));
              });
      return new Outcome(
          whole.position(),
          whole.time(),
          whole.engine().stateHash(),
          shortcut,
          Optional.ofNullable(whole.engine().performance(performance))
              .map(found -> found(whole, found, history)));
    }
  }

  private static Found found(Chronicle chronicle, Performance of, List<SeatEvent> history) {
    return new Found(
        HexFormat.of().formatHex(of.mapDigest()),
        of.version(),
        hex(chronicle.head(of.id())),
        chronicle.engine().stateHash(of.id()),
        of.capacity(),
        of.count(SeatState.FREE),
        of.count(SeatState.HELD),
        of.count(SeatState.SOLD),
        of.count(SeatState.BLOCKED),
        of.isClosed(),
        history);
  }

  private static String hex(byte[] head) {
    return HexFormat.of().formatHex(head);
  }

  /** Knows which events concern one seat: those that name it, and what happens to its hold. */
  private static final class Holders {
    private final OptionalInt seat;
    private long hold;

    Holders(OptionalInt seat) {
      this.seat = seat;
    }

    boolean concerns(SeatEvent event) {
      if (seat.isEmpty()) {
        return false;
      }
      return switch (event.kind()) {
        case OPENED -> true;
        case AMENDED, CLOSED -> false;
        case EXTENDED -> event.hold() == hold;
        case HELD, RELEASED, EXPIRED, SOLD, RETURNED, BLOCKED, UNBLOCKED -> names(event);
      };
    }

    private boolean names(SeatEvent event) {
      for (int one : event.seats()) {
        if (one == seat.getAsInt()) {
          hold = event.hold();
          return true;
        }
      }
      return false;
    }
  }
}
