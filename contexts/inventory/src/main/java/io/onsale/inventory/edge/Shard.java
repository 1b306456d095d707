package io.onsale.inventory.edge;

import io.onsale.contracts.inventory.v1.Changed;
import io.onsale.inventory.flow.Answer;
import io.onsale.inventory.flow.HoldState;
import io.onsale.inventory.flow.Origin;
import io.onsale.inventory.flow.PerformanceFeed;
import io.onsale.inventory.flow.PerformanceView;
import io.onsale.inventory.flow.Replica;
import io.onsale.inventory.flow.SeatCommand;
import io.onsale.inventory.flow.SeatLog;
import io.onsale.kit.refusal.Refused;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * One shard as the calls see it: its log decides, and its replica tells how things stand. A read
 * sees everything that was answered before it.
 */
final class Shard {
  private final int number;
  private final SeatLog log;
  private final Replica replica;

  Shard(int number, SeatLog log, Replica replica) {
    this.number = number;
    this.log = log;
    this.replica = replica;
  }

  int number() {
    return number;
  }

  SeatLog log() {
    return log;
  }

  Replica replica() {
    return replica;
  }

  /** What the log decides of a command that gives no seats. */
  CompletableFuture<Changed> decided(Origin origin, SeatCommand command) {
    return log.submit(origin, command)
        .thenApply(answer ->
            switch (answer) {
              case Answer.Held held -> changed(held.version());
              case Answer.Done done -> changed(done.version());
              case Answer.Refused refused -> throw Reasons.of(refused);
              case Answer.Undecided undecided -> throw Reasons.of(undecided);
            });
  }

  /** The hold as it is after everything that was answered before. */
  CompletableFuture<HoldState> hold(HoldId id) {
    return replica
        .hold(id.performance(), id.number(), log.answered())
        .thenApply(state -> state.orElseThrow(() -> Refused.notFound("hold")));
  }

  /** The performance's terms, from what is known at once if it is. */
  CompletableFuture<PerformanceView.Terms> terms(long performance) {
    if (!replica.isCaughtUp()) {
      return CompletableFuture.failedFuture(Reasons.unavailable());
    }
    Optional<PerformanceFeed> feed = replica.performance(performance);
    return feed.isPresent()
        ? CompletableFuture.completedFuture(feed.get().view().terms())
        : visible(performance);
  }

  /** The performance's terms, as they are after everything that was answered before. */
  CompletableFuture<PerformanceView.Terms> visible(long performance) {
    return replica
        .performance(performance, log.answered())
        .thenApply(feed -> found(feed).view().terms());
  }

  /** Refuses who is not of the performance's organisation: for it, there is none. */
  static PerformanceView.Terms owned(PerformanceView.Terms terms, Origin origin) {
    if (terms.organizer() != origin.organizer()) {
      throw Refused.notFound("performance");
    }
    return terms;
  }

  static PerformanceFeed found(Optional<PerformanceFeed> feed) {
    return feed.orElseThrow(() -> Refused.notFound("performance"));
  }

  private static Changed changed(long version) {
    return Changed.newBuilder().setVersion(version).build();
  }
}
