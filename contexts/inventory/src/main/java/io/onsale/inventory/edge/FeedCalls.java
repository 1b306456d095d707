package io.onsale.inventory.edge;

import io.grpc.stub.ServerCallStreamObserver;
import io.onsale.contracts.inventory.v1.AuditRequest;
import io.onsale.contracts.inventory.v1.AuditResponse;
import io.onsale.contracts.inventory.v1.EventId;
import io.onsale.contracts.inventory.v1.FollowRequest;
import io.onsale.contracts.inventory.v1.FollowResponse;
import io.onsale.contracts.reasons.v1.Reason;
import io.onsale.inventory.flow.PastEvents;
import io.onsale.kit.refusal.Refused;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/** All that changes, for who follows, and what stands where, for who audits. */
final class FeedCalls {
  private static final int FEED_READERS_MAX = 64;
  private static final int REREADS_MAX = 2;

  private final Shard shard;
  private final PastEvents past;
  private final Executor executor;
  private final AtomicInteger readers = new AtomicInteger();
  private final AtomicInteger rereads = new AtomicInteger();

  FeedCalls(Shard shard, PastEvents past, Executor executor) {
    this.shard = shard;
    this.past = past;
    this.executor = executor;
  }

  void follow(FollowRequest request, ServerCallStreamObserver<FollowResponse> observer) {
    if (request.getShard() != shard.number()
        || (request.hasAfter() && request.getAfter().getShard() != shard.number())) {
      throw Refused.notFound("shard");
    }
    if (!shard.replica().isCaughtUp()) {
      throw Reasons.unavailable();
    }
    if (readers.incrementAndGet() > FEED_READERS_MAX) {
      readers.decrementAndGet();
      throw new Refused(
          Reason.SLOW_DOWN, "Too many follow the feed at this moment. Follow it again later.");
    }
    FeedReader reader =
        new FeedReader(
            shard.number(), shard.replica(), observer, executor, readers::decrementAndGet);
    if (request.getSnapshot()) {
      var _ =
          shard
              .replica()
              .snapshot(shard.log().answered())
              .whenComplete((all, failure) -> {
                if (failure == null) {
                  reader.from(all);
                } else {
                  reader.refuse(Reasons.of(failure));
                }
              });
    } else if (!request.hasAfter()) {
      reader.fromNow();
    } else if (!reader.after(request.getAfter().getPosition(), request.getAfter().getIndex())) {
      reread(reader, request.getAfter());
    }
  }

  private void reread(FeedReader reader, EventId after) {
    if (rereads.incrementAndGet() > REREADS_MAX) {
      rereads.decrementAndGet();
      reader.refuse(
          new Refused(
              Reason.SLOW_DOWN,
              "Too many read old events at this moment. Follow again from this position later."));
      return;
    }
    executor.execute(() -> {
      try {
        reader.reread(past, after.getPosition(), after.getIndex());
      } finally {
        rereads.decrementAndGet();
      }
    });
  }

  CompletableFuture<AuditResponse> audit(AuditRequest request) {
    Requester from = Requester.of("Audit", request);
    long performance = Requests.performance(request.getPerformanceId());
    return shard
        .replica()
        .audit(performance, shard.log().answered())
        .thenApply(found -> found.orElseThrow(() -> Refused.notFound("performance")))
        .thenApply(audit -> {
          if (!from.isService()) {
            Shard.owned(audit.view().terms(), from.asOrganizer());
          }
          return Events.audit(shard.number(), audit, from.isService());
        });
  }
}
