package io.onsale.proof.bench.seats;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/**
 * Three nodes while things go wrong, or are only due: how long no answer comes when the leader is
 * killed (-9), and how long commands wait while all take a snapshot of a million remembered ids.
 */
final class NodesLost {
  private static final int PER_SECOND = 5_000;
  private static final int REMEMBERED = 1_000_000;
  private static final long STEADY_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final long LOSS_NANOS = TimeUnit.SECONDS.toNanos(6);
  private static final Duration TUNED = Duration.ofMillis(300);

  private final Path folder;
  private final boolean quick;
  private final Figures figures;
  private final PrintStream progress;

  /**
   * @param folder for the nodes' logs
   */
  NodesLost(Path folder, boolean quick, Figures figures, PrintStream progress) {
    this.folder = folder;
    this.quick = quick;
    this.figures = figures;
    this.progress = progress;
  }

  void run(long seed) throws IOException {
    for (Duration timeout : List.of(Places.shipped().heartbeatTimeout(), TUNED)) {
      leadersKilled(timeout, seed);
    }
    snapshots(seed);
  }

  private void leadersKilled(Duration heartbeatTimeout, long seed) throws IOException {
    Path own = Files.createDirectory(folder.resolve("killed-" + heartbeatTimeout.toMillis()));
    double[] pauses = new double[quick ? 1 : 4];
    Crowd crowd = new Crowd(seed);
    try (Places.Three nodes = new Places.Three(own, true, heartbeatTimeout, Places.NO_SNAPSHOT);
        LogLine line = new LogLine(nodes.place())) {
      Load load = new Load(line, crowd);
      crowd.wants(Crowd.Mix.CHURN);
      load.closed(1_000, 2 * STEADY_NANOS, Long.MAX_VALUE);
      for (int i = 0; i < pauses.length; i++) {
        load.open(PER_SECOND, STEADY_NANOS);
        Executor later = CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS);
        var killed = CompletableFuture.supplyAsync(() -> killLeader(nodes), later);
        Histogram waits = load.open(PER_SECOND, LOSS_NANOS);
        int leader = killed.join();
        pauses[i] = waits.getMaxValue() / 1e9;
        nodes.start(leader);
        nodes.awaitReady(leader);
      }
    }
    figures.leaderKilled(heartbeatTimeout, pauses);
    progress.printf(
        Locale.ROOT,
        "  leader killed, %d ms: no answer for %s s%n",
        heartbeatTimeout.toMillis(),
        Figures.seconds(pauses));
  }

  private static int killLeader(Places.Three nodes) {
    try {
      int leader = nodes.leader();
      nodes.kill(leader);
      return leader;
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException("the leader can't be killed", e);
    }
  }

  private void snapshots(long seed) throws IOException {
    Path own = Files.createDirectory(folder.resolve("snapshots"));
    long every = (long) Places.shipped().snapshotMegabytes() << 20;
    int remembered = quick ? REMEMBERED / 10 : REMEMBERED;
    Crowd crowd = new Crowd(seed);
    try (Places.Three nodes =
            new Places.Three(own, true, Places.shipped().heartbeatTimeout(), every);
        LogLine line = new LogLine(nodes.place())) {
      Load load = new Load(line, crowd);
      crowd.wants(Crowd.Mix.CHURN);
      load.closed(1_000, Long.MAX_VALUE, remembered);
      load.open(PER_SECOND, STEADY_NANOS);
      Set<Path> before = images(nodes);
      Histogram waits = load.open(PER_SECOND, TimeUnit.SECONDS.toNanos(quick ? 25 : 50));
      Set<Path> written = images(nodes);
      written.removeAll(before);
      if (written.isEmpty()) {
        throw new IllegalStateException("no snapshot fell due");
      }
      figures.latency(
          "seat log, three nodes, fsync, churn, %,d ids, %d states written meanwhile"
              .formatted(remembered, written.size()),
          PER_SECOND,
          waits);
      progress.printf(
          Locale.ROOT,
          "  three nodes, %,d a second: %d states written, p99.9 %.1f ms, highest %.1f ms%n",
          PER_SECOND,
          written.size(),
          waits.getValueAtPercentile(99.9) / 1e6,
          waits.getMaxValue() / 1e6);
    }
  }

  /** The states that are kept at this moment, under names that are never used twice. */
  private static Set<Path> images(Places.Three nodes) throws IOException {
    Set<Path> images = new HashSet<>();
    for (int i = 0; i < Places.NODES; i++) {
      Path own = nodes.folder(i).resolve("images");
      if (Files.isDirectory(own)) {
        try (Stream<Path> files = Files.list(own)) {
          files
              .filter(file -> file.getFileName().toString().startsWith("image-"))
              .forEach(images::add);
        }
      }
    }
    return images;
  }
}
