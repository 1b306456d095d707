package io.onsale.proof.bench.start;

import io.onsale.inventory.flow.Answer;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * How soon the seat log of one node decides again after its process was ended without warning: from
 * the start of the node in a running process to the first answer, and until reads are as new as the
 * log.
 */
final class Recovery {
  /** How its processes end: at once, as by {@code kill -9}. */
  static final int KILLED = 9;

  private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(2);

  private Recovery() {}

  /**
   * One process of it: {@code FOLDER fill REMEMBERED} fills a log; {@code FOLDER start} starts over
   * it, prints {@code recovered}, the milliseconds until a command was answered and until reads had
   * caught up, and takes a snapshot; {@code FOLDER rehearse REMEMBERED} fills a log and ends in
   * order, so that the JVM keeps its classes.
   */
  static void run(List<String> args, PrintStream out) throws IOException {
    try (FilledLog log = new FilledLog(Files.createDirectories(Path.of(args.get(0))))) {
      if (args.get(1).equals("start")) {
        start(log, out);
      } else {
        log.logs().start();
        log.fill(Integer.parseInt(args.get(2)));
      }
      out.flush();
      if (args.get(1).equals("rehearse")) {
        return;
      }
      Runtime.getRuntime().halt(KILLED);
    }
  }

  private static void start(FilledLog log, PrintStream out) throws IOException {
    long begun = System.nanoTime();
    Thread starting = Thread.ofPlatform().daemon().start(log.logs()::start);
    while (log.ask().join() instanceof Answer.Undecided) {
      LockSupport.parkNanos(PAUSE_NS);
    }
    long answered = System.nanoTime();
    try {
      starting.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    long caughtUp = System.nanoTime();
    out.println(
        "recovered %d %d"
            .formatted(
                TimeUnit.NANOSECONDS.toMillis(answered - begun),
                TimeUnit.NANOSECONDS.toMillis(caughtUp - begun)));
    var isThere = log.snapshot();
    while (!isThere.getAsBoolean()) {
      LockSupport.parkNanos(PAUSE_NS);
    }
    // The readers' copy is kept after as much log as the service's state, and when it ends.
    log.logs().stopFollowing();
  }
}
