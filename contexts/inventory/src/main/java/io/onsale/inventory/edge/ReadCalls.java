package io.onsale.inventory.edge;

import io.grpc.stub.ServerCallStreamObserver;
import io.onsale.contracts.inventory.v1.Availability;
import io.onsale.contracts.inventory.v1.AvailabilityDelta;
import io.onsale.contracts.inventory.v1.GetAvailabilityRequest;
import io.onsale.contracts.inventory.v1.GetHoldRequest;
import io.onsale.contracts.inventory.v1.HoldState;
import io.onsale.contracts.inventory.v1.WatchAvailabilityRequest;
import io.onsale.contracts.reasons.v1.Reason;
import io.onsale.inventory.flow.PerformanceFeed;
import io.onsale.kit.refusal.Refused;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/** How seats and holds stand: told by the replica, and never by the log. */
final class ReadCalls {
  private static final int WATCHES_MAX = 100_000;
  private static final long STALE_MILLIS = 1_000;

  private final Shard shard;
  private final InstantSource clock;
  private final Executor executor;
  private final AvailabilityCache availabilities = new AvailabilityCache();
  private final AtomicInteger watches = new AtomicInteger();

  ReadCalls(Shard shard, InstantSource clock, Executor executor) {
    this.shard = shard;
    this.clock = clock;
    this.executor = executor;
  }

  CompletableFuture<HoldState> getHold(GetHoldRequest request) {
    Requester from = Requester.of("GetHold", request);
    HoldId hold = HoldId.parse(request.getHoldId());
    return shard
        .hold(hold)
        .thenCompose(state -> {
          if (!from.isService() && state.buyer() != from.account()) {
            throw Refused.notFound("hold");
          }
          return shard
              .terms(hold.performance())
              .thenApply(terms -> Messages.holdState(terms, state));
        });
  }

  CompletableFuture<Availability> getAvailability(GetAvailabilityRequest request) {
    long performance = Requests.performance(request.getPerformanceId());
    return shard
        .replica()
        .newest(performance, shard.log().answered(), clock.millis())
        .thenApply(feed -> aged(availabilities.of(Shard.found(feed).view())));
  }

  /** Says how old it is, if it is older than a moment. */
  private Availability aged(Availability availability) {
    long age = shard.replica().progress().age(clock.millis());
    return age < STALE_MILLIS ? availability : availability.toBuilder().setAgeMillis(age).build();
  }

  void watch(
      WatchAvailabilityRequest request, ServerCallStreamObserver<AvailabilityDelta> observer) {
    long performance = Requests.performance(request.getPerformanceId());
    if (request.getSince() < 0) {
      throw Refused.unprocessable("/since", "A version is not negative.");
    }
    if (!shard.replica().isCaughtUp()) {
      throw Reasons.unavailable();
    }
    PerformanceFeed feed = Shard.found(shard.replica().performance(performance));
    if (watches.incrementAndGet() > WATCHES_MAX) {
      watches.decrementAndGet();
      throw new Refused(
          Reason.SLOW_DOWN, "Too many watch at this moment. Read the availability now and then.");
    }
    long since = request.hasSince() ? request.getSince() : feed.view().version();
    Watch.start(feed, since, observer, executor, watches::decrementAndGet);
  }
}
