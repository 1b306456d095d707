package io.onsale.inventory.peers;

import io.aeron.Aeron;
import io.aeron.archive.client.AeronArchive;
import io.aeron.archive.client.ArchiveException;
import io.aeron.archive.status.RecordingPos;
import io.aeron.cluster.ConsensusModule;
import io.aeron.cluster.service.Cluster;
import io.aeron.cluster.service.ClusterCounters;
import io.aeron.cluster.service.ClusteredServiceContainer;
import io.onsale.inventory.flow.LogDamaged;
import io.onsale.inventory.flow.LogUpkeep;
import io.onsale.inventory.flow.SnapshotPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.agrona.CloseHelper;
import org.agrona.concurrent.AgentInvoker;
import org.agrona.concurrent.status.CountersReader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a node's log short and whole, on a thread of its own: asks for snapshots when they are due,
 * seals what is complete, and purges what is sealed and needed no more.
 *
 * <p>Sealing takes a quarter of one core at most, and all of it only when many segments wait.
 *
 * <p>A person asks for a snapshot by an empty file {@code take-snapshot} in the data folder of the
 * leader; the file disappears when the snapshot is being taken.
 */
final class LogKeeper implements AutoCloseable {
  private static final String WISH = "take-snapshot";
  private static final long TICK_NS = TimeUnit.SECONDS.toNanos(1);
  private static final long SNAPSHOT_WAIT_NS = TimeUnit.SECONDS.toNanos(60);
  private static final long LAST_SNAPSHOT_WAIT_NS = TimeUnit.SECONDS.toNanos(5);
  private static final long HURRY_NS = TimeUnit.MICROSECONDS.toNanos(50);
  private static final long HURRY_MAX_NS = TimeUnit.SECONDS.toNanos(1);
  private static final long POLL_NS = TimeUnit.MILLISECONDS.toNanos(5);

  /** Of the time that sealing works, so many times it rests. */
  private static final int REST = 3;

  /** From so many waiting segments on, it does not rest. */
  private static final int HURRY = 4;

  /** At its end, a node that is alone takes a snapshot of this share of what makes one due. */
  private static final int LAST_SHARE = 8;

  private static final Logger log = LoggerFactory.getLogger(LogKeeper.class);

  private final SeatNode node;
  private final LogUpkeep files;
  private final long snapshotBytes;
  private final Aeron aeron;
  private final boolean alone;
  private final long atStart;
  private final SnapshotPolicy policy;
  private final Thread thread;
  private volatile boolean running = true;
  private long askedAt;
  private long askedNanos;
  private long keptAt = -1;
  private long neededFrom = -1;
  private boolean asked;

  /** Whether this process has taken part in a snapshot: its first takes longer. */
  private boolean warm;

  private boolean led;

  private boolean purgeRefused;
  private long damagedAt = -1;
  private long workedFrom;

  private LogKeeper(
      SeatNode node, LogUpkeep files, long snapshotBytes, Aeron aeron, boolean alone) {
    this.node = node;
    this.files = files;
    this.aeron = aeron;
    this.alone = alone;
    this.snapshotBytes = snapshotBytes;
    this.atStart = files.newestSnapshot();
    this.policy = new SnapshotPolicy(snapshotBytes, atStart);
    this.thread = node.agent("seats-keeper").newThread(this::run);
  }

  /**
   * @param snapshotBytes so much log after which a snapshot is due
   * @param aeron a client of the node that is used by this keeper alone, without a thread of its
   *     own; it is closed with the keeper
   * @param alone whether the node has no peers, so that its end is the log's
   */
  static LogKeeper start(
      SeatNode node, LogUpkeep files, long snapshotBytes, Aeron aeron, boolean alone) {
    LogKeeper keeper = new LogKeeper(node, files, snapshotBytes, aeron, alone);
    keeper.thread.start();
    return keeper;
  }

  private void run() {
    if (alone) {
      takeFirstSnapshot();
    }
    while (running) {
      boolean more = false;
      try {
        more = tick();
      } catch (LogDamaged e) {
        if (e.position() != damagedAt) {
          damagedAt = e.position();
          log.error("The log can't be sealed any further: {}", e.getMessage());
        }
      } catch (RuntimeException e) {
        if (running) {
          log.warn("the log can't be kept short at the moment; trying again", e);
        }
      }
      if (!more && running) {
        LockSupport.parkNanos(TICK_NS);
      }
    }
    try {
      if (alone) {
        takeLastSnapshot();
      }
    } catch (RuntimeException e) {
      log.warn("no snapshot at the end", e);
    } finally {
      CloseHelper.quietClose(aeron);
    }
  }

  /**
   * @return whether there is more to do at once
   */
  private boolean tick() {
    invoke();
    CountersReader counters = aeron.countersReader();
    long committed =
        value(counters, ClusteredServiceContainer.Configuration.COMMIT_POSITION_TYPE_ID, -1);
    if (committed <= 0) {
      return false;
    }
    boolean waited = asked;
    askForSnapshot(counters, committed);
    long needed = node.keptFrom();
    if (committed == keptAt && needed == neededFrom && !waited && !asked) {
      return false;
    }
    LogUpkeep.View now = files.view();
    LogUpkeep.Surplus surplus = now.surplus(needed);
    files.forced(Math.min(committed, recorded(counters, surplus.recording())));
    boolean hurry = now.waiting(committed) >= HURRY;
    workedFrom = System.nanoTime();
    boolean sealed = now.seal(committed, hurry ? this::checkRunning : this::rest);
    purge(surplus);
    now.tidy();
    keptAt = sealed || purgeRefused ? -1 : committed;
    neededFrom = needed;
    return sealed;
  }

  private void invoke() {
    AgentInvoker invoker = aeron.conductorAgentInvoker();
    if (invoker != null) {
      invoker.invoke();
    }
  }

  private void askForSnapshot(CountersReader counters, long committed) {
    long now = System.nanoTime();
    policy.observe(committed, now);
    boolean leads = leads(counters);
    if (leads && !led) {
      policy.stir();
    }
    led = leads;
    if (asked || policy.isDue()) {
      policy.taken(files.newestSnapshot());
    }
    asked = asked && policy.since(askedAt) > 0 && now - askedNanos < SNAPSHOT_WAIT_NS;
    if (asked || !leads) {
      return;
    }
    boolean wished = Files.exists(wish());
    if (wished || policy.isDue() || isTimeForTheFirst()) {
      ask(committed, wished);
    }
  }

  private boolean isTimeForTheFirst() {
    if (!warm && policy.isQuiet()) {
      warm = files.newestSnapshot() > atStart;
      return !warm;
    }
    return false;
  }

  private boolean ask(long committed, boolean wished) {
    if (!node.requestSnapshot(aeron)) {
      return false;
    }
    asked = true;
    warm = true;
    askedAt = committed;
    askedNanos = System.nanoTime();
    log.info(
        "a snapshot of the seats at about {}, {} bytes after the last{}",
        committed,
        policy.since(committed),
        wished ? ", as somebody wished" : "");
    hurry();
    if (wished) {
      try {
        Files.deleteIfExists(wish());
      } catch (IOException e) {
        log.warn("{} can't be deleted: it will be taken for another wish", wish(), e);
      }
    }
    return true;
  }

  /** Commands wait while a snapshot is taken. */
  private void hurry() {
    long end = askedNanos + HURRY_MAX_NS;
    while (running && node.takesSnapshot(aeron) && System.nanoTime() - end < 0) {
      node.hurry();
      LockSupport.parkNanos(HURRY_NS);
    }
  }

  private Path wish() {
    return node.dataDir().resolve(WISH);
  }

  private void purge(LogUpkeep.Surplus surplus) {
    if (surplus.isNothing()) {
      return;
    }
    try (AeronArchive archive =
        AeronArchive.connect(node.localArchive().aeron(aeron).ownsAeronClient(false))) {
      if (surplus.to() > surplus.from()) {
        long purged = archive.purgeSegments(surplus.recording(), surplus.to());
        log.info("purged {} segments of the log; it begins at {} now", purged, surplus.to());
      }
      for (long snapshot : surplus.snapshots()) {
        archive.purgeRecording(snapshot);
      }
      purgeRefused = false;
    } catch (ArchiveException e) {
      // Somebody still reads there: it goes when they have moved on.
      if (!purgeRefused) {
        purgeRefused = true;
        log.info("the log can't be purged to {} yet: {}", surplus.to(), e.getMessage());
      }
    }
  }

  /** Between two pieces of work: the more it worked, the longer it rests. */
  private void rest() {
    checkRunning();
    LockSupport.parkNanos((System.nanoTime() - workedFrom) * REST);
    invoke();
    workedFrom = System.nanoTime();
  }

  private void checkRunning() {
    if (!running) {
      throw new IllegalStateException("ending");
    }
  }

  /**
   * The first snapshot of a process loads and links all that takes one, for a tenth of a second and
   * more. A node that is alone takes one as soon as it can, before anybody waits for an answer. Of
   * several, others may ask it already: there all take the first when it has been quiet for a
   * while.
   */
  private void takeFirstSnapshot() {
    long deadline = System.nanoTime() + SNAPSHOT_WAIT_NS;
    while (running && System.nanoTime() - deadline < 0) {
      try {
        invoke();
        CountersReader counters = aeron.countersReader();
        long committed =
            value(counters, ClusteredServiceContainer.Configuration.COMMIT_POSITION_TYPE_ID, -1);
        // A node that is alone leads already while it replays its log.
        if (committed > 0 && leads(counters) && node.takesPart(aeron) && ask(committed, false)) {
          return;
        }
      } catch (RuntimeException e) {
        log.warn("no snapshot at the start", e);
        return;
      }
      LockSupport.parkNanos(POLL_NS);
    }
  }

  private static boolean leads(CountersReader counters) {
    return value(counters, ConsensusModule.Configuration.CLUSTER_NODE_ROLE_TYPE_ID, -1)
        == Cluster.Role.LEADER.code();
  }

  private void takeLastSnapshot() {
    invoke();
    long deadline = System.nanoTime() + LAST_SNAPSHOT_WAIT_NS;
    // Until the one before is written, another would stop the service for as long as it takes.
    if (asked && !awaitSnapshot(askedAt, deadline)) {
      return;
    }
    long committed =
        value(
            aeron.countersReader(),
            ClusteredServiceContainer.Configuration.COMMIT_POSITION_TYPE_ID,
            -1);
    if (committed - files.newestSnapshot() >= snapshotBytes / LAST_SHARE
        && node.requestSnapshot(aeron)) {
      awaitSnapshot(committed, deadline);
    }
  }

  /**
   * @return whether there is one that is not before a position
   */
  private boolean awaitSnapshot(long position, long deadline) {
    while (files.newestSnapshot() < position && System.nanoTime() - deadline < 0) {
      LockSupport.parkNanos(POLL_NS);
    }
    return files.newestSnapshot() >= position;
  }

  private long recorded(CountersReader counters, long recording) {
    int counter = RecordingPos.findCounterIdByRecording(counters, recording, Aeron.NULL_VALUE);
    return counter == CountersReader.NULL_COUNTER_ID ? 0 : counters.getCounterValue(counter);
  }

  private static long value(CountersReader counters, int type, long missing) {
    int counter = ClusterCounters.find(counters, type, SeatNode.CLUSTER_ID);
    return counter == CountersReader.NULL_COUNTER_ID ? missing : counters.getCounterValue(counter);
  }

  @Override
  public void close() {
    running = false;
    LockSupport.unpark(thread);
    SeatNode.awaitEnd(thread, LAST_SNAPSHOT_WAIT_NS / 1_000_000 + 5_000);
  }
}
