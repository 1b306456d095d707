package io.onsale.inventory.edge;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.onsale.contracts.inventory.v1.AmendPerformanceRequest;
import io.onsale.contracts.inventory.v1.AuditRequest;
import io.onsale.contracts.inventory.v1.AuditResponse;
import io.onsale.contracts.inventory.v1.Availability;
import io.onsale.contracts.inventory.v1.AvailabilityDelta;
import io.onsale.contracts.inventory.v1.Best;
import io.onsale.contracts.inventory.v1.BlockRequest;
import io.onsale.contracts.inventory.v1.Changed;
import io.onsale.contracts.inventory.v1.ClosePerformanceRequest;
import io.onsale.contracts.inventory.v1.ConfirmRequest;
import io.onsale.contracts.inventory.v1.EventId;
import io.onsale.contracts.inventory.v1.ExchangeRequest;
import io.onsale.contracts.inventory.v1.ExtendRequest;
import io.onsale.contracts.inventory.v1.FollowRequest;
import io.onsale.contracts.inventory.v1.FollowResponse;
import io.onsale.contracts.inventory.v1.GetAvailabilityRequest;
import io.onsale.contracts.inventory.v1.GetHoldRequest;
import io.onsale.contracts.inventory.v1.Held;
import io.onsale.contracts.inventory.v1.HoldRequest;
import io.onsale.contracts.inventory.v1.HoldState;
import io.onsale.contracts.inventory.v1.InventoryServiceGrpc;
import io.onsale.contracts.inventory.v1.OpenPerformanceRequest;
import io.onsale.contracts.inventory.v1.ReleaseRequest;
import io.onsale.contracts.inventory.v1.RetakeRequest;
import io.onsale.contracts.inventory.v1.ReturnRequest;
import io.onsale.contracts.inventory.v1.WatchAvailabilityRequest;
import io.onsale.contracts.reasons.v1.Reason;
import io.onsale.inventory.flow.Answer;
import io.onsale.inventory.flow.Origin;
import io.onsale.inventory.flow.PastEvents;
import io.onsale.inventory.flow.PerformanceFeed;
import io.onsale.inventory.flow.PerformanceView;
import io.onsale.inventory.flow.Replica;
import io.onsale.inventory.flow.SeatCommand;
import io.onsale.inventory.flow.SeatLog;
import io.onsale.inventory.model.Opening;
import io.onsale.inventory.model.RefusalReason;
import io.onsale.inventory.model.Seats;
import io.onsale.inventory.model.Selection;
import io.onsale.kit.ids.Ids;
import io.onsale.kit.refusal.Refused;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Seats by gRPC. Commands go to the log and are answered when the log has decided; reads come from
 * the replica and never reach the log. Nothing here waits on a thread.
 */
public final class InventoryEdge extends InventoryServiceGrpc.InventoryServiceImplBase {
  private static final int WATCHES_MAX = 100_000;
  private static final int FEED_READERS_MAX = 64;
  private static final long STALE_MILLIS = 1_000;
  private static final int REREADS_MAX = 2;
  private static final int ANY_SECTION = Selection.ANY_SECTION;

  /** So long at least a hold lives on once its money is here. */
  private static final long CONFIRMED_WITHIN_MILLIS = 60_000;

  private static final int[] NO_SEATS = {};

  private final int shard;
  private final SeatLog log;
  private final Replica replica;
  private final PastEvents past;
  private final InstantSource clock;
  private final Executor executor;
  private final AvailabilityCache availabilities = new AvailabilityCache();
  private final AtomicInteger watches = new AtomicInteger();
  private final AtomicInteger feedReaders = new AtomicInteger();
  private final AtomicInteger rereads = new AtomicInteger();

  /**
   * @param executor runs the streams of changes
   */
  public InventoryEdge(
      int shard,
      SeatLog log,
      Replica replica,
      PastEvents past,
      InstantSource clock,
      Executor executor) {
    this.shard = shard;
    this.log = log;
    this.replica = replica;
    this.past = past;
    this.clock = clock;
    this.executor = executor;
  }

  // The organizer's.

  @Override
  public void openPerformance(OpenPerformanceRequest request, StreamObserver<Changed> observer) {
    Requester from = Requester.of("OpenPerformance", request);
    if (!Ids.format(from.organizer()).equals(request.getOrganizerId())) {
      throw Refused.notFound("organisation");
    }
    if (!Ids.isId(request.getPerformanceId()) || Ids.parse(request.getPerformanceId()) == 0) {
      throw Refused.unprocessable("/performanceId", "The performance's id is no id.");
    }
    long performance = Ids.parse(request.getPerformanceId());
    if (replica
        .performance(performance)
        .filter(feed -> feed.view().terms().organizer() != from.organizer())
        .isPresent()) {
      throw Refused.notFound("performance");
    }
    Opening opening = Openings.opening(performance, request);
    reply(
        observer,
        decided(from.asOrganizer(), new SeatCommand.Open(opening))
            .thenCompose(version -> visible(performance).thenApply(terms -> version)));
  }

  @Override
  public void amendPerformance(AmendPerformanceRequest request, StreamObserver<Changed> observer) {
    Requester from = Requester.of("AmendPerformance", request);
    Origin origin = from.asOrganizer();
    long performance = performance(request.getPerformanceId());
    reply(
        observer,
        visible(performance)
            .thenApply(terms -> owned(terms, origin))
            .thenCompose(terms ->
                decided(origin, new SeatCommand.Amend(Openings.amendment(terms, request)))));
  }

  @Override
  public void closePerformance(ClosePerformanceRequest request, StreamObserver<Changed> observer) {
    Requester from = Requester.of("ClosePerformance", request);
    reply(
        observer,
        decided(
            from.asOrganizer(), new SeatCommand.Close(performance(request.getPerformanceId()))));
  }

  @Override
  public void block(BlockRequest request, StreamObserver<Changed> observer) {
    Requester from = Requester.of("Block", request);
    long performance = performance(request.getPerformanceId());
    int[] seats = seats(request.getSeatsList(), 1, Seats.MOST_IN_BLOCK);
    reply(
        observer,
        decided(
            from.asOrganizer(),
            request.getBlocked()
                ? new SeatCommand.Block(performance, seats)
                : new SeatCommand.Unblock(performance, seats)));
  }

  // The buyer's.

  @Override
  public void hold(HoldRequest request, StreamObserver<Held> observer) {
    Requester from = Requester.of("Hold", request);
    Origin origin = from.asBuyer();
    long performance = performance(request.getPerformanceId());
    reply(
        observer,
        terms(performance)
            .thenCompose(terms -> {
              SeatCommand.Wanted wanted =
                  switch (request.getWhatCase()) {
                    case SEATS -> named(request.getSeats().getIndicesList());
                    case BEST -> best(terms, request.getBest());
                    case WHAT_NOT_SET -> throw nothingWanted();
                  };
              return held(terms, origin, wanted, new SeatCommand.Hold(performance, wanted, false));
            }));
  }

  @Override
  public void release(ReleaseRequest request, StreamObserver<Changed> observer) {
    Requester from = Requester.of("Release", request);
    HoldId hold = HoldId.parse(request.getHoldId());
    reply(
        observer,
        acting(from, hold)
            .thenCompose(origin ->
                decided(origin, new SeatCommand.Release(hold.performance(), hold.number()))));
  }

  @Override
  public void extend(ExtendRequest request, StreamObserver<Held> observer) {
    Requester from = Requester.of("Extend", request);
    HoldId hold = HoldId.parse(request.getHoldId());
    long millis = request.getSeconds() * 1_000L;
    if (millis < 0 || millis > Opening.LONGEST_HOLD) {
      throw Refused.unprocessable("/seconds", "A hold lasts from 1 to 86400 seconds.");
    }
    reply(
        observer,
        terms(hold.performance())
            .thenCompose(terms -> {
              if (!from.isService() && millis > terms.holdDuration()) {
                throw Refused.unprocessable(
                    "/seconds",
                    "A hold can be extended by at most "
                        + terms.holdDuration() / 1_000
                        + " seconds.");
              }
              return acting(from, hold)
                  .thenCompose(origin ->
                      decided(
                          origin,
                          new SeatCommand.Extend(
                              hold.performance(), hold.number(), millis, !from.isService())))
                  .thenCompose(extended -> hold(hold))
                  .thenApply(state -> Messages.held(terms, state));
            }));
  }

  @Override
  public void exchange(ExchangeRequest request, StreamObserver<Held> observer) {
    Requester from = Requester.of("Exchange", request);
    HoldId hold = HoldId.parse(request.getHoldId());
    int[] giveUp = seats(request.getGiveUpList(), 0, Seats.MOST_IN_HOLD);
    reply(
        observer,
        terms(hold.performance())
            .thenCompose(terms -> {
              SeatCommand.Wanted wanted =
                  switch (request.getWhatCase()) {
                    case SEATS -> named(request.getSeats().getIndicesList());
                    case BEST -> best(terms, request.getBest());
                    case WHAT_NOT_SET -> throw nothingWanted();
                  };
              Origin origin =
                  from.isService() ? from.forOrganizer(terms.organizer()) : from.asBuyer();
              return held(
                  terms,
                  origin,
                  wanted,
                  new SeatCommand.Exchange(hold.performance(), hold.number(), giveUp, wanted));
            }));
  }

  // Other parts of Onsale.

  @Override
  public void confirm(ConfirmRequest request, StreamObserver<Changed> observer) {
    Requester from = Requester.of("Confirm", request);
    HoldId hold = HoldId.parse(request.getHoldId());
    reply(
        observer,
        acting(from, hold)
            .thenCompose(origin ->
                decided(origin, new SeatCommand.Confirm(hold.performance(), hold.number()))));
  }

  @Override
  public void retake(RetakeRequest request, StreamObserver<Held> observer) {
    Requester from = Requester.of("Retake", request);
    HoldId hold = HoldId.parse(request.getHoldId());
    reply(
        observer,
        terms(hold.performance())
            .thenCompose(terms ->
                hold(hold)
                    .thenCompose(state -> retaken(from, terms, state, request.getSubstitute()))));
  }

  @Override
  public void return_(ReturnRequest request, StreamObserver<Changed> observer) {
    Requester from = Requester.of("Return", request);
    HoldId hold = HoldId.parse(request.getHoldId());
    int[] seats = seats(request.getSeatsList(), 0, Seats.MOST_IN_HOLD);
    reply(
        observer,
        acting(from, hold)
            .thenCompose(origin ->
                decided(origin, new SeatCommand.Return(hold.performance(), hold.number(), seats))));
  }

  // Reads.

  @Override
  public void getHold(GetHoldRequest request, StreamObserver<HoldState> observer) {
    Requester from = Requester.of("GetHold", request);
    HoldId hold = HoldId.parse(request.getHoldId());
    reply(
        observer,
        hold(hold)
            .thenCompose(state -> {
              if (!from.isService() && state.buyer() != from.account()) {
                throw Refused.notFound("hold");
              }
              return terms(hold.performance()).thenApply(terms -> Messages.holdState(terms, state));
            }));
  }

  @Override
  public void getAvailability(
      GetAvailabilityRequest request, StreamObserver<Availability> observer) {
    long performance = performance(request.getPerformanceId());
    reply(
        observer,
        replica
            .performance(performance, log.answered())
            .thenApply(feed -> aged(availabilities.of(found(feed).view()))));
  }

  /** Says how old it is, if it is older than a moment. */
  private Availability aged(Availability availability) {
    long age = replica.progress().age(clock.millis());
    return age < STALE_MILLIS ? availability : availability.toBuilder().setAgeMillis(age).build();
  }

  @Override
  public void watchAvailability(
      WatchAvailabilityRequest request, StreamObserver<AvailabilityDelta> observer) {
    long performance = performance(request.getPerformanceId());
    if (request.getSince() < 0) {
      throw Refused.unprocessable("/since", "A version is not negative.");
    }
    if (!replica.isCaughtUp()) {
      throw Reasons.unavailable();
    }
    PerformanceFeed feed = found(replica.performance(performance));
    if (watches.incrementAndGet() > WATCHES_MAX) {
      watches.decrementAndGet();
      throw new Refused(
          Reason.SLOW_DOWN, "Too many watch at this moment. Read the availability now and then.");
    }
    long since = request.hasSince() ? request.getSince() : feed.view().version();
    Watch.start(
        feed,
        since,
        (ServerCallStreamObserver<AvailabilityDelta>) observer,
        executor,
        watches::decrementAndGet);
  }

  // The feed and the audit.

  @Override
  public void follow(FollowRequest request, StreamObserver<FollowResponse> observer) {
    if (request.getShard() != shard
        || (request.hasAfter() && request.getAfter().getShard() != shard)) {
      throw Refused.notFound("shard");
    }
    if (!replica.isCaughtUp()) {
      throw Reasons.unavailable();
    }
    if (feedReaders.incrementAndGet() > FEED_READERS_MAX) {
      feedReaders.decrementAndGet();
      throw new Refused(
          Reason.SLOW_DOWN, "Too many follow the feed at this moment. Follow it again later.");
    }
    FeedReader reader =
        new FeedReader(
            shard,
            replica,
            (ServerCallStreamObserver<FollowResponse>) observer,
            executor,
            feedReaders::decrementAndGet);
    if (request.getSnapshot()) {
      var _ =
          replica
              .snapshot(log.answered())
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

  @Override
  public void audit(AuditRequest request, StreamObserver<AuditResponse> observer) {
    Requester from = Requester.of("Audit", request);
    long performance = performance(request.getPerformanceId());
    reply(
        observer,
        replica
            .audit(performance, log.answered())
            .thenApply(found -> found.orElseThrow(() -> Refused.notFound("performance")))
            .thenApply(audit -> {
              if (!from.isService()) {
                owned(audit.view().terms(), from.asOrganizer());
              }
              return Events.audit(shard, audit, from.isService());
            }));
  }

  // What these share.

  private CompletableFuture<Changed> decided(Origin origin, SeatCommand command) {
    return log.submit(origin, command)
        .thenApply(answer ->
            switch (answer) {
              case Answer.Held held -> changed(held.version());
              case Answer.Done done -> changed(done.version());
              case Answer.Refused refused -> throw Reasons.of(refused);
              case Answer.Undecided undecided -> throw Reasons.of(undecided);
            });
  }

  private CompletableFuture<Held> held(
      PerformanceView.Terms terms, Origin origin, SeatCommand.Wanted wanted, SeatCommand command) {
    return log.submit(origin, command)
        .thenCompose(answer ->
            switch (answer) {
              case Answer.Held held ->
                  CompletableFuture.completedFuture(Messages.held(terms, held));
              case Answer.Done done ->
                  throw new IllegalStateException("A hold was answered without seats.");
              case Answer.Refused refused -> this.<Held>refused(terms, wanted, refused);
              case Answer.Undecided undecided -> throw Reasons.of(undecided);
            });
  }

  /** Who finds named seats taken is offered as many others of the tier. */
  private <T> CompletableFuture<T> refused(
      PerformanceView.Terms terms, SeatCommand.Wanted wanted, Answer.Refused refused) {
    if (refused.reason() != RefusalReason.SEATS_TAKEN
        || !(wanted instanceof SeatCommand.Named named)) {
      throw Reasons.of(refused);
    }
    int tier = terms.tierOf()[named.seats()[0]];
    var others = new SeatCommand.Best(tier, ANY_SECTION, named.seats().length, 0);
    return replica
        .offer(terms.performance(), others, log.answered())
        .exceptionally(failure -> NO_SEATS)
        .thenApply(offer -> {
          throw Reasons.of(refused).with("offer", Arrays.stream(offer).boxed().toList());
        });
  }

  private CompletableFuture<Held> retaken(
      Requester from,
      PerformanceView.Terms terms,
      io.onsale.inventory.flow.HoldState ended,
      boolean substitute) {
    return switch (ended.status()) {
      case LIVE -> keptOrTakenAgain(from, terms, ended, substitute);
      case SOLD, RETURNED ->
          throw new Refused(Reason.HOLD_ENDED, "The seats of this hold have been bought.");
      case RELEASED, EXPIRED -> takenAgain(from, terms, ended, substitute);
    };
  }

  /**
   * Only the log knows whether a hold still lives: it is asked for a little more time, which it
   * gives to none whose deadline has passed.
   */
  private CompletableFuture<Held> keptOrTakenAgain(
      Requester from,
      PerformanceView.Terms terms,
      io.onsale.inventory.flow.HoldState live,
      boolean substitute) {
    var extend =
        new SeatCommand.Extend(terms.performance(), live.hold(), CONFIRMED_WITHIN_MILLIS, false);
    return log.submit(from.forOrganizerAnyTime(terms.organizer()), extend)
        .thenCompose(answer ->
            switch (answer) {
              case Answer.Done done ->
                  hold(new HoldId(terms.performance(), live.hold()))
                      .thenApply(kept -> Messages.held(terms, kept));
              case Answer.Held held ->
                  throw new IllegalStateException("More time was answered with seats.");
              case Answer.Refused refused ->
                  switch (refused.reason()) {
                    case HOLD_EXPIRED, HOLD_ENDED -> takenAgain(from, terms, live, substitute);
                    default -> throw Reasons.of(refused);
                  };
              case Answer.Undecided undecided -> throw Reasons.of(undecided);
            });
  }

  private CompletableFuture<Held> takenAgain(
      Requester from,
      PerformanceView.Terms terms,
      io.onsale.inventory.flow.HoldState ended,
      boolean substitute) {
    SeatCommand.Wanted wanted =
        substitute ? substitute(terms, ended.seats()) : new SeatCommand.Named(ended.seats());
    return held(
        terms,
        from.forBuyer(ended.buyer(), ended.identity()),
        wanted,
        new SeatCommand.Hold(terms.performance(), wanted, true));
  }

  private static SeatCommand.Best substitute(PerformanceView.Terms terms, int[] seats) {
    int tier = terms.tierOf()[seats[0]];
    for (int seat : seats) {
      if (terms.tierOf()[seat] != tier) {
        throw new Refused(
            Reason.NO_ADJACENT_SEATS,
            "Seats of several tiers can't be replaced by others side by side.");
      }
    }
    return new SeatCommand.Best(tier, ANY_SECTION, seats.length, 0);
  }

  /** A buyer acts for itself; another part of Onsale with the rights of the organizer. */
  private CompletableFuture<Origin> acting(Requester from, HoldId hold) {
    if (!from.isService()) {
      return CompletableFuture.completedFuture(from.asBuyer());
    }
    return terms(hold.performance()).thenApply(terms -> from.forOrganizer(terms.organizer()));
  }

  private CompletableFuture<io.onsale.inventory.flow.HoldState> hold(HoldId id) {
    return replica
        .hold(id.performance(), id.number(), log.answered())
        .thenApply(state -> state.orElseThrow(() -> Refused.notFound("hold")));
  }

  /** The performance's terms, from what is known at once if it is. */
  private CompletableFuture<PerformanceView.Terms> terms(long performance) {
    if (!replica.isCaughtUp()) {
      return CompletableFuture.failedFuture(Reasons.unavailable());
    }
    Optional<PerformanceFeed> feed = replica.performance(performance);
    return feed.isPresent()
        ? CompletableFuture.completedFuture(feed.get().view().terms())
        : visible(performance);
  }

  /** The performance's terms, as they are after everything that was answered before. */
  private CompletableFuture<PerformanceView.Terms> visible(long performance) {
    return replica
        .performance(performance, log.answered())
        .thenApply(feed -> found(feed).view().terms());
  }

  private static PerformanceView.Terms owned(PerformanceView.Terms terms, Origin origin) {
    if (terms.organizer() != origin.organizer()) {
      throw Refused.notFound("performance");
    }
    return terms;
  }

  private static PerformanceFeed found(Optional<PerformanceFeed> feed) {
    return feed.orElseThrow(() -> Refused.notFound("performance"));
  }

  private static long performance(String id) {
    if (!Ids.isId(id)) {
      throw Refused.notFound("performance");
    }
    return Ids.parse(id);
  }

  private static SeatCommand.Named named(List<Integer> indices) {
    return new SeatCommand.Named(seats(indices, 1, Seats.MOST_IN_HOLD));
  }

  private static SeatCommand.Best best(PerformanceView.Terms terms, Best best) {
    if (best.getCount() < 1 || best.getCount() > Seats.MOST_IN_HOLD) {
      throw Reasons.badCount(Seats.MOST_IN_HOLD);
    }
    int tier = terms.tier(best.getTier());
    if (tier < 0) {
      throw Reasons.unknownTier();
    }
    int section = best.getSection().isEmpty() ? ANY_SECTION : terms.section(best.getSection());
    if (section < 0 && !best.getSection().isEmpty()) {
      throw Reasons.unknownSection();
    }
    return new SeatCommand.Best(
        tier,
        section,
        best.getCount(),
        Openings.attributes("/best/attributes", best.getAttributesList()));
  }

  private static Refused nothingWanted() {
    return Refused.unprocessable("", "Say which seats you want: either seats or best.");
  }

  private static int[] seats(List<Integer> indices, int least, int most) {
    if (indices.size() < least || indices.size() > most) {
      throw Reasons.badCount(most);
    }
    return indices.stream().mapToInt(Integer::intValue).toArray();
  }

  private static Changed changed(long version) {
    return Changed.newBuilder().setVersion(version).build();
  }

  private static <T> void reply(StreamObserver<T> observer, CompletableFuture<T> answer) {
    var _ =
        answer.whenComplete((message, failure) -> {
          if (failure == null) {
            observer.onNext(message);
            observer.onCompleted();
          } else {
            observer.onError(Reasons.of(failure));
          }
        });
  }
}
