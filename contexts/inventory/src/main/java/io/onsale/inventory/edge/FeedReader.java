package io.onsale.inventory.edge;

import io.grpc.stub.ServerCallStreamObserver;
import io.onsale.contracts.inventory.v1.FollowResponse;
import io.onsale.contracts.reasons.v1.Reason;
import io.onsale.inventory.flow.EventRing;
import io.onsale.inventory.flow.PastEvents;
import io.onsale.inventory.flow.PerformanceView;
import io.onsale.inventory.flow.Replica;
import io.onsale.inventory.flow.SeatEvent;
import io.onsale.kit.refusal.Refused;
import java.util.Collections;
import java.util.Iterator;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * One reader of the feed. It takes the next event only when its reader is ready for it, so nothing
 * is kept for a slow one: who is so slow that the ring has forgotten its next event is cut, and
 * goes on from the last position that it was told.
 */
final class FeedReader {
  private static final long PATIENCE_SECONDS = 30;

  private final int shard;
  private final Replica replica;
  private final EventRing ring;
  private final ServerCallStreamObserver<FollowResponse> reader;
  private final Runnable onEnd;
  private final Runnable listener = this::signal;
  private final Bell bell;
  private Iterator<PerformanceView> snapshot = Collections.emptyIterator();
  private Replica.Reached start = new Replica.Reached(0, 0, 0);
  private boolean started;
  private long next;
  private long position;
  private int index;
  private final Semaphore ready = new Semaphore(0);

  /** Until then nothing is told by {@link #drain}. */
  private volatile boolean begun;

  private volatile boolean ended;

  /**
   * @param onEnd called once
   */
  FeedReader(
      int shard,
      Replica replica,
      ServerCallStreamObserver<FollowResponse> reader,
      Executor executor,
      Runnable onEnd) {
    this.shard = shard;
    this.replica = replica;
    this.ring = replica.events();
    this.reader = reader;
    this.bell = new Bell(executor, this::drain);
    this.onEnd = onEnd;
    reader.setOnReadyHandler(() -> {
      ready.release();
      signal();
    });
    reader.setOnCancelHandler(this::end);
  }

  /** Tells what comes from now on. */
  void fromNow() {
    Replica.Reached now = replica.reached();
    begin(now.position(), SeatEvent.LAST_INDEX, ring.end());
  }

  /**
   * Tells what comes behind a place of the log; false when the ring does not remember all of that,
   * and nothing was begun.
   */
  boolean after(long afterPosition, int afterIndex) {
    long number = ring.after(afterPosition, afterIndex);
    if (number >= 0) {
      begin(afterPosition, afterIndex, number);
    }
    return number >= 0;
  }

  /**
   * Tells what comes behind a place of the log, from the log itself as far as the ring does not
   * remember it. Returns when that is done; it waits for its reader.
   */
  void reread(PastEvents past, long afterPosition, int afterIndex) {
    position = afterPosition;
    index = afterIndex;
    long reached = -1;
    try {
      while (!ended) {
        OptionalLong told = past.tell(position, index, replica.position(), this::take);
        if (told.isEmpty()) {
          refuse(gone(replica));
        } else if (!ended) {
          boolean further = told.getAsLong() > reached;
          reached = told.getAsLong();
          position = reached;
          index = SeatEvent.LAST_INDEX;
          if (after(position, index)) {
            return;
          }
          if (!further) {
            cut();
          }
        }
      }
    } catch (RuntimeException e) {
      if (!ended) {
        refuse(Reasons.of(e));
      }
    }
  }

  private boolean take(SeatEvent event) {
    try {
      ready.drainPermits();
      while (!ended && !reader.isReady()) {
        if (!ready.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
          return cut();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return cut();
    }
    if (ended) {
      return false;
    }
    position = event.position();
    index = event.index();
    reader.onNext(Events.event(shard, event));
    return true;
  }

  static Refused gone(Replica replica) {
    return new Refused(
            Reason.POSITION_GONE,
            "Events after this position are no longer told. Follow again with a snapshot.")
        .with("position", replica.reached().position());
  }

  /** Tells where everything stands, and then what comes behind that. */
  void from(Replica.Snapshot all) {
    snapshot = all.performances().iterator();
    start = new Replica.Reached(all.position(), all.time(), 0);
    begin(all.position(), SeatEvent.LAST_INDEX, -1);
  }

  private void begin(long fromPosition, int fromIndex, long number) {
    position = fromPosition;
    index = fromIndex;
    next = number;
    started = number >= 0;
    begun = true;
    replica.listen(listener);
    if (ended) {
      replica.forget(listener);
    }
    signal();
  }

  private void signal() {
    if (begun && !ended) {
      bell.ring();
    }
  }

  private void drain() {
    boolean more = true;
    while (more && !ended && reader.isReady()) {
      more = started ? tell() : tellStart();
    }
    if (!ended && started && isForgotten()) {
      cut();
    }
  }

  private boolean tellStart() {
    if (snapshot.hasNext()) {
      reader.onNext(Events.snapshot(snapshot.next()));
      return true;
    }
    reader.onNext(Events.reached(shard, start.position(), start.time()));
    next = ring.after(position, index);
    started = true;
    return next >= 0 || cut();
  }

  private boolean tell() {
    if (next == ring.end()) {
      return tellReached();
    }
    SeatEvent event = ring.get(next);
    if (event == null) {
      return cut();
    }
    next++;
    // Who asks for what comes behind a place that this process has yet to reach.
    if (event.isAfter(position, index)) {
      position = event.position();
      index = event.index();
      reader.onNext(Events.event(shard, event));
    }
    return true;
  }

  private boolean tellReached() {
    Replica.Reached reached = replica.reached();
    if (reached.position() <= position || reached.events() > next) {
      return false;
    }
    position = reached.position();
    index = SeatEvent.LAST_INDEX;
    reader.onNext(Events.reached(shard, position, reached.time()));
    return true;
  }

  private boolean isForgotten() {
    return next < ring.end() && ring.get(next) == null;
  }

  private boolean cut() {
    refuse(
        new Refused(
            Reason.SLOW_DOWN,
            "This reader is slower than what happens. Follow again from the last position."));
    return false;
  }

  /** Ends it with a reason. */
  void refuse(Throwable reason) {
    end();
    reader.onError(reason);
  }

  private synchronized void end() {
    if (!ended) {
      ended = true;
      replica.forget(listener);
      onEnd.run();
    }
  }
}
