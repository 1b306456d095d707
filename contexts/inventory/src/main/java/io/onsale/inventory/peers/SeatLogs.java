package io.onsale.inventory.peers;

import io.aeron.Aeron;
import io.onsale.inventory.flow.Answer;
import io.onsale.inventory.flow.Checkpoints;
import io.onsale.inventory.flow.LogHistory;
import io.onsale.inventory.flow.LogUnreachable;
import io.onsale.inventory.flow.Origin;
import io.onsale.inventory.flow.Replica;
import io.onsale.inventory.flow.SeatCommand;
import io.onsale.inventory.flow.SeatLog;
import io.onsale.inventory.flow.SeatLogService;
import io.onsale.inventory.flow.Snapshots;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.agrona.CloseHelper;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A seat log as this process uses it: its node, or the way to it, the session with it, and the
 * replica's feed, started and ended together. Commands submitted while it is not running stay
 * undecided.
 */
public final class SeatLogs implements SeatLog, AutoCloseable {
  /** Longer than any log takes that snapshots keep short. */
  private static final long READY_WAIT_NS = TimeUnit.MINUTES.toNanos(2);

  /** After so long it says what it waits for. */
  private static final long TELL_NS = TimeUnit.SECONDS.toNanos(20);

  private static final int STACK = 12;

  /** So much log a process without nodes of its own lets come before a checkpoint is due. */
  private static final long CHECKPOINT_BYTES = 16 << 20;

  private static final long READY_POLL_NS = TimeUnit.MILLISECONDS.toNanos(5);
  private static final Logger logger = LoggerFactory.getLogger(SeatLogs.class);

  private final SeatPlace place;
  private final Snapshots snapshots;
  private final Checkpoints checkpoints;
  private final Replica replica;
  private final Executor executor;
  private final int pendingMax;
  private final Duration timeout;
  private final Consumer<Throwable> onFault;
  private volatile @Nullable Running running;

  private record Running(SeatLink link, Aeron aeron, SeatLogClient client, LogFollower follower) {}

  /**
   * @param executor completes answers; it must not run them on the calling thread
   * @param pendingMax so many commands may be without an answer
   * @param timeout how long a command may wait for its answer
   * @param onFault called when the log can't go on, from one of its threads: the process should end
   */
  public SeatLogs(
      SeatPlace place,
      Snapshots snapshots,
      Checkpoints checkpoints,
      Replica replica,
      Executor executor,
      int pendingMax,
      Duration timeout,
      Consumer<Throwable> onFault) {
    this.place = place;
    this.snapshots = snapshots;
    this.checkpoints = checkpoints;
    this.replica = replica;
    this.executor = executor;
    this.pendingMax = pendingMax;
    this.timeout = timeout;
    this.onFault = onFault;
  }

  /**
   * Starts everything, and returns when holds work. Once only.
   *
   * @throws IllegalStateException when another living process uses the folder, or when the log
   *     can't be read in time
   */
  public void start() {
    launch();
    long begun = System.nanoTime();
    long deadline = begun + READY_WAIT_NS;
    boolean told = false;
    while (!isReady()) {
      if (!told && System.nanoTime() - begun >= TELL_NS) {
        told = true;
        tellWhatIsWaitedFor();
      }
      if (System.nanoTime() - deadline >= 0 || Thread.currentThread().isInterrupted()) {
        close();
        throw new IllegalStateException("The seat log did not become ready.");
      }
      LockSupport.parkNanos(READY_POLL_NS);
    }
  }

  private void tellWhatIsWaitedFor() {
    Running now = running;
    StringBuilder stacks = new StringBuilder();
    Thread.getAllStackTraces()
        .forEach((thread, stack) -> {
          if (Arrays.stream(stack).anyMatch(SeatLogs::isOfTheLog)) {
            stacks.append("\n  ").append(thread.getName());
            for (int i = 0; i < Math.min(stack.length, STACK); i++) {
              stacks.append("\n    ").append(stack[i]);
            }
          }
        });
    logger.warn(
        "the seat log is not ready yet; commands taken: {}, log followed: {} of {}, caught up: {}{}",
        now != null && now.client.isConnected(),
        now != null && now.follower.isFollowing(),
        followed(),
        replica.isCaughtUp(),
        stacks);
  }

  private static boolean isOfTheLog(StackTraceElement call) {
    return call.getClassName().startsWith("io.aeron.")
        || call.getClassName().startsWith("io.onsale.inventory.");
  }

  private void launch() {
    SeatLink link =
        switch (place) {
          case SeatPlace.Here here ->
              SeatNode.start(
                  here.node(), here.files(), new SeatLogService(snapshots, onFault), onFault);
          case SeatPlace.Elsewhere elsewhere -> SeatsElsewhere.start(elsewhere, onFault);
        };
    try {
      Aeron aeron = Aeron.connect(link.client("seats"));
      SeatLogClient client = SeatLogClient.start(link, aeron, executor, pendingMax, timeout);
      LogFollower follower =
          LogFollower.start(
              link, aeron, replica, snapshots, keeping(), client::isConnected, client::answered);
      if (link instanceof SeatNode node) {
        node.keepFrom(follower::keptAt);
      }
      running = new Running(link, aeron, client, follower);
    } catch (RuntimeException e) {
      link.close();
      throw e;
    }
  }

  private LogFollower.Keeping keeping() {
    return switch (place) {
      case SeatPlace.Here here ->
          new LogFollower.Keeping(
              checkpoints,
              Optional.of(here.files()),
              Optional.empty(),
              here.node().snapshotEvery());
      case SeatPlace.Elsewhere elsewhere ->
          new LogFollower.Keeping(
              checkpoints, Optional.empty(), Optional.of(elsewhere.sealed()), CHECKPOINT_BYTES);
    };
  }

  @Override
  public CompletableFuture<Answer> submit(Origin origin, SeatCommand command) {
    Running now = running;
    return now == null
        ? CompletableFuture.completedFuture(new Answer.Undecided(Answer.Why.UNREACHABLE))
        : now.client.submit(origin, command);
  }

  @Override
  public long answered() {
    Running now = running;
    return now == null ? 0 : now.client.answered();
  }

  /**
   * The log to be read anew: its own files, or what its nodes have not purged.
   *
   * @throws LogUnreachable when none of its nodes answers
   */
  public LogHistory history() {
    Running now = running;
    return switch (place) {
      case SeatPlace.Here here -> here.files().history();
      case SeatPlace.Elsewhere _ -> {
        if (now == null) {
          throw new LogUnreachable("The seat log is not running.");
        }
        yield NodesHistory.open(now.link.sources(), now.aeron);
      }
    };
  }

  /** Whether commands are taken and reads are up to date. */
  public boolean isReady() {
    Running now = running;
    return now != null
        && now.client.isConnected()
        && now.follower.isFollowing()
        && replica.isCaughtUp();
  }

  /**
   * Whether calls may come. A process that only reaches the log goes on answering reads while the
   * log has no leader, as of when it had one; commands are refused then.
   */
  public boolean isServing() {
    return place instanceof SeatPlace.Elsewhere ? replica.isCaughtUp() : isReady();
  }

  /**
   * Asks for a snapshot, which is taken in the background; false when the node isn't ready for one.
   */
  public boolean snapshot() {
    Running now = running;
    return now != null && now.link instanceof SeatNode node && node.requestSnapshot(now.aeron);
  }

  /**
   * Ends the replica's feed for good: reads stay as they are, and it is not ready any more. So can
   * be told what commands cost without it.
   */
  public void stopFollowing() {
    Running now = running;
    if (now != null) {
      now.follower.close();
    }
  }

  /** Ends the replay that is being followed, as an archive that is too slow would. */
  void interruptFollowing() {
    Running now = running;
    if (now != null) {
      now.follower.interruptReplay();
    }
  }

  /** The node whose log is being followed, or was last. */
  @Nullable String followed() {
    Running now = running;
    return now == null ? null : now.follower.followed();
  }

  /** Where what only a living process needs lies. */
  Path runtimeFolder() {
    Running now = running;
    if (now == null) {
      throw new IllegalStateException("not running");
    }
    return now.link.runtimeFolder();
  }

  @Override
  public void close() {
    Running ending = running;
    running = null;
    if (ending != null) {
      CloseHelper.closeAll(
          error -> logger.warn("the seat log did not end cleanly", error),
          ending.client,
          ending.follower,
          ending.aeron,
          ending.link);
    }
  }
}
