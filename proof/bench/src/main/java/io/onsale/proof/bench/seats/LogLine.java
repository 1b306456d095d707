package io.onsale.proof.bench.seats;

import static java.util.Map.entry;

import io.onsale.inventory.flow.Answer;
import io.onsale.inventory.flow.Origin;
import io.onsale.inventory.flow.Replica;
import io.onsale.inventory.flow.SeatCommand;
import io.onsale.inventory.model.Opening;
import io.onsale.inventory.peers.SeatLogs;
import io.onsale.inventory.peers.SeatPlace;
import io.onsale.inventory.store.FolderCheckpoints;
import io.onsale.inventory.store.SbeSnapshots;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.ManyToOneConcurrentArrayQueue;

/**
 * The seat log by the way that the server uses: {@link SeatLogs}, its session and its replica, in
 * this process. Answers are handed to the asking thread, as to an event loop.
 */
final class LogLine implements Line {
  private static final int MOST_UNANSWERED = 16_384;
  private static final long PERFORMANCE = 1;
  private static final Origin ORGANIZER = new Origin(1, 1, 0, 0, 7, 7, 7);

  private final ManyToOneConcurrentArrayQueue<Runnable> completions =
      new ManyToOneConcurrentArrayQueue<>(4 * MOST_UNANSWERED);
  private final Queue<Decided> decided = new ArrayDeque<>();
  private final Thread asking = Thread.currentThread();
  private final SeatLogs logs;
  private volatile boolean waiting;

  /**
   * What threads are for, by how their names begin, in a process with a log, its client and load.
   */
  private static final Map<String, String> TASKS =
      Map.ofEntries(
          entry("clustered-servi", "service: decides"),
          entry("seats-follower", "replica's follower: decides once more, events, their hashes"),
          entry("seats-keeper", "keeper: seals finished segments"),
          entry("archive-", "archive: writes and forces the log"),
          entry("consensus-modul", "consensus"),
          entry("seats-client", "session: writes commands, reads answers"),
          entry("java", "the bench's buyers"),
          entry("C1 ", "compiler and collector of the JVM"),
          entry("C2 ", "compiler and collector of the JVM"),
          entry("G1 ", "compiler and collector of the JVM"),
          entry("GC ", "compiler and collector of the JVM"),
          entry("VM ", "compiler and collector of the JVM"));

  private record Decided(Request request, Answer answer) {}

  /** What a thread of this process is for. */
  static String task(String thread) {
    return TASKS.entrySet().stream()
        .filter(known -> thread.startsWith(known.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse("driver and others");
  }

  /** Starts the log, and opens the hall in it; for the calling thread alone. */
  LogLine(SeatPlace place) {
    logs =
        new SeatLogs(
            place,
            new SbeSnapshots(),
            new FolderCheckpoints(place.dataDir().resolve("feed"), new SbeSnapshots()),
            new Replica(this::complete),
            this::complete,
            MOST_UNANSWERED,
            Duration.ofSeconds(20),
            fault -> {
              throw new IllegalStateException("the seat log can't go on", fault);
            });
    // A run that is interrupted leaves no shared memory behind.
    Runtime.getRuntime().addShutdownHook(new Thread(logs::close));
    logs.start();
    var opened = logs.submit(ORGANIZER, new SeatCommand.Open(opening()));
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!opened.isDone() && System.nanoTime() < deadline) {
      await(TimeUnit.MILLISECONDS.toNanos(10));
      completions.drain(Runnable::run);
    }
    if (!(opened.getNow(new Answer.Undecided(Answer.Why.NO_ANSWER)) instanceof Answer.Done)) {
      logs.close();
      throw new IllegalStateException("the hall does not open: " + opened);
    }
  }

  private static Opening opening() {
    return Hall.opening(PERFORMANCE, Hall.LIMIT_PER_BUYER);
  }

  /** On a thread of the log. */
  private void complete(Runnable completion) {
    while (!completions.offer(completion)) {
      Thread.onSpinWait();
    }
    if (waiting) {
      LockSupport.unpark(asking);
    }
  }

  @Override
  public void ask(Request request) {
    Origin origin = new Origin(0, request.buyer, request.buyer, 0, request.id, 1, request.place);
    var _ =
        logs.submit(origin, command(request))
            .thenAccept(answer -> decided.add(new Decided(request, answer)));
  }

  private static SeatCommand command(Request request) {
    return switch (request.kind) {
      case HOLD_BEST ->
          new SeatCommand.Hold(PERFORMANCE, new SeatCommand.Best(request.place, -1, 2, 0), false);
      case HOLD_PAIR ->
          new SeatCommand.Hold(
              PERFORMANCE,
              new SeatCommand.Named(new int[] {request.place, request.place + 1}),
              false);
      case RELEASE -> new SeatCommand.Release(PERFORMANCE, request.hold().number());
      case CONFIRM -> new SeatCommand.Confirm(PERFORMANCE, request.hold().number());
      case RETURN -> new SeatCommand.Return(PERFORMANCE, request.hold().number(), new int[0]);
    };
  }

  @Override
  public void poll(Crowd crowd, Answered answered) {
    completions.drain(Runnable::run);
    for (Decided one = decided.poll(); one != null; one = decided.poll()) {
      switch (one.answer) {
        case Answer.Held held -> crowd.held(one.request, held.hold());
        case Answer.Done _ -> crowd.done(one.request);
        case Answer.Refused _ -> crowd.refused(one.request);
        case Answer.Undecided undecided ->
            throw new IllegalStateException("the seat log did not decide: " + undecided.why());
      }
      answered.answered(one.request);
    }
  }

  @Override
  public void await(long nanos) {
    waiting = true;
    if (completions.isEmpty() && decided.isEmpty()) {
      LockSupport.parkNanos(this, nanos);
    }
    waiting = false;
  }

  /** Commands go on alone from here on. */
  void stopReplica() {
    logs.stopFollowing();
  }

  @Override
  public void close() {
    logs.close();
  }
}
