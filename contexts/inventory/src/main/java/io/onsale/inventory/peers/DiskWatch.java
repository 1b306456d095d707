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

  private static final int NONE = CountersReader.NULL_COUNTER_ID;
  private static final long CLOSE_MILLIS = 5_000;

  private final SeatNode node;
  private final Aeron aeron;
  private final Consumer<Throwable> onHang;
  private final Thread thread;
  private volatile boolean running = true;
  private long taken = -1;
  private int standstills;

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
    CountersReader counters = aeron.countersReader();
    int log = publishedLog(counters);
    long published = log == NONE ? -1 : counters.getCounterValue(log);
    long recorded = log == NONE ? -1 : recorded(counters, log);
    boolean waits = node.leads(aeron) && recorded >= 0 && published > recorded;
    standstills = waits && recorded == taken ? standstills + 1 : 0;
    taken = recorded;
    if (standstills >= PATIENCE && running) {
      standstills = 0;
      onHang.accept(
          new IllegalStateException(
              "The disk has taken nothing of the log behind "
                  + recorded
                  + " for "
                  + PATIENCE
                  + " seconds, and this node leads: it ends, so that another can."));
    }
  }

  /** The counter of how far the log goes that this node gives out as its leader. */
  private static int publishedLog(CountersReader counters) {
    int stream = ConsensusModule.Configuration.logStreamId();
    int[] found = {NONE};
    counters.forEach((counter, type, keys, label) -> {
      if (type == AeronCounters.DRIVER_PUBLISHER_POS_TYPE_ID
          && keys.getInt(StreamCounter.STREAM_ID_OFFSET) == stream) {
        found[0] = counter;
      }
    });
    return found[0];
  }

  private static long recorded(CountersReader counters, int log) {
    int session =
        counters
            .metaDataBuffer()
            .getInt(
                CountersReader.metaDataOffset(log)
                    + CountersReader.KEY_OFFSET
                    + StreamCounter.SESSION_ID_OFFSET);
    int counter = RecordingPos.findCounterIdBySession(counters, session, Aeron.NULL_VALUE);
    return counter == NONE ? -1 : counters.getCounterValue(counter);
  }

  @Override
  public void close() {
    running = false;
    LockSupport.unpark(thread);
    try {
      thread.join(CLOSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
