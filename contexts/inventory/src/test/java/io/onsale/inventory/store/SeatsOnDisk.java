package io.onsale.inventory.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.onsale.inventory.flow.Answer;
import io.onsale.inventory.flow.Durability;
import io.onsale.inventory.flow.LogHistory;
import io.onsale.inventory.flow.Origin;
import io.onsale.inventory.flow.Replica;
import io.onsale.inventory.flow.SeatCommand;
import io.onsale.inventory.flow.Snapshots;
import io.onsale.inventory.model.Opening;
import io.onsale.inventory.peers.NodeSettings;
import io.onsale.inventory.peers.SeatLogs;
import io.onsale.inventory.peers.SeatPlace;
import java.io.IOException;
import java.net.DatagramSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A seat log of one node on a folder, with files short enough for tests. */
final class SeatsOnDisk implements AutoCloseable {
  static final long SHOW = 42;
  static final int SEGMENT = 1 << 20;
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int SEATS = 4_096;
  private static final int IN_FLIGHT = 64;

  /** About 16 kB each in the log. */
  private static final int[] MANY = IntStream.range(0, SEATS).toArray();

  final FolderLog files;
  final Replica replica;
  final SeatLogs logs;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private long keys = System.nanoTime();

  private SeatsOnDisk(Path folder, FolderLog files, long checkpointBytes, Snapshots snapshots)
      throws IOException {
    this.files = files;
    this.replica = new Replica(executor);
    int port;
    try (DatagramSocket free = new DatagramSocket(0)) {
      port = Math.min(free.getLocalPort() - 1, 65_000);
    }
    NodeSettings settings =
        NodeSettings.embedded(folder, port, Duration.ofNanos(200_000), checkpointBytes);
    this.logs =
        new SeatLogs(
            new SeatPlace.Here(settings, files),
            snapshots,
            new FolderCheckpoints(folder.resolve("feed"), new SbeSnapshots()),
            replica,
            executor,
            100,
            Duration.ofSeconds(20),
            fault -> {});
  }

  static FolderLog files(Path folder, long snapshotBytes) {
    return new FolderLog(folder, new Durability(true, snapshotBytes, SEGMENT));
  }

  /** Starts on a folder, with a snapshot only on demand. */
  static SeatsOnDisk on(Path folder) throws IOException {
    return on(folder, 1L << 40);
  }

  static SeatsOnDisk on(Path folder, long snapshotBytes) throws IOException {
    return on(folder, snapshotBytes, snapshotBytes);
  }

  static SeatsOnDisk on(Path folder, long snapshotBytes, long checkpointBytes) throws IOException {
    return on(folder, snapshotBytes, checkpointBytes, new ImageSnapshots(folder));
  }

  static SeatsOnDisk on(Path folder, long snapshotBytes, long checkpointBytes, Snapshots snapshots)
      throws IOException {
    SeatsOnDisk seats =
        new SeatsOnDisk(folder, files(folder, snapshotBytes), checkpointBytes, snapshots);
    seats.logs.start();
    return seats;
  }

  void open() throws Exception {
    decided(
        new SeatCommand.Open(
            new Opening(
                SHOW,
                "00".repeat(32),
                SEATS + 64,
                new Opening.Window(0, Long.MAX_VALUE / 2),
                new Opening.Limits(0, 0),
                600_000,
                "EUR",
                List.of(new Opening.Section("Stalls", 0, SEATS + 64, false)),
                List.of(new Opening.Run(0, 0, 0, SEATS + 64, 0)),
                List.of(new Opening.TierSpan(SEATS + 64, 0)),
                List.of(),
                List.of(new Opening.Tier("A", 100)))));
  }

  /** Holds one of the 64 seats that {@link #fill} leaves alone. */
  Answer.Held hold(int seat) throws Exception {
    Answer answer =
        decided(new SeatCommand.Hold(SHOW, new SeatCommand.Named(new int[] {SEATS + seat}), false));
    assertThat(answer).isInstanceOf(Answer.Held.class);
    return (Answer.Held) answer;
  }

  /** Makes the log longer by at least so many bytes. */
  void fill(long bytes) throws Exception {
    long from = logs.answered();
    while (logs.answered() - from < bytes) {
      List<CompletableFuture<Answer>> answers = new ArrayList<>();
      for (int i = 0; i < IN_FLIGHT / 2; i++) {
        answers.add(logs.submit(origin(), new SeatCommand.Block(SHOW, MANY)));
        answers.add(logs.submit(origin(), new SeatCommand.Unblock(SHOW, MANY)));
      }
      for (CompletableFuture<Answer> answer : answers) {
        assertThat(answer.get(30, TimeUnit.SECONDS)).isInstanceOf(Answer.Done.class);
      }
    }
  }

  /** Fills some segments and waits for the snapshot that ends them. */
  void fillToASnapshot() throws Exception {
    long before = files.newestSnapshot();
    fill(3L * SEGMENT);
    await().atMost(PATIENCE).until(() -> files.newestSnapshot() > before);
  }

  /** Waits until all that can be sealed is sealed, and all that may be purged is purged. */
  void settle() {
    awaitSealed();
    await().atMost(PATIENCE).until(() -> files.view().surplus(Long.MAX_VALUE).isNothing());
  }

  void awaitSealed() {
    await().atMost(PATIENCE).until(() -> files.view().waiting(logs.answered()) == 0);
  }

  long hash() throws Exception {
    return replica.stateHash(logs.answered()).get(10, TimeUnit.SECONDS);
  }

  /** The hash of the state after all that the files of a log have, up to a position. */
  static long replayed(FolderLog files, long limit) throws Exception {
    Replica replica = new Replica(Runnable::run);
    try (LogHistory history = files.history()) {
      history.read(history.start(), Math.min(limit, history.end()), replica);
    }
    replica.caughtUp(true);
    CompletableFuture<Long> hash = replica.stateHash(0);
    replica.publish(0, true);
    return hash.get();
  }

  /** What the disk would have if the machine stopped now. */
  static Path crashImage(Path folder, Path image) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.toList()) {
        Path copy = image.resolve(folder.relativize(file));
        if (Files.isDirectory(file)) {
          Files.createDirectories(copy);
        } else {
          Files.copy(file, copy);
        }
      }
    }
    return image;
  }

  private Answer decided(SeatCommand command) throws Exception {
    Answer answer = logs.submit(origin(), command).get(20, TimeUnit.SECONDS);
    assertThat(answer).isNotInstanceOfAny(Answer.Refused.class, Answer.Undecided.class);
    return answer;
  }

  private Origin origin() {
    return new Origin(9, 1, 1, 0, 1, ++keys, 1);
  }

  @Override
  public void close() {
    logs.close();
    executor.close();
  }
}
