package io.onsale.inventory.flow;

import io.aeron.ExclusivePublication;
import io.aeron.Image;
import io.aeron.Publication;
import io.aeron.cluster.codecs.CloseReason;
import io.aeron.cluster.service.ClientSession;
import io.aeron.cluster.service.Cluster;
import io.aeron.cluster.service.ClusteredService;
import io.aeron.logbuffer.Header;
import io.onsale.inventory.model.SeatChanges;
import io.onsale.inventory.model.SeatEngine;
import java.nio.ByteOrder;
import java.util.function.Consumer;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.AgentTerminationException;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The seat engine as the service of a cluster: messages of the log go through {@link
 * CommandAdapter} to the engine, and its results back to the sessions that sent them.
 *
 * <p>The engine's state depends on the log alone. What this class keeps besides, when the next
 * timer is due, only decides what it asks the cluster for; a timer that fires is in the log itself.
 *
 * <p>An answer is the position that the log has reached with the command (eight bytes, little
 * endian) and then the result. Whoever reads a replica can so wait until it has seen the command.
 */
public final class SeatLogService implements ClusteredService {
  /** Bytes before the result in an answer. */
  public static final int POSITION_LENGTH = Long.BYTES;

  /** The one timer that this service has: it frees what has expired. */
  static final long EXPIRY_TIMER = 1;

  /**
   * Expiry is due at whole multiples of this, so that holds made close together end by one timer.
   */
  private static final long TICK_MILLIS = 100;

  private static final int OFFERS_MAX = 50;
  private static final int SCHEDULES_MAX = 10_000;

  /** So often a snapshot is offered that nobody records any more, with a pause between. */
  private static final int UNHEARD_MAX = 3_000;

  private static final long NOT_ARMED = Long.MAX_VALUE;

  private final Snapshots snapshots;
  private final Consumer<Throwable> onFault;
  private final UnsafeBuffer answer =
      new UnsafeBuffer(new byte[POSITION_LENGTH + CommandAdapter.MAX_RESULT_LENGTH]);
  private CommandAdapter adapter = new CommandAdapter(new SeatEngine(SeatChanges.NONE));
  private long armedFor = NOT_ARMED;
  private @Nullable Cluster cluster;

  /**
   * @param onFault told before the service ends because of a fault: going on would leave the log's
   *     state behind
   */
  public SeatLogService(Snapshots snapshots, Consumer<Throwable> onFault) {
    this.snapshots = snapshots;
    this.onFault = onFault;
  }

  @Override
  public void onStart(Cluster started, @Nullable Image snapshot) {
    start(started, snapshot == null ? null : new ImageChunks(snapshot, started.idleStrategy()));
  }

  /** Starts from the pieces of a snapshot, or from nothing. */
  public void start(Cluster started, @Nullable ChunkSource snapshot) {
    cluster = started;
    if (snapshot == null) {
      return;
    }
    try {
      adapter = new CommandAdapter(snapshots.read(snapshot, SeatChanges.NONE));
    } catch (RuntimeException | Error e) {
      throw failed(e);
    }
  }

  @Override
  public void onSessionMessage(
      @Nullable ClientSession session,
      long timestamp,
      DirectBuffer buffer,
      int offset,
      int length,
      Header header) {
    try {
      int result = adapter.onMessage(timestamp, buffer, offset, length, answer, POSITION_LENGTH);
      if (session != null) {
        answer.putLong(0, header.position(), ByteOrder.LITTLE_ENDIAN);
        answer(session, POSITION_LENGTH + result);
      }
      arm();
    } catch (RuntimeException | Error e) {
      throw failed(e);
    }
  }

  @Override
  public void onTimerEvent(long timer, long timestamp) {
    try {
      armedFor = NOT_ARMED;
      adapter.onTimer(timestamp);
      arm();
    } catch (RuntimeException | Error e) {
      throw failed(e);
    }
  }

  @Override
  public void onTakeSnapshot(ExclusivePublication publication) {
    takeSnapshot((buffer, offset, length) -> write(publication, buffer, offset, length));
  }

  /** Hands the state to {@code sink} in pieces; it is not changed. */
  public void takeSnapshot(ChunkSink sink) {
    try {
      snapshots.write(adapter.engine(), sink);
    } catch (RuntimeException | Error e) {
      throw failed(e);
    }
  }

  /** The engine as the log has made it so far, for reading on the service's own thread. */
  public SeatEngine engine() {
    return adapter.engine();
  }

  @Override
  public void onSessionOpen(ClientSession session, long timestamp) {}

  @Override
  public void onSessionClose(ClientSession session, long timestamp, CloseReason reason) {}

  @Override
  public void onRoleChange(Cluster.Role role) {}

  @Override
  public void onTerminate(Cluster ending) {}

  /** A client that does not take its answers loses them: it asks again under the same id. */
  private void answer(ClientSession session, int length) {
    for (int i = 0; i < OFFERS_MAX; i++) {
      long offered = session.offer(answer, 0, length);
      if (offered > 0
          || (offered != Publication.BACK_PRESSURED && offered != Publication.ADMIN_ACTION)) {
        return;
      }
      cluster().idleStrategy().idle();
    }
  }

  private void arm() {
    long next = adapter.engine().nextDeadline();
    if (next == SeatEngine.NO_DEADLINE) {
      return;
    }
    long now = adapter.engine().now();
    // What a bounded tick left over goes on at once.
    long wanted = next <= now ? now + 1 : Math.ceilDiv(next, TICK_MILLIS) * TICK_MILLIS;
    if (wanted >= armedFor) {
      return;
    }
    for (int i = 0; !cluster().scheduleTimer(EXPIRY_TIMER, wanted); i++) {
      if (i == SCHEDULES_MAX) {
        throw new IllegalStateException("The consensus module takes no timers.");
      }
      cluster().idleStrategy().idle();
    }
    armedFor = wanted;
  }

  private void write(
      ExclusivePublication publication, DirectBuffer buffer, int offset, int length) {
    for (int unheard = 0; ; ) {
      long offered = publication.offer(buffer, offset, length);
      if (offered > 0) {
        return;
      }
      unheard = offered == Publication.NOT_CONNECTED ? unheard + 1 : 0;
      if (offered == Publication.CLOSED
          || offered == Publication.MAX_POSITION_EXCEEDED
          || unheard > UNHEARD_MAX) {
        throw new IllegalStateException(
            "The snapshot can't be written: " + Publication.errorString(offered));
      }
      cluster().idleStrategy().idle();
    }
  }

  private Cluster cluster() {
    if (cluster == null) {
      throw new IllegalStateException("not started");
    }
    return cluster;
  }

  /** The cluster would log an exception and go on with the next message. */
  private RuntimeException failed(Throwable fault) {
    if (fault instanceof AgentTerminationException ending) {
      return ending;
    }
    onFault.accept(fault);
    return new AgentTerminationException(fault);
  }
}
