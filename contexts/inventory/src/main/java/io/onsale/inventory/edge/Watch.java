package io.onsale.inventory.edge;

import io.grpc.stub.ServerCallStreamObserver;
import io.onsale.contracts.inventory.v1.AvailabilityDelta;
import io.onsale.contracts.reasons.v1.Reason;
import io.onsale.inventory.flow.PerformanceFeed;
import io.onsale.inventory.flow.SeatEvent;
import io.onsale.kit.refusal.Refused;
import java.util.concurrent.Executor;

/**
 * One stream of changes. It takes the next change from the feed only when its reader is ready for
 * it, so it keeps nothing for a slow one; who falls behind what the feed remembers is told so, and
 * ends.
 */
final class Watch {
  private final PerformanceFeed feed;
  private final ServerCallStreamObserver<AvailabilityDelta> reader;
  private final Runnable onEnd;
  private final Runnable listener = this::signal;
  private final Bell bell;
  private long version;
  private volatile boolean ended;

  private Watch(
      PerformanceFeed feed,
      long since,
      ServerCallStreamObserver<AvailabilityDelta> reader,
      Executor executor,
      Runnable onEnd) {
    this.feed = feed;
    this.version = since;
    this.reader = reader;
    this.bell = new Bell(executor, this::drain);
    this.onEnd = onEnd;
  }

  /** Begins to stream what comes after {@code since}; {@code onEnd} is called once. */
  static void start(
      PerformanceFeed feed,
      long since,
      ServerCallStreamObserver<AvailabilityDelta> reader,
      Executor executor,
      Runnable onEnd) {
    Watch watch = new Watch(feed, since, reader, executor, onEnd);
    reader.setOnReadyHandler(watch.listener);
    reader.setOnCancelHandler(watch::end);
    feed.listen(watch.listener);
    watch.signal();
  }

  private void signal() {
    if (!ended) {
      bell.ring();
    }
  }

  private void drain() {
    boolean more = true;
    while (more && !ended && reader.isReady()) {
      more =
          switch (feed.after(version)) {
            case PerformanceFeed.Next.Found found -> send(found.event());
            case PerformanceFeed.Next.NothingYet nothing -> false;
            case PerformanceFeed.Next.Gone gone -> refuse();
          };
    }
  }

  private boolean send(SeatEvent event) {
    reader.onNext(Messages.delta(event));
    version = event.version();
    return true;
  }

  private boolean refuse() {
    end();
    reader.onError(
        new Refused(
            Reason.POSITION_GONE,
            "The changes after this version are no longer kept. Read the availability again."));
    return false;
  }

  private synchronized void end() {
    if (!ended) {
      ended = true;
      feed.forget(listener);
      onEnd.run();
    }
  }
}
