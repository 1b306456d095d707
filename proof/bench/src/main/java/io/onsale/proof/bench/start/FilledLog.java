package io.onsale.proof.bench.start;

import io.onsale.inventory.InventoryConfig;
import io.onsale.inventory.flow.Answer;
import io.onsale.inventory.flow.Durability;
import io.onsale.inventory.flow.Origin;
import io.onsale.inventory.flow.Replica;
import io.onsale.inventory.flow.SeatCommand;
import io.onsale.inventory.model.Opening;
import io.onsale.inventory.peers.NodeSettings;
import io.onsale.inventory.peers.SeatLogs;
import io.onsale.inventory.peers.SeatPlace;
import io.onsale.inventory.store.FolderCheckpoints;
import io.onsale.inventory.store.FolderLog;
import io.onsale.inventory.store.ImageSnapshots;
import io.onsale.inventory.store.SbeSnapshots;
import java.io.IOException;
import java.net.DatagramSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The seat log of one node, as it ships, in this process: with a hall of 50,000 seats and as many
 * remembered ids as wanted.
 */
final class FilledLog implements AutoCloseable {
  static final long PERFORMANCE = 1;
  private static final int SEATS = 50_000;
  private static final int ROW = 50;
  private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final int SEGMENT_BYTES = 32 << 20;
  private static final long SNAPSHOT_BYTES = 1L << 40;
  private static final int PENDING = 8_192;

  private final ExecutorService executor = Executors.newSingleThreadExecutor();
  private final ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor();
  private final Path folder;
  private final SeatLogs logs;
  private final FolderLog files;

  /** Without a seed: a process that goes on over a log must not ask under ids that are in it. */
  private final SplittableRandom random = new SplittableRandom();

  FilledLog(Path folder) throws IOException {
    this.folder = folder;
    files = new FolderLog(folder, new Durability(true, SNAPSHOT_BYTES, SEGMENT_BYTES));
    Duration park = Duration.ofNanos(InventoryConfig.onLoopback(18_090).maxParkMicros() * 1_000L);
    logs =
        new SeatLogs(
            new SeatPlace.Here(
                NodeSettings.embedded(folder, freePort(), park, SNAPSHOT_BYTES), files),
            new ImageSnapshots(folder),
            new FolderCheckpoints(folder.resolve("feed"), new SbeSnapshots()),
            new Replica(readers),
            executor,
            PENDING,
            Duration.ofSeconds(20),
            fault -> {
              fault.printStackTrace();
              Runtime.getRuntime().halt(1);
            });
  }

  private static int freePort() throws IOException {
    try (DatagramSocket free = new DatagramSocket(0)) {
      return 20_000 + free.getLocalPort() % 10_000;
    }
  }

  SeatLogs logs() {
    return logs;
  }

  /** A hold that lives, and whose it is. */
  private record Live(long hold, long buyer) {}

  /**
   * Puts a hall on sale, and sends so many commands under ids of their own, as in a sale: it is
   * sold out first, and then of 20 commands one releases a hold, four ask for a pair by name and
   * the others for the best two.
   */
  void fill(int remembered) {
    Queue<Live> live = new ConcurrentLinkedQueue<>();
    if (!(logs.submit(origin(0), new SeatCommand.Open(hall())).join() instanceof Answer.Done)) {
      throw new IllegalStateException("the hall does not open");
    }
    AtomicLong undecided = new AtomicLong();
    AtomicLong wait = new AtomicLong();
    for (int i = 0; i < remembered; i++) {
      while (wait.get() >= PENDING / 2) {
        LockSupport.parkNanos(10_000);
      }
      wait.incrementAndGet();
      int kind = i < SEATS / 2 ? 20 : random.nextInt(20);
      Live ending = kind == 0 ? live.poll() : null;
      long buyer = ending == null ? 1 + i : ending.buyer;
      var _ =
          logs.submit(origin(buyer), command(kind, ending))
              .whenComplete((answer, fault) -> {
                wait.decrementAndGet();
                if (answer instanceof Answer.Held held) {
                  live.add(new Live(held.hold(), buyer));
                }
                if (fault != null || answer instanceof Answer.Undecided) {
                  undecided.incrementAndGet();
                }
              });
    }
    while (wait.get() > 0) {
      LockSupport.parkNanos(PAUSE_NS);
    }
    if (undecided.get() > 0) {
      throw new IllegalStateException(undecided + " commands were not decided");
    }
  }

  private SeatCommand command(int kind, @Nullable Live ending) {
    if (ending != null) {
      return new SeatCommand.Release(PERFORMANCE, ending.hold);
    }
    int pair = 2 * random.nextInt(SEATS / 2);
    SeatCommand.Wanted wanted =
        kind >= 1 && kind <= 4
            ? new SeatCommand.Named(new int[] {pair, pair + 1})
            : new SeatCommand.Best(0, -1, 2, 0);
    return new SeatCommand.Hold(PERFORMANCE, wanted, false);
  }

  /** A buyer under a new id; 0 for the organizer. */
  Origin origin(long buyer) {
    long organizer = buyer == 0 ? 1 : 0;
    return new Origin(organizer, 1 + buyer, buyer, 0, random.nextLong(), random.nextLong(), 7);
  }

  private static Opening hall() {
    List<Opening.Run> runs = new ArrayList<>();
    for (int row = 0; row < SEATS / ROW; row++) {
      runs.add(new Opening.Run(0, row, row * ROW, ROW, row));
    }
    return new Opening(
        PERFORMANCE,
        "0a".repeat(32),
        SEATS,
        new Opening.Window(0, Long.MAX_VALUE),
        new Opening.Limits(4, 0),
        86_400_000,
        "CNY",
        List.of(new Opening.Section("hall", 0, SEATS, false)),
        runs,
        List.of(new Opening.TierSpan(SEATS, 0)),
        List.of(),
        List.of(new Opening.Tier("all", 68_000)));
  }

  /** What is decided of a command that changes nothing; under a new id. */
  CompletableFuture<Answer> ask() {
    return logs.submit(origin(1), new SeatCommand.Confirm(PERFORMANCE, 1));
  }

  /** Asks for a snapshot, as a person would; returns whether it is there. */
  BooleanSupplier snapshot() throws IOException {
    long before = files.newestSnapshot();
    // It may still be there, when a snapshot that the node took by itself came first.
    Files.write(folder.resolve("take-snapshot"), new byte[0]);
    return () -> files.newestSnapshot() > before;
  }

  @Override
  public void close() {
    logs.close();
    executor.shutdownNow();
  }
}
