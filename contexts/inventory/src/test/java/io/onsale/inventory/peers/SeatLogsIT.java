package io.onsale.inventory.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aeron.Aeron;
import io.aeron.cluster.client.AeronCluster;
import io.aeron.cluster.service.ClusteredService;
import io.onsale.inventory.flow.Answer;
import io.onsale.inventory.flow.ChunkSink;
import io.onsale.inventory.flow.ChunkSource;
import io.onsale.inventory.flow.Durability;
import io.onsale.inventory.flow.LogFiles;
import io.onsale.inventory.flow.LogHistory;
import io.onsale.inventory.flow.Origin;
import io.onsale.inventory.flow.Replica;
import io.onsale.inventory.flow.SeatCommand;
import io.onsale.inventory.flow.SeatLogService;
import io.onsale.inventory.flow.Snapshots;
import io.onsale.inventory.model.FrozenState;
import io.onsale.inventory.model.Opening;
import io.onsale.inventory.model.SeatChanges;
import io.onsale.inventory.model.SeatEngine;
import io.onsale.inventory.store.FolderCheckpoints;
import io.onsale.inventory.store.FolderLog;
import io.onsale.inventory.store.SbeSnapshots;
import java.lang.reflect.Proxy;
import java.net.DatagramSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The node, the session and the follower without gRPC. */
final class SeatLogsIT {
  private static final long SHOW = 42;

  @TempDir private Path folder;
  private final List<Throwable> faults = new CopyOnWriteArrayList<>();
  private long keys;

  @Test
  void comesBackFromASnapshotAndTheLogAfterIt() throws Exception {
    long hash;
    try (Running running = start()) {
      open(running);
      hold(running, 1, 2);
      assertThat(running.logs.snapshot()).isTrue();
      await().atMost(Duration.ofSeconds(10)).until(() -> snapshots() > 0);
      hold(running, 3);
      Answer.Held sold = hold(running, 4, 5);
      decided(running, new SeatCommand.Confirm(SHOW, sold.hold()));
      hash = hash(running);
    }
    try (Running running = start()) {
      assertThat(hash(running)).isEqualTo(hash);
      hold(running, 6);
      hash = hash(running);
    }
    try (Running running = start()) {
      assertThat(hash(running)).isEqualTo(hash);
      assertThat(running.replica.performance(SHOW).orElseThrow().view().total().held())
          .isEqualTo(4);
    }
    assertThat(faults).isEmpty();
  }

  @Test
  void givesTheWholeLogToWhoReadsItsFilesWithOrWithoutTheNode() throws Exception {
    long hash;
    LogFiles files = files();
    try (Running running = start()) {
      open(running);
      decided(running, new SeatCommand.Confirm(SHOW, hold(running, 1, 2).hold()));
      hash = hash(running);
      assertThat(replayed(files, running.logs.answered())).isEqualTo(hash);
    }
    assertThat(replayed(files, Long.MAX_VALUE)).isEqualTo(hash);
    try (Running running = start()) {
      hold(running, 3);
      hash = hash(running);
      assertThat(replayed(files, running.logs.answered())).isEqualTo(hash);
    }
    assertThat(replayed(files, Long.MAX_VALUE)).isEqualTo(hash);
  }

  private LogFiles files() {
    return new FolderLog(folder, new Durability(true, 1L << 30, 1 << 20));
  }

  private static long replayed(LogFiles files, long limit) throws Exception {
    Replica replica = new Replica(Runnable::run);
    try (LogHistory history = files.history()) {
      assertThat(history.start()).isZero();
      history.read(0, Math.min(limit, history.end()), replica);
    }
    replica.caughtUp(true);
    CompletableFuture<Long> hash = replica.stateHash(0);
    replica.publish(0, true);
    return hash.get();
  }

  @Test
  void goesOnFollowingWhenAReplayEnds() throws Exception {
    try (Running running = start()) {
      open(running);
      hold(running, 1);

      running.logs.interruptFollowing();
      hold(running, 2);

      long version =
          running
              .replica
              .performance(SHOW, running.logs.answered())
              .get()
              .orElseThrow()
              .view()
              .version();
      assertThat(version).isEqualTo(3);
      // The hold may still have come by the replay that ends: then the next is about to begin.
      await().atMost(Duration.ofSeconds(10)).until(running.logs::isReady);
    }
    assertThat(faults).isEmpty();
  }

  @Test
  void tellsAFaultOfTheServiceAndAnswersNothingMore() throws Exception {
    AtomicBoolean breaks = new AtomicBoolean();
    Snapshots broken =
        new Snapshots() {
          @Override
          public void write(SeatEngine engine, ChunkSink sink) {
            if (breaks.get()) {
              throw new IllegalStateException("broken");
            }
            new SbeSnapshots().write(engine, sink);
          }

          @Override
          public void write(FrozenState state, ChunkSink sink) {
            throw new IllegalStateException("broken");
          }

          @Override
          public SeatEngine read(ChunkSource source, SeatChanges changes) {
            throw new IllegalStateException("broken");
          }
        };
    try (Running running = start(broken, Duration.ofSeconds(1))) {
      open(running);
      breaks.set(true);

      await().atMost(Duration.ofSeconds(10)).until(running.logs::snapshot);

      await().atMost(Duration.ofSeconds(10)).until(() -> !faults.isEmpty());
      Answer answer =
          running.logs.submit(origin(), new SeatCommand.Close(SHOW)).get(10, TimeUnit.SECONDS);
      assertThat(answer).isInstanceOf(Answer.Undecided.class);
    }
    assertThat(faults).first().extracting(Throwable::getMessage).isEqualTo("broken");
  }

  @Test
  void clearsItsRuntimeFolderWhenItEnds() throws Exception {
    Path runtime;
    try (Running running = start()) {
      runtime = running.logs.runtimeFolder();
      assertThat(runtime).isNotEmptyDirectory();
    }
    assertThat(Files.exists(runtime)).isFalse();
  }

  /** A process that is ended without warning leaves its session open for a while. */
  @Test
  void manyOpenSessionsKeepNobodyOut() throws Exception {
    NodeSettings settings = settings();
    try (SeatNode node =
            SeatNode.start(
                settings,
                files(),
                new SeatLogService(new SbeSnapshots(), faults::add),
                faults::add);
        Aeron aeron = Aeron.connect(node.client("sessions"))) {
      for (int i = 0; i < 25; i++) {
        // Never closed: the node is, before they end by themselves.
        AeronCluster open =
            AeronCluster.connect(node.session().aeron(aeron).ownsAeronClient(false));
        assertThat(open.isClosed()).isFalse();
      }
    }
    assertThat(faults).isEmpty();
  }

  private record Running(SeatLogs logs, Replica replica) implements AutoCloseable {
    @Override
    public void close() {
      logs.close();
    }
  }

  @Test
  void tellsWhenAThreadOfTheNodeEnds() throws Exception {
    ClusteredService broken =
        (ClusteredService)
            Proxy.newProxyInstance(
                ClusteredService.class.getClassLoader(),
                new Class<?>[] {ClusteredService.class},
                (proxy, method, arguments) -> {
                  throw new IllegalStateException("broken: " + method.getName());
                });
    try (SeatNode _ = SeatNode.start(settings(), files(), broken, faults::add)) {
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() -> assertThat(faults).asString().contains("seats-service has ended"));
    }
  }

  @Test
  void comesBackAsTheOnlyMemberThatIsReachedByNetwork() throws Exception {
    NodeSettings alone = settings();
    for (int i = 0; i < 2; i++) {
      try (SeatMember member =
          new SeatMember(
              new NodeSettings(
                  folder,
                  alone.members(),
                  0,
                  0,
                  true,
                  alone.heartbeatTimeout(),
                  alone.maxPark(),
                  alone.snapshotEvery()),
              files(),
              new SbeSnapshots(),
              faults::add)) {
        member.start();
        await().atMost(Duration.ofSeconds(30)).until(member::isReady);
      }
    }
    assertThat(faults).isEmpty();
  }

  private Running start() throws Exception {
    return start(new SbeSnapshots(), Duration.ofSeconds(5));
  }

  private NodeSettings settings() throws Exception {
    try (DatagramSocket free = new DatagramSocket(0)) {
      int port = Math.min(free.getLocalPort() - 1, 65_000);
      return NodeSettings.embedded(folder, port, Duration.ofNanos(200_000), 1L << 30);
    }
  }

  private Running start(Snapshots snapshots, Duration timeout) throws Exception {
    var executor = Executors.newVirtualThreadPerTaskExecutor();
    Replica replica = new Replica(executor);
    SeatLogs logs =
        new SeatLogs(
            new SeatPlace.Here(settings(), files()),
            snapshots,
            new FolderCheckpoints(folder.resolve("feed"), new SbeSnapshots()),
            replica,
            executor,
            100,
            timeout,
            faults::add);
    logs.start();
    return new Running(logs, replica);
  }

  private long snapshots() throws Exception {
    try (var entries =
        new io.aeron.cluster.RecordingLog(folder.resolve("cluster").toFile(), false)) {
      return entries.entries().stream()
          .filter(entry -> entry.type == io.aeron.cluster.RecordingLog.ENTRY_TYPE_SNAPSHOT)
          .count();
    }
  }

  private long hash(Running running) throws Exception {
    return running.replica.stateHash(running.logs.answered()).get(5, TimeUnit.SECONDS);
  }

  private void open(Running running) throws Exception {
    Opening opening =
        new Opening(
            SHOW,
            "00".repeat(32),
            20,
            new Opening.Window(0, Long.MAX_VALUE / 2),
            new Opening.Limits(0, 0),
            600_000,
            "EUR",
            List.of(new Opening.Section("Stalls", 0, 20, false)),
            List.of(new Opening.Run(0, 0, 0, 20, 0)),
            List.of(new Opening.TierSpan(20, 0)),
            List.of(),
            List.of(new Opening.Tier("A", 100)));
    decided(running, new SeatCommand.Open(opening));
  }

  private Answer.Held hold(Running running, int... seats) throws Exception {
    Answer answer =
        decided(running, new SeatCommand.Hold(SHOW, new SeatCommand.Named(seats), false));
    assertThat(answer).isInstanceOf(Answer.Held.class);
    return (Answer.Held) answer;
  }

  private Answer decided(Running running, SeatCommand command) throws Exception {
    Answer answer = running.logs.submit(origin(), command).get(10, TimeUnit.SECONDS);
    assertThat(answer).isNotInstanceOfAny(Answer.Refused.class, Answer.Undecided.class);
    return answer;
  }

  private Origin origin() {
    return new Origin(9, 1, 1, 0, 1, ++keys, 1);
  }
}
