package io.onsale.inventory;

import io.onsale.inventory.flow.Checkpoints;
import io.onsale.inventory.flow.Chronicle;
import io.onsale.inventory.flow.Durability;
import io.onsale.inventory.flow.LogDamaged;
import io.onsale.inventory.flow.LogHistory;
import io.onsale.inventory.flow.SeatEvent;
import io.onsale.inventory.model.Performance;
import io.onsale.inventory.model.SeatState;
import io.onsale.inventory.peers.SeatPlace;
import io.onsale.inventory.store.FolderCheckpoints;
import io.onsale.inventory.store.FolderLog;
import io.onsale.inventory.store.SbeSnapshots;
import io.onsale.inventory.store.SealedFolder;
import io.onsale.kit.ids.Ids;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

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

  private final Copy log;
  private final List<Copy> nodes;
  private final List<LogDamaged> unreadable;
  private final Checkpoints checkpoints;
  private final long performance;

  private Replay(
      Copy log,
      List<Copy> nodes,
      List<LogDamaged> unreadable,
      Checkpoints checkpoints,
      long performance) {
    this.log = log;
    this.nodes = nodes;
    this.unreadable = unreadable;
    this.checkpoints = checkpoints;
    this.performance = performance;
  }

  /**
   * The log as one node has it.
   *
   * @param node its folder among those of several; empty when there is one
   * @param start from where on it has everything
   * @param end of what it has recorded
   */
  private record Copy(String node, Path folder, FolderLog files, long start, long end) {
    static Copy of(String node, Path folder, int shard) {
      FolderLog files =
          new FolderLog(folder, shard, new SealedFolder(folder.resolve("sealed")), UNUSED);
      try (LogHistory history = files.history()) {
        return new Copy(node, folder, files, history.start(), history.end());
      }
    }

    Copy upTo(long limit) {
      return new Copy(node, folder, files, start, Math.min(end, limit));
    }
  }

  /**
   * Of a performance in an installation's data folder: from its own log, or from that of its nodes
   * which has most. What only one of three nodes has recorded was never decided, and is left out;
   * of a folder that one of several nodes has alone, what that node does not know to be decided.
   *
   * @throws IllegalArgumentException when the performance's log is not in it
   * @throws LogDamaged when the log can't be read
   */
  public static Replay of(Path dataFolder, long performance) {
    int shard = Ids.end(performance);
    String inner = shard == 0 ? "inventory" : "inventory/shard-" + shard;
    List<Copy> copies = new ArrayList<>();
    List<LogDamaged> unreadable = new ArrayList<>();
    for (String node : List.of("", "seats-0", "seats-1", "seats-2")) {
      Path folder = dataFolder.resolve(node).resolve(inner);
      if (Files.isDirectory(folder.resolve("archive"))) {
        try {
          copies.add(Copy.of(node, folder, shard));
        } catch (LogDamaged e) {
          unreadable.add(e);
        }
      }
    }
    if (copies.isEmpty()) {
      throw unreadable.stream()
          .<RuntimeException>map(damaged -> damaged)
          .findFirst()
          .orElseGet(() ->
              new IllegalArgumentException(
                  "there is no seat log of shard " + shard + " in " + dataFolder));
    }
    copies.sort(Comparator.comparingLong(Copy::end).reversed());
    long decided = decided(copies);
    Copy most =
        copies.stream()
            .filter(copy -> copy.end >= decided)
            .min(Comparator.comparingLong(Copy::start))
            .orElseThrow();
    return new Replay(
        most.upTo(decided),
        copies,
        unreadable,
        new FolderCheckpoints(dataFolder.resolve(inner).resolve("feed"), new SbeSnapshots()),
        performance);
  }

  /**
   * Up to where the log was decided: what most of its nodes have, or, without most of them, what
   * one of them knows.
   *
   * @param copies the longest first
   */
  private static long decided(List<Copy> copies) {
    int members = copies.stream().mapToInt(copy -> SeatPlace.members(copy.folder)).max().orElse(1);
    int majority = members / 2 + 1;
    return copies.size() >= majority
        ? copies.get(majority - 1).end
        : copies.stream()
            .mapToLong(copy -> Math.min(copy.end, copy.files.decided()))
            .max()
            .orElse(0);
  }

  /**
   * Where the replay ended.
   *
   * @param position in the log
   * @param time the cluster's there, in milliseconds since 1970
   * @param left bytes of the log behind that, of which the folder can't tell whether they were
   *     decided
   * @param shardHash of all that the engine knows there
   * @param shortcuts the other ways to the same place, as far as there are any: from the newest
   *     checkpoint of the feed, and from the newest snapshot of each node
   * @param performance what became of the performance; empty when it had not been opened
   */
  public record Outcome(
      long position,
      long time,
      long left,
      long shardHash,
      List<Shortcut> shortcuts,
      Optional<Found> performance) {
    public Outcome {
      shortcuts = List.copyOf(shortcuts);
    }
  }

  /**
   * The same place, reached from a state that was written down, and the log behind it.
   *
   * @param name {@code checkpoint}, or {@code snapshot} with the node's folder if there are
   *     several, or {@code log} of another node which can't be read
   * @param from position of that state
   * @param difference empty when all is as the whole replay has it; else what is not
   */
  public record Shortcut(String name, long from, String difference) {}

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
   * @throws LogDamaged when the log can't be read, or not from its beginning
   */
  public Outcome run(long until, OptionalInt seat) {
    List<SeatEvent> events = new ArrayList<>();
    Holders holders = new Holders(seat);
    Chronicle whole =
        new Chronicle((event, of) -> {
          if (event.performance() == performance && holders.concerns(event)) {
            events.add(event);
          }
        });
    if (log.start > 0) {
      throw new LogDamaged(
          log.folder.toString(),
          0,
          "What was sealed before position "
              + log.start
              + " is not here. A node that is filled from another gets it by itself while it runs;"
              + " otherwise replay where a node has it, or bring the folder 'sealed' back from a"
              + " copy.");
    }
    try (LogHistory history = log.files.history()) {
      history.read(0, log.end, until, whole);
      List<Shortcut> shortcuts = new ArrayList<>();
      for (LogDamaged damaged : unreadable) {
        shortcuts.add(
            new Shortcut("log", damaged.position(), damaged.file() + ": " + damaged.problem()));
      }
      checkpoints
          .newest(whole.position(), NOBODY)
          .ifPresent(from -> shortcuts.add(take("checkpoint", from, history, until, whole)));
      for (Copy node : nodes) {
        String name = node.node.isEmpty() ? "snapshot" : "snapshot of " + node.node;
        try {
          node.files
              .fromSnapshot(whole.position(), NOBODY)
              .ifPresent(from -> shortcuts.add(take(name, from, history, until, whole)));
        } catch (LogDamaged e) {
          shortcuts.add(new Shortcut(name, e.position(), e.problem()));
        }
      }
      return new Outcome(
          whole.position(),
          whole.time(),
          nodes.getFirst().end - log.end,
          whole.engine().stateHash(),
          shortcuts,
          Optional.ofNullable(whole.engine().performance(performance))
              .map(found -> found(whole, found, events)));
    }
  }

  /** Goes from a state to where the whole replay has ended. */
  private Shortcut take(
      String name, Chronicle state, LogHistory history, long until, Chronicle whole) {
    long from = state.position();
    history.read(from, whole.position(), until, state);
    List<String> differences = new ArrayList<>();
    long hash = state.engine().stateHash();
    if (hash != whole.engine().stateHash()) {
      differences.add("shard hash " + HexFormat.of().toHexDigits(hash));
    }
    // A node knows no chains.
    byte[] head = state.head(performance);
    if (head.length > 0 && !Arrays.equals(head, whole.head(performance))) {
      differences.add("chain head " + hex(head));
    }
    return new Shortcut(name, from, String.join(", ", differences));
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
