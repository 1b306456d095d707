package io.onsale.inventory.peers;

import io.aeron.Aeron;
import io.aeron.AeronCounters;
import io.aeron.archive.status.RecordingPos;
import io.aeron.cluster.ConsensusModule;
import io.aeron.driver.status.StreamCounter;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.agrona.CloseHelper;
import org.agrona.concurrent.AgentInvoker;
import org.agrona.concurrent.status.CountersReader;

/**
 * Ends a node that leads and whose disk takes nothing any more. Its other threads need no disk and
 * would go on telling the others that it leads, while nothing is decided, for the log of a leader
 * has to be on its own disk, too. When it is gone, another leads.
 */
final class DiskWatch implements AutoCloseable {
  private static final long TICK_NS = TimeUnit.SECONDS.toNanos(1);

  /** A process that was stopped for longer was not waiting for its disk. */
  private static final long GAP_NS = 2 * TICK_NS;

  /** So long, in ticks, a disk may be busy with other things. */
  private static final int PATIENCE = 10;

  /** A snapshot that holds the whole state takes seconds at most, and nothing is decided then. */
  private static final int SNAPSHOT_PATIENCE = 60;

  private static final int LOG_STREAM = ConsensusModule.Configuration.logStreamId();
  private static final long CLOSE_MILLIS = 5_000;

  private final SeatNode node;
  private final Aeron aeron;
  private final Consumer<Throwable> onHang;
  private final Thread thread;
  private volatile boolean running = true;
  private long published;
  private long recorded;
  private long taken = -1;
  private int standstills;
  private int snapshotting;

  private DiskWatch(SeatNode node, Aeron aeron, Consumer<Throwable> onHang) {
    this.node = node;
    this.aeron = aeron;
    this.onHang = onHang;
    this.thread = node.agent("seats-disk-watch").newThread(this::run);
  }

  /**
   * Starts to watch.
   *
   * @param aeron a client of the node that is used by this watch alone, without a thread of its
   *     own; it is closed with the watch
   * @param onHang told, from a thread of the watch, when the disk hangs
   */
  static DiskWatch start(SeatNode node, Aeron aeron, Consumer<Throwable> onHang) {
    DiskWatch watch = new DiskWatch(node, aeron, onHang);
    watch.thread.start();
    return watch;
  }

  private void run() {
    long before = System.nanoTime();
    while (running) {
      long now = System.nanoTime();
      if (now - before > GAP_NS) {
        standstills = 0;
        snapshotting = 0;
      }
      before = now;
      look();
      LockSupport.parkNanos(TICK_NS);
    }
    CloseHelper.quietClose(aeron);
  }

  private void look() {
    AgentInvoker invoker = aeron.conductorAgentInvoker();
    if (invoker != null) {
      invoker.invoke();
    }
    boolean leads = node.leads(aeron);
    findLog(aeron.countersReader());
    standstills = leads && published > recorded && recorded == taken ? standstills + 1 : 0;
    taken = recorded;
    // Nothing is written to the log then.
    snapshotting = leads && node.takesSnapshot(aeron) ? snapshotting + 1 : 0;
    if (standstills >= PATIENCE) {
      end(
          "The disk has taken nothing of the log behind %d for %d seconds, and this node leads: it"
                  .formatted(recorded, PATIENCE)
              + " ends, so that another can.");
    } else if (snapshotting >= SNAPSHOT_PATIENCE) {
      end(
          "A snapshot has been taken for %d seconds while all wait, and this node leads: it ends,"
                  .formatted(SNAPSHOT_PATIENCE)
              + " so that another can.");
    }
  }

  private void end(String why) {
    standstills = 0;
    snapshotting = 0;
    if (running) {
      onHang.accept(new IllegalStateException(why));
    }
  }

  /**
   * How far the log goes that this node gives out as its leader, and how much of it is recorded.
   * What it replays to others has the same stream: it goes less far, or is not recorded.
   */
  private void findLog(CountersReader counters) {
    published = -1;
    recorded = -1;
    counters.forEach((counter, type, keys, label) -> {
      if (type == AeronCounters.DRIVER_PUBLISHER_POS_TYPE_ID
          && keys.getInt(StreamCounter.STREAM_ID_OFFSET) == LOG_STREAM) {
        int recording =
            RecordingPos.findCounterIdBySession(
                counters, keys.getInt(StreamCounter.SESSION_ID_OFFSET), Aeron.NULL_VALUE);
        long position = counters.getCounterValue(counter);
        if (recording != CountersReader.NULL_COUNTER_ID && position > published) {
          published = position;
          recorded = counters.getCounterValue(recording);
        }
      }
    });
  }

  @Override
  public void close() {
    running = false;
    LockSupport.unpark(thread);
    SeatNode.awaitEnd(thread, CLOSE_MILLIS);
  }
}
