package io.onsale.inventory.edge;

import io.onsale.contracts.inventory.v1.Changed;
import io.onsale.contracts.inventory.v1.ConfirmRequest;
import io.onsale.contracts.inventory.v1.ExchangeRequest;
import io.onsale.contracts.inventory.v1.ExtendRequest;
import io.onsale.contracts.inventory.v1.Held;
import io.onsale.contracts.inventory.v1.HoldRequest;
import io.onsale.contracts.inventory.v1.ReleaseRequest;
import io.onsale.contracts.inventory.v1.RetakeRequest;
import io.onsale.contracts.inventory.v1.ReturnRequest;
import io.onsale.contracts.reasons.v1.Reason;
import io.onsale.inventory.flow.Answer;
import io.onsale.inventory.flow.HoldState;
import io.onsale.inventory.flow.Origin;
import io.onsale.inventory.flow.PerformanceView;
import io.onsale.inventory.flow.SeatCommand;
import io.onsale.inventory.model.Opening;
import io.onsale.inventory.model.RefusalReason;
import io.onsale.inventory.model.Seats;
import io.onsale.inventory.model.Selection;
import io.onsale.kit.refusal.Refused;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;

/** The life of a hold: a buyer's calls, and those of other parts of Onsale for a buyer. */
final class HoldCalls {
  /** So long at least a hold lives on once its money is here. */
  private static final long CONFIRMED_WITHIN_MILLIS = 60_000;

  private static final int[] NO_SEATS = {};

  private final Shard shard;

  HoldCalls(Shard shard) {
    this.shard = shard;
  }

  CompletableFuture<Held> hold(HoldRequest request) {
    Requester from = Requester.of("Hold", request);
    Origin origin = from.asBuyer();
    long performance = Requests.performance(request.getPerformanceId());
    return shard
        .terms(performance)
        .thenCompose(terms -> {
          SeatCommand.Wanted wanted = Requests.wanted(terms, request);
          return held(terms, origin, wanted, new SeatCommand.Hold(performance, wanted, false));
        });
  }

  CompletableFuture<Changed> release(ReleaseRequest request) {
    Requester from = Requester.of("Release", request);
    HoldId hold = HoldId.parse(request.getHoldId());
    return acting(from, hold)
        .thenCompose(origin ->
            shard.decided(origin, new SeatCommand.Release(hold.performance(), hold.number())));
  }

  CompletableFuture<Held> extend(ExtendRequest request) {
    Requester from = Requester.of("Extend", request);
    HoldId hold = HoldId.parse(request.getHoldId());
    long millis = request.getSeconds() * 1_000L;
    if (millis < 0 || millis > Opening.LONGEST_HOLD) {
      throw Refused.unprocessable("/seconds", "A hold lasts from 1 to 86400 seconds.");
    }
    return shard
        .terms(hold.performance())
        .thenCompose(terms -> {
          if (!from.isService() && millis > terms.holdDuration()) {
            throw Refused.unprocessable(
                "/seconds",
                "A hold can be extended by at most " + terms.holdDuration() / 1_000 + " seconds.");
          }
          return acting(from, hold)
              .thenCompose(origin ->
                  shard.decided(
                      origin,
                      new SeatCommand.Extend(
                          hold.performance(), hold.number(), millis, !from.isService())))
              .thenCompose(extended -> shard.hold(hold))
              .thenApply(state -> Messages.held(terms, state));
        });
  }

  CompletableFuture<Held> exchange(ExchangeRequest request) {
    Requester from = Requester.of("Exchange", request);
    HoldId hold = HoldId.parse(request.getHoldId());
    int[] giveUp = Requests.seats(request.getGiveUpList(), 0, Seats.MOST_IN_HOLD);
    return shard
        .terms(hold.performance())
        .thenCompose(terms -> {
          SeatCommand.Wanted wanted = Requests.wanted(terms, request);
          Origin origin = from.isService() ? from.forOrganizer(terms.organizer()) : from.asBuyer();
          return held(
              terms,
              origin,
              wanted,
              new SeatCommand.Exchange(hold.performance(), hold.number(), giveUp, wanted));
        });
  }

  CompletableFuture<Changed> confirm(ConfirmRequest request) {
    Requester from = Requester.of("Confirm", request);
    HoldId hold = HoldId.parse(request.getHoldId());
    return acting(from, hold)
        .thenCompose(origin ->
            shard.decided(origin, new SeatCommand.Confirm(hold.performance(), hold.number())));
  }

  CompletableFuture<Held> retake(RetakeRequest request) {
    Requester from = Requester.of("Retake", request);
    HoldId hold = HoldId.parse(request.getHoldId());
    return shard
        .terms(hold.performance())
        .thenCompose(terms ->
            shard
                .hold(hold)
                .thenCompose(state -> retaken(from, terms, state, request.getSubstitute())));
  }

  CompletableFuture<Changed> return_(ReturnRequest request) {
    Requester from = Requester.of("Return", request);
    HoldId hold = HoldId.parse(request.getHoldId());
    int[] seats = Requests.seats(request.getSeatsList(), 0, Seats.MOST_IN_HOLD);
    return acting(from, hold)
        .thenCompose(origin ->
            shard.decided(
                origin, new SeatCommand.Return(hold.performance(), hold.number(), seats)));
  }

  private CompletableFuture<Held> held(
      PerformanceView.Terms terms, Origin origin, SeatCommand.Wanted wanted, SeatCommand command) {
    return shard
        .log()
        .submit(origin, command)
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
    var others = new SeatCommand.Best(tier, Selection.ANY_SECTION, named.seats().length, 0);
    return shard
        .replica()
        .offer(terms.performance(), others, shard.log().answered())
        .exceptionally(failure -> NO_SEATS)
        .thenApply(offer -> {
          throw Reasons.of(refused).with("offer", Arrays.stream(offer).boxed().toList());
        });
  }

  private CompletableFuture<Held> retaken(
      Requester from, PerformanceView.Terms terms, HoldState ended, boolean substitute) {
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
      Requester from, PerformanceView.Terms terms, HoldState live, boolean substitute) {
    var extend =
        new SeatCommand.Extend(terms.performance(), live.hold(), CONFIRMED_WITHIN_MILLIS, false);
    return shard
        .log()
        .submit(from.forOrganizerAnyTime(terms.organizer()), extend)
        .thenCompose(answer ->
            switch (answer) {
              case Answer.Done done ->
                  shard
                      .hold(new HoldId(terms.performance(), live.hold()))
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
      Requester from, PerformanceView.Terms terms, HoldState ended, boolean substitute) {
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
    return new SeatCommand.Best(tier, Selection.ANY_SECTION, seats.length, 0);
  }

  /** A buyer acts for itself; another part of Onsale with the rights of the organizer. */
  private CompletableFuture<Origin> acting(Requester from, HoldId hold) {
    if (!from.isService()) {
      return CompletableFuture.completedFuture(from.asBuyer());
    }
    return shard.terms(hold.performance()).thenApply(terms -> from.forOrganizer(terms.organizer()));
  }
}
