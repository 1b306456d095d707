package io.onsale.proof.bench.start;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.HdrHistogram.ConcurrentHistogram;

/**
 * How long commands wait while the seat log of one node, as it ships, takes a snapshot of a million
 * remembered ids: a command each millisecond, from the client to the fsync'd answer.
 *
 * <p>Prints, in milliseconds, one line {@code NAME p50 p99.9 highest} without snapshots, and one
 * for each snapshot.
 */
final class SnapshotPause {
  private static final long GAP_NS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long SNAPSHOT_MAX_NS = TimeUnit.SECONDS.toNanos(20);

  private final FilledLog log;

  private SnapshotPause(FilledLog log) {
    this.log = log;
  }

  /** Measures in this process: {@code FOLDER REMEMBERED SNAPSHOTS}. */
  static void run(List<String> args, PrintStream out) throws IOException {
    try (FilledLog log = new FilledLog(Files.createDirectories(Path.of(args.get(0))))) {
      log.logs().start();
      log.fill(Integer.parseInt(args.get(1)));
      SnapshotPause pause = new SnapshotPause(log);
      out.println("quiet " + pause.probe(TimeUnit.SECONDS.toNanos(3), () -> true));
      for (int i = 0; i < Integer.parseInt(args.get(2)); i++) {
        out.println("snapshot " + pause.probe(SNAPSHOT_MAX_NS, log.snapshot()));
      }
    }
  }

  /** Asks on time until {@code done}, and for a second after it. */
  private String probe(long longest, BooleanSupplier done) {
    ConcurrentHistogram latencies = new ConcurrentHistogram(SNAPSHOT_MAX_NS * 2, 3);
    long start = System.nanoTime();
    long end = start + longest;
    CompletableFuture<?> last = CompletableFuture.completedFuture(null);
    boolean ending = false;
    for (long due = start; due < end; due += GAP_NS) {
      while (System.nanoTime() < due) {
        LockSupport.parkNanos(due - System.nanoTime());
      }
      long intended = due;
      last = log.ask().thenAccept(_ -> latencies.recordValue(System.nanoTime() - intended));
      if (!ending
          && (due - start) % (50 * GAP_NS) == 0
          && longest == SNAPSHOT_MAX_NS
          && done.getAsBoolean()) {
        ending = true;
        end = due + TimeUnit.SECONDS.toNanos(1);
      }
    }
    last.join();
    return String.format(
        Locale.ROOT,
        "%.1f %.1f %.1f",
        latencies.getValueAtPercentile(50) / 1e6,
        latencies.getValueAtPercentile(99.9) / 1e6,
        latencies.getMaxValue() / 1e6);
  }
}
