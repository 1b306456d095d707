package io.onsale.inventory.peers;

import io.aeron.Aeron;
import io.aeron.archive.client.AeronArchive;
import io.aeron.exceptions.AeronException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.agrona.CloseHelper;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks each second how far the leader's log goes, for a process that reads the log of a node
 * elsewhere: a node may still answer and give nothing new, because its disk hangs or the others do
 * not reach it, and who reads there would take what is old for the newest.
 */
final class Lookout implements AutoCloseable {
  private static final long EVERY_NS = TimeUnit.SECONDS.toNanos(1);
  private static final Duration QUESTION = Duration.ofMillis(500);
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final long CLOSE_MILLIS = 5_000;

  /** So often the same answer is believed before it is asked who leads. */
  private static final int STANDSTILLS = 3;

  private static final Logger log = LoggerFactory.getLogger(Lookout.class);

  private final List<LogSource> sources;
  private final Aeron aeron;
  private final Thread thread;
  private final IdleStrategy idle = new BackoffIdleStrategy(10, 10, 1_000, 1_000_000);
  private @Nullable AeronArchive archive;
  private volatile int leader;
  private volatile long confirmedNanos = System.nanoTime();
  private long recording;
  private int standstills;
  private volatile boolean running = true;
  private volatile long position;

  private Lookout(List<LogSource> sources, Aeron aeron) {
    this.sources = sources;
    this.aeron = aeron;
    this.thread = SeatNode.daemon("seats-lookout").newThread(this::run);
  }

  /**
   * Starts to look.
   *
   * @param sources the nodes, in the order of their numbers
   */
  static Lookout start(List<LogSource> sources, Aeron aeron) {
    Lookout lookout = new Lookout(sources, aeron);
    lookout.thread.start();
    return lookout;
  }

  /** Up to where the leader's log went when a leader was seen last. */
  long position() {
    return position;
  }

  /**
   * Whether another node than that one was seen to lead after a moment, and so has what that one
   * lacks.
   */
  boolean isLedBeside(LogSource source, long sinceNanos) {
    return confirmedNanos - sinceNanos > 0 && !sources.get(leader).equals(source);
  }

  private void run() {
    while (running) {
      if (!goesOn()) {
        findLeader();
      }
      if (running) {
        LockSupport.parkNanos(EVERY_NS);
      }
    }
    forget();
  }

  /** Whether the node that led when it was last asked still does, by all that can be seen. */
  private boolean goesOn() {
    if (archive == null) {
      return false;
    }
    try {
      long recorded = archive.getRecordingPosition(recording);
      if (recorded > position) {
        standstills = 0;
        confirmedNanos = System.nanoTime();
      } else {
        standstills++;
      }
      position = Math.max(position, recorded);
      return standstills < STANDSTILLS;
    } catch (AeronException e) {
      log.debug("{} does not tell how far the seat log goes", sources.get(leader).name(), e);
      return false;
    }
  }

  private void findLeader() {
    forget();
    for (int asked = 0; asked < sources.size() && running; asked++) {
      LogSource source = sources.get(leader);
      try {
        LogSource.Standing standing = source.ask(aeron, idle, QUESTION).orElse(null);
        if (standing != null && standing.leader() == standing.member()) {
          connect(source, standing);
          return;
        }
        leader = next(standing);
      } catch (AeronException e) {
        log.debug("{} can't be asked who leads the seat log", source.name(), e);
        forget();
        leader = next(null);
      } catch (RuntimeException e) {
        if (running) {
          log.warn("{} can't be asked who leads the seat log", source.name(), e);
        }
        forget();
        leader = next(null);
      }
    }
  }

  private int next(LogSource.@Nullable Standing standing) {
    return standing != null && standing.leader() >= 0 && standing.leader() < sources.size()
        ? standing.leader()
        : (leader + 1) % sources.size();
  }

  private void connect(LogSource source, LogSource.Standing standing) {
    archive = source.connect(aeron, PATIENCE);
    recording = standing.recording();
    // What one that led before had beyond this was never decided.
    position = Math.max(0, archive.getRecordingPosition(recording));
    standstills = 0;
    confirmedNanos = System.nanoTime();
  }

  private void forget() {
    CloseHelper.quietClose(archive);
    archive = null;
  }

  @Override
  public void close() {
    running = false;
    LockSupport.unpark(thread);
    SeatNode.awaitEnd(thread, CLOSE_MILLIS);
  }
}
