package io.onsale.inventory.model;

import static io.onsale.inventory.model.SmallHouse.BACK;
import static io.onsale.inventory.model.SmallHouse.BOX;
import static io.onsale.inventory.model.SmallHouse.ENDS;
import static io.onsale.inventory.model.SmallHouse.HOLD;
import static io.onsale.inventory.model.SmallHouse.OPENS;
import static io.onsale.inventory.model.SmallHouse.PIT;
import static io.onsale.inventory.model.SmallHouse.SHOW;
import static io.onsale.inventory.model.SmallHouse.list;
import static io.onsale.inventory.model.SmallHouse.reason;
import static io.onsale.inventory.model.SmallHouse.seatsOf;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The engine's rules, one by one. */
class SeatEngineTest {
  private final SmallHouse house = new SmallHouse();
  private final SeatEngine engine = house.engine;

  // Holding named seats.

  @Test
  void holdsTheNamedSeatsInTheirOrderUntilTheDeadline() {
    Result.Held held = (Result.Held) house.hold(1, 4, 3);

    assertThat(seatsOf(held)).containsExactly(4, 3);
    assertThat(held.total()).isEqualTo(2 * 68_000);
    assertThat(held.deadline()).isEqualTo(OPENS + HOLD);
    assertThat(held.version()).isEqualTo(2);
    assertThat(house.show().state(4)).isEqualTo(SeatState.HELD);
  }

  @Test
  void refusesSecondHoldOnSameSeatAndNamesIt() {
    house.hold(1, 3, 4);

    Result result = house.hold(2, 5, 4, 6);

    assertThat(reason(result)).isEqualTo(RefusalReason.SEATS_TAKEN);
    assertThat(seatsOf(result)).containsExactly(4);
    assertThat(house.show().state(5)).isEqualTo(SeatState.FREE);
    assertThat(house.show().version()).isEqualTo(2);
  }

  @Test
  void refusesSeatsThatDoNotExist() {
    Result result = house.hold(1, 3, -1, 30);

    assertThat(reason(result)).isEqualTo(RefusalReason.UNKNOWN_SEAT);
    assertThat(seatsOf(result)).containsExactly(-1, 30);
  }

  @Test
  void refusesSeatsNamedTwice() {
    Result result = house.hold(1, 3, 4, 3);

    assertThat(reason(result)).isEqualTo(RefusalReason.DUPLICATE_SEAT);
    assertThat(seatsOf(result)).containsExactly(3);
  }

  @Test
  void refusesImpossibleCounts() {
    assertThat(reason(house.hold(1))).isEqualTo(RefusalReason.BAD_COUNT);
    assertThat(reason(house.hold(1, new int[65]))).isEqualTo(RefusalReason.BAD_COUNT);
    for (int count : new int[] {0, -1, 65, 10_000, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
      assertThat(reason(house.holdBest(1, 0, count))).isEqualTo(RefusalReason.BAD_COUNT);
    }
  }

  @Test
  void refusesHoldsForNobody() {
    assertThat(reason(house.hold(0, 3))).isEqualTo(RefusalReason.MALFORMED);
  }

  @Test
  void refusesUnknownPerformances() {
    Result result = engine.hold(house.buyer(1), 99, house.seats(3), false);

    assertThat(reason(result)).isEqualTo(RefusalReason.PERFORMANCE_NOT_FOUND);
  }

  // The sale.

  @Test
  void refusesHoldsBeforeTheSaleAndSaysWhenItOpens() {
    house.time = OPENS - 1;

    Result.Refused refused = (Result.Refused) house.hold(1, 3);

    assertThat(refused.reason()).isEqualTo(RefusalReason.NOT_ON_SALE_YET);
    assertThat(refused.fact()).isEqualTo(OPENS);
  }

  @Test
  void refusesHoldsFromTheEndOfTheSaleOn() {
    house.time = ENDS;

    Result.Refused refused = (Result.Refused) house.hold(1, 3);

    assertThat(refused.reason()).isEqualTo(RefusalReason.SALE_ENDED);
    assertThat(refused.fact()).isEqualTo(ENDS);
  }

  @Test
  void takesSeatsAfterTheSaleForMoneyThatIsHere() {
    house.time = ENDS;

    assertThat(engine.hold(house.buyer(1), SHOW, house.seats(3), true))
        .isInstanceOf(Result.Held.class);
    assertThat(reason(engine.hold(house.buyer(1), SHOW, house.seats(3), true)))
        .isEqualTo(RefusalReason.SEATS_TAKEN);
    assertThat(reason(engine.hold(house.buyer(1), SHOW, house.seats(4, 5, 6, 7, 8, 9), true)))
        .isEqualTo(RefusalReason.LIMIT_EXCEEDED);
  }

  @Test
  void takesNoNewHoldsOnceClosedButConfirmsThoseThatLive() {
    long hold = house.held(1, 3);
    engine.close(house.organizer(), SHOW);

    assertThat(reason(house.hold(2, 4))).isEqualTo(RefusalReason.PERFORMANCE_CLOSED);
    assertThat(reason(engine.hold(house.buyer(2), SHOW, house.seats(4), true)))
        .isEqualTo(RefusalReason.PERFORMANCE_CLOSED);
    assertThat(engine.confirm(house.buyer(1), SHOW, hold)).isInstanceOf(Result.Done.class);
  }

  // Limits.

  @Test
  void countsHeldAndSoldSeatsOfABuyerTogether() {
    house.sold(1, 0, 1, 2);
    house.held(1, 3, 4);

    Result.Refused refused = (Result.Refused) house.hold(1, 5, 6);

    assertThat(refused.reason()).isEqualTo(RefusalReason.LIMIT_EXCEEDED);
    assertThat(refused.fact()).isEqualTo(6);
    assertThat(house.hold(1, 5)).isInstanceOf(Result.Held.class);
    assertThat(house.hold(2, 6)).isInstanceOf(Result.Held.class);
  }

  @Test
  void countsSeatsOfAnIdentityOverAllItsBuyers() {
    amend(new Amendment(SHOW, null, new Opening.Limits(6, 3), null, null, null, null));
    assertThat(holdAs(1, 77, 0, 1)).isInstanceOf(Result.Held.class);

    assertThat(reason(holdAs(2, 77, 2, 3))).isEqualTo(RefusalReason.IDENTITY_LIMIT_EXCEEDED);
    assertThat(holdAs(2, 78, 2, 3)).isInstanceOf(Result.Held.class);
    assertThat(holdAs(3, 0, 4, 5)).isInstanceOf(Result.Held.class);
  }

  private Result holdAs(long buyer, long identity, int... seats) {
    Header from = house.buyer(buyer);
    from.identity = identity;
    return engine.hold(from, SHOW, house.seats(seats), false);
  }

  // The best available.

  @Test
  void takesTheMiddleOfTheBestRow() {
    assertThat(seatsOf(house.holdBest(1, 0, 2))).containsExactly(4, 5);
  }

  @Test
  void leavesNoSingleSeatWhenAnotherChoiceOfTheRowDoesNot() {
    house.held(1, 2);

    // 4 and 5 are in the middle, but would leave 3 alone.
    assertThat(seatsOf(house.holdBest(2, 0, 2))).containsExactly(3, 4);
  }

  @Test
  void prefersTheBetterRowEvenIfASingleSeatIsLeft() {
    house.held(1, 3, 4, 5, 6);

    assertThat(seatsOf(house.holdBest(2, 0, 2))).containsExactly(1, 2);
  }

  @Test
  void neverPairsSeatsAcrossAnAisle() {
    house.held(1, 0, 1, 2, 3, 4);
    house.held(2, 5, 6, 7, 8, 9);
    house.held(3, BACK, BACK + 1, BACK + 2, BACK + 3);
    house.held(4, BACK + 6, BACK + 7, BACK + 8, BACK + 9);

    Result.Refused refused = (Result.Refused) house.holdBest(5, 0, 2);

    assertThat(refused.reason()).isEqualTo(RefusalReason.NO_ADJACENT_SEATS);
    assertThat(refused.fact()).isEqualTo(2);
    assertThat(reason(house.holdBest(5, 0, 3))).isEqualTo(RefusalReason.SOLD_OUT);
  }

  @Test
  void takesAnyPlacesOfAStandingSection() {
    house.held(1, PIT + 1);
    house.held(2, PIT + 3);

    assertThat(seatsOf(house.holdBest(3, 1, 4))).containsExactly(PIT, PIT + 2, PIT + 4, PIT + 5);
    assertThat(reason(house.holdBest(4, 1, 1))).isEqualTo(RefusalReason.SOLD_OUT);
  }

  @Test
  void givesWheelchairAndCompanionSeatsOnlyWhenAskedFor() {
    assertThat(reason(house.holdBest(1, 2, 3))).isEqualTo(RefusalReason.SOLD_OUT);
    assertThat(seatsOf(holdWith(1, SeatAttributes.WHEELCHAIR))).containsExactly(BOX);
    assertThat(seatsOf(holdWith(1, SeatAttributes.COMPANION))).containsExactly(BOX + 1);
    assertThat(reason(holdWith(1, SeatAttributes.WHEELCHAIR))).isEqualTo(RefusalReason.SOLD_OUT);
  }

  @Test
  void givesARestrictedViewWhenAskedForOrNothingElseFits() {
    // The other one would be left alone.
    assertThat(seatsOf(holdWith(1, SeatAttributes.RESTRICTED_VIEW))).containsExactly(BOX + 3);
    assertThat(seatsOf(house.holdBest(2, 2, 1))).containsExactly(BOX + 2);
  }

  private Result holdWith(int count, int attributes) {
    Selection wanted = new Selection().best(2, Selection.ANY_SECTION, count, attributes);
    return engine.hold(house.buyer(9), SHOW, wanted, false);
  }

  @Test
  void keepsToTheWantedSection() {
    Selection wanted = new Selection().best(0, 2, 1, 0);
    assertThat(reason(engine.hold(house.buyer(1), SHOW, wanted, false)))
        .isEqualTo(RefusalReason.SOLD_OUT);
  }

  @Test
  void refusesUnknownTiersSectionsAndAttributes() {
    assertThat(reason(house.holdBest(1, 3, 1))).isEqualTo(RefusalReason.UNKNOWN_TIER);
    assertThat(reason(house.holdBest(1, -1, 1))).isEqualTo(RefusalReason.UNKNOWN_TIER);
    assertThat(reason(engine.hold(house.buyer(1), SHOW, new Selection().best(0, 3, 1, 0), false)))
        .isEqualTo(RefusalReason.UNKNOWN_SECTION);
    assertThat(reason(engine.hold(house.buyer(1), SHOW, new Selection().best(0, -2, 1, 0), false)))
        .isEqualTo(RefusalReason.UNKNOWN_SECTION);
    assertThat(reason(engine.hold(house.buyer(1), SHOW, new Selection().best(0, -1, 1, 8), false)))
        .isEqualTo(RefusalReason.MALFORMED);
  }

  @Test
  void offersWhatAHoldWouldGetAndChangesNothing() {
    Seats offer = new Seats(64);
    long hash = engine.stateHash();

    assertThat(engine.offer(SHOW, house.best(0, 2), offer)).isTrue();

    assertThat(offer.size()).isEqualTo(2);
    assertThat(offer.get(0)).isEqualTo(4);
    assertThat(engine.stateHash()).isEqualTo(hash);
    assertThat(engine.offer(SHOW, house.best(0, 11), offer)).isFalse();
    assertThat(engine.offer(99, house.best(0, 2), offer)).isFalse();
  }

  // Ends of a hold.

  @Test
  void releasedSeatsAreFreeAgain() {
    long hold = house.held(1, 3);

    assertThat(engine.release(house.buyer(1), SHOW, hold)).isInstanceOf(Result.Done.class);

    assertThat(house.show().state(3)).isEqualTo(SeatState.FREE);
    assertThat(house.show().seatsOfBuyer(1)).isZero();
    assertThat(reason(engine.release(house.buyer(1), SHOW, hold)))
        .isEqualTo(RefusalReason.HOLD_ENDED);
    assertThat(reason(engine.confirm(house.buyer(1), SHOW, hold)))
        .isEqualTo(RefusalReason.HOLD_ENDED);
  }

  @Test
  void confirmingTwiceGivesTheSameAnswer() {
    long hold = house.held(1, 3);
    long version = ((Result.Done) engine.confirm(house.buyer(1), SHOW, hold)).version();
    house.held(2, 4);

    Result.Done again = (Result.Done) engine.confirm(house.buyer(1), SHOW, hold);

    assertThat(again.version()).isEqualTo(version);
    assertThat(house.show().state(3)).isEqualTo(SeatState.SOLD);
    assertThat(reason(engine.release(house.buyer(1), SHOW, hold)))
        .isEqualTo(RefusalReason.HOLD_CONFIRMED);
  }

  @Test
  void anExpiredHoldIsToldSoAndItsSeatsAreFree() {
    long hold = house.held(1, 3);
    house.time = OPENS + HOLD;

    Result.Refused refused = (Result.Refused) engine.confirm(house.buyer(1), SHOW, hold);

    assertThat(refused.reason()).isEqualTo(RefusalReason.HOLD_EXPIRED);
    assertThat(refused.fact()).isEqualTo(OPENS + HOLD);
    assertThat(house.hold(2, 3)).isInstanceOf(Result.Held.class);
  }

  @Test
  void isNotExpiredAMillisecondBeforeTheDeadline() {
    long hold = house.held(1, 3);
    house.time = OPENS + HOLD - 1;

    assertThat(engine.confirm(house.buyer(1), SHOW, hold)).isInstanceOf(Result.Done.class);
  }

  @Test
  void anothersHoldIsNotYours() {
    long hold = house.held(1, 3);

    assertThat(reason(engine.confirm(house.buyer(2), SHOW, hold)))
        .isEqualTo(RefusalReason.NOT_YOUR_HOLD);
    assertThat(reason(engine.release(house.buyer(2), SHOW, hold)))
        .isEqualTo(RefusalReason.NOT_YOUR_HOLD);
    assertThat(reason(engine.extend(house.buyer(2), SHOW, hold, 0, false)))
        .isEqualTo(RefusalReason.NOT_YOUR_HOLD);
    assertThat(engine.release(house.organizer(), SHOW, hold)).isInstanceOf(Result.Done.class);
  }

  @Test
  void aHoldThatNeverWasIsNotFound() {
    for (long hold : new long[] {0, -1, 1, Long.MIN_VALUE, Long.MAX_VALUE, 99L << 22}) {
      assertThat(reason(engine.confirm(house.buyer(1), SHOW, hold)))
          .isEqualTo(RefusalReason.HOLD_NOT_FOUND);
    }
  }

  @Test
  void extendsToALaterDeadlineOnly() {
    long hold = house.held(1, 3);

    assertThat(((Result.Done) engine.extend(house.buyer(1), SHOW, hold, 1, false)).deadline())
        .isEqualTo(OPENS + HOLD);
    assertThat(((Result.Done) engine.extend(house.buyer(1), SHOW, hold, 90_000, true)).deadline())
        .isEqualTo(OPENS + 90_000);
    assertThat(reason(engine.extend(house.buyer(1), SHOW, hold, 99_000, true)))
        .isEqualTo(RefusalReason.EXTENSION_USED);
    assertThat(engine.nextDeadline()).isEqualTo(OPENS + 90_000);
    assertThat(reason(engine.extend(house.buyer(1), SHOW, hold, -1, false)))
        .isEqualTo(RefusalReason.MALFORMED);
    assertThat(reason(engine.extend(house.buyer(1), SHOW, hold, Long.MAX_VALUE, false)))
        .isEqualTo(RefusalReason.MALFORMED);
  }

  // Returns and exchanges.

  @Test
  void returnsSomeSeatsAndThenTheRest() {
    long hold = house.sold(1, 3, 4, 5);

    assertThat(engine.giveBack(house.buyer(1), SHOW, hold, list(4)))
        .isInstanceOf(Result.Done.class);
    assertThat(house.show().state(4)).isEqualTo(SeatState.FREE);
    assertThat(house.show().seatsOfBuyer(1)).isEqualTo(2);

    Result again = engine.giveBack(house.buyer(1), SHOW, hold, list(3, 4));
    assertThat(reason(again)).isEqualTo(RefusalReason.NOT_IN_HOLD);
    assertThat(seatsOf(again)).containsExactly(4);

    assertThat(engine.giveBack(house.organizer(), SHOW, hold, list()))
        .isInstanceOf(Result.Done.class);
    assertThat(house.show().count(SeatState.FREE)).isEqualTo(SmallHouse.SEATS);
    assertThat(reason(engine.giveBack(house.buyer(1), SHOW, hold, list())))
        .isEqualTo(RefusalReason.HOLD_ENDED);
  }

  @Test
  void returnsNothingThatIsNotSold() {
    long hold = house.held(1, 3);

    assertThat(reason(engine.giveBack(house.buyer(1), SHOW, hold, list())))
        .isEqualTo(RefusalReason.NOT_SOLD);
  }

  @Test
  void exchangesSeatsOfALiveHoldAndKeepsItsDeadlineAndOldPrices() {
    long hold = house.held(1, 3, 4);
    amend(
        new Amendment(
            SHOW,
            null,
            null,
            null,
            List.of(
                new Opening.Tier("t1", 70_000),
                new Opening.Tier("pit", 1),
                new Opening.Tier("box", 2)),
            null,
            null));
    house.time += 1000;

    Result.Held held =
        (Result.Held) engine.exchange(house.buyer(1), SHOW, hold, list(4), house.seats(5), false);

    assertThat(seatsOf(held)).containsExactly(3, 5);
    assertThat(held.price(0)).isEqualTo(68_000);
    assertThat(held.price(1)).isEqualTo(70_000);
    assertThat(held.deadline()).isEqualTo(OPENS + HOLD);
    assertThat(held.hold()).isNotEqualTo(hold);
    assertThat(house.show().state(4)).isEqualTo(SeatState.FREE);
    assertThat(reason(engine.confirm(house.buyer(1), SHOW, hold)))
        .isEqualTo(RefusalReason.HOLD_ENDED);
  }

  @Test
  void exchangesNothingWhenTheNewSeatsAreTaken() {
    long hold = house.held(1, 3, 4);
    house.held(2, 5);
    long version = house.show().version();

    Result result = engine.exchange(house.buyer(1), SHOW, hold, list(), house.seats(4, 5), false);

    assertThat(reason(result)).isEqualTo(RefusalReason.SEATS_TAKEN);
    assertThat(seatsOf(result)).containsExactly(5);
    assertThat(house.show().version()).isEqualTo(version);
    assertThat(house.show().state(4)).isEqualTo(SeatState.HELD);
    assertThat(engine.confirm(house.buyer(1), SHOW, hold)).isInstanceOf(Result.Done.class);
  }

  @Test
  void refusesABuyerToExchangeWhatIsSold() {
    long hold = house.sold(1, 3, 4);

    Result result = engine.exchange(house.buyer(1), SHOW, hold, list(), house.seats(5, 6), false);

    assertThat(reason(result)).isEqualTo(RefusalReason.HOLD_CONFIRMED);
    assertThat(house.show().state(3)).isEqualTo(SeatState.SOLD);
    assertThat(house.show().state(5)).isEqualTo(SeatState.FREE);
  }

  @Test
  void exchangesSoldSeatsForSoldOnes() {
    long hold = house.sold(1, 3, 4);

    Result.Held held =
        (Result.Held)
            engine.exchange(house.organizer(), SHOW, hold, list(), house.best(0, 2), false);

    assertThat(held.deadline()).isZero();
    assertThat(seatsOf(held)).containsExactly(4, 5);
    assertThat(house.show().state(5)).isEqualTo(SeatState.SOLD);
    assertThat(house.show().count(SeatState.SOLD)).isEqualTo(2);
    assertThat(engine.nextDeadline()).isEqualTo(SeatEngine.NO_DEADLINE);
  }

  // The organizer.

  @Test
  void blocksFreeSeatsAllOrNone() {
    house.held(1, 3);

    Result result = engine.block(house.organizer(), SHOW, list(2, 3, 4));

    assertThat(reason(result)).isEqualTo(RefusalReason.SEATS_NOT_BLOCKABLE);
    assertThat(seatsOf(result)).containsExactly(3);
    assertThat(house.show().count(SeatState.BLOCKED)).isZero();
    assertThat(engine.block(house.organizer(), SHOW, list(2, 4))).isInstanceOf(Result.Done.class);
    assertThat(house.show().count(SeatState.BLOCKED)).isEqualTo(2);
    assertThat(reason(house.hold(2, 2))).isEqualTo(RefusalReason.SEATS_TAKEN);
    assertThat(engine.unblock(house.organizer(), SHOW, list(2, 4))).isInstanceOf(Result.Done.class);
    assertThat(house.hold(2, 2)).isInstanceOf(Result.Held.class);
  }

  @Test
  void blockingTwiceChangesNothing() {
    engine.block(house.organizer(), SHOW, list(2));
    long version = house.show().version();

    Result.Done done = (Result.Done) engine.block(house.organizer(), SHOW, list(2));

    assertThat(done.version()).isEqualTo(version);
  }

  @Test
  void namesAtMostSixtyFourSeatsFromTheFirstOneOn() {
    SmallHouse large = new SmallHouse(new SeatEngine(SeatChanges.NONE));
    int[] unknown = new int[200];
    unknown[0] = 1;
    for (int i = 1; i < unknown.length; i++) {
      unknown[i] = 1000 + i;
    }

    Result result = large.engine.block(large.organizer(), SHOW, list(unknown));

    assertThat(reason(result)).isEqualTo(RefusalReason.UNKNOWN_SEAT);
    assertThat(seatsOf(result)).hasSize(64).startsWith(1001, 1002);
    assertThat(seatsOf(large.engine.block(large.header, SHOW, list(unknown))))
        .hasSize(64)
        .startsWith(1001, 1002);
  }

  @Test
  void anotherOrganizerFindsNothing() {
    Header from = house.organizer();
    from.organizer = 8;
    assertThat(reason(engine.block(from, SHOW, list(2))))
        .isEqualTo(RefusalReason.PERFORMANCE_NOT_FOUND);
    from.idempotencyLow = 0;
    from.idempotencyHigh = 0;
    assertThat(reason(engine.close(from, SHOW))).isEqualTo(RefusalReason.PERFORMANCE_NOT_FOUND);
    assertThat(reason(engine.amend(from, new Amendment(SHOW, null, null, 5L, null, null, null))))
        .isEqualTo(RefusalReason.PERFORMANCE_NOT_FOUND);
    from.organizer = 0;
    assertThat(reason(engine.close(from, SHOW))).isEqualTo(RefusalReason.PERFORMANCE_NOT_FOUND);
  }

  @Test
  void theSameOpeningTwiceIsAnsweredAlike() {
    Result.Done again = (Result.Done) engine.open(house.organizer(), SmallHouse.opening());
    assertThat(again.version()).isEqualTo(1);
    assertThat(engine.performances()).isEqualTo(1);

    Header other = house.organizer();
    other.organizer = 8;
    assertThat(reason(engine.open(other, SmallHouse.opening())))
        .isEqualTo(RefusalReason.PERFORMANCE_EXISTS);
  }

  @Test
  void amendsPricesForNewHoldsOnly() {
    long hold = house.held(1, 3);
    amend(
        new Amendment(
            SHOW,
            null,
            null,
            5_000L,
            List.of(
                new Opening.Tier("t1", 1), new Opening.Tier("pit", 2), new Opening.Tier("box", 3)),
            null,
            null));

    Result.Held held = (Result.Held) house.hold(2, 4);

    assertThat(held.total()).isEqualTo(1);
    assertThat(held.deadline()).isEqualTo(OPENS + 5_000);
    HoldView view = new HoldView();
    assertThat(engine.findHold(SHOW, hold, view)).isTrue();
    assertThat(view.total()).isEqualTo(68_000);
  }

  @Test
  void aTierThatMovedIsFoundWhereItIsNow() {
    amend(
        new Amendment(
            SHOW,
            null,
            null,
            null,
            null,
            List.of(new Opening.TierSpan(10, 1), new Opening.TierSpan(20, 0)),
            null));

    assertThat(seatsOf(house.holdBest(1, 1, 2))).containsExactly(4, 5);
    assertThat(house.show().countsOfTiers()[4 + SeatState.HELD]).isEqualTo(2);
    assertThat(house.show().countsOfTiers()[SeatState.FREE]).isEqualTo(20);
  }

  @Test
  void refusesAmendmentsThatBreakARule() {
    List<Amendment> broken =
        List.of(
            new Amendment(SHOW, new Opening.Window(5, 5), null, null, null, null, null),
            new Amendment(SHOW, null, new Opening.Limits(-1, 0), null, null, null, null),
            new Amendment(SHOW, null, null, 0L, null, null, null),
            new Amendment(SHOW, null, null, null, List.of(new Opening.Tier("t", 1)), null, null),
            new Amendment(SHOW, null, null, null, null, List.of(new Opening.TierSpan(29, 0)), null),
            new Amendment(SHOW, null, null, null, null, List.of(new Opening.TierSpan(30, 3)), null),
            new Amendment(
                SHOW, null, null, null, null, null, List.of(new Opening.AttributeSpan(29, 2, 1))));
    for (Amendment amendment : broken) {
      assertThat(reason(amend(amendment))).isEqualTo(RefusalReason.MALFORMED);
    }
    assertThat(house.show().version()).isEqualTo(1);
  }

  private Result amend(Amendment amendment) {
    return engine.amend(house.organizer(), amendment);
  }

  // Idempotency.

  @Test
  void theSameIdGivesTheFirstAnswerAgainAndChangesNothing() {
    Result.Held first = (Result.Held) house.hold(1, 3, 4);
    long hold = first.hold();
    long version = first.version();
    house.header.time += 5;

    Result.Held again = (Result.Held) engine.hold(house.header, SHOW, house.seats(3, 4), false);

    assertThat(again.hold()).isEqualTo(hold);
    assertThat(again.version()).isEqualTo(version);
    assertThat(again.deadline()).isEqualTo(OPENS + HOLD);
    assertThat(seatsOf(again)).containsExactly(3, 4);
    assertThat(again.total()).isEqualTo(136_000);
    assertThat(house.show().version()).isEqualTo(version);
  }

  @Test
  void theFirstAnswerOfAHoldStandsAlsoAfterItEnded() {
    house.hold(1, 3, 4);
    long id = house.header.idempotencyLow;
    long hold = ((Result.Held) engine.hold(house.header, SHOW, house.seats(3, 4), false)).hold();
    engine.release(house.buyer(1), SHOW, hold);
    house.held(2, 3);

    Header from = house.buyer(1);
    from.idempotencyLow = id;
    Result.Held again = (Result.Held) engine.hold(from, SHOW, house.seats(3, 4), false);

    assertThat(again.hold()).isEqualTo(hold);
    assertThat(seatsOf(again)).containsExactly(3, 4);
  }

  @Test
  void aRefusalIsRepeatedWithItsFactsAlsoWhenItWouldNowSucceed() {
    long hold = house.held(1, 3, 5);
    Result.Refused first = (Result.Refused) house.hold(2, 3, 4, 5);
    assertThat(seatsOf(first)).containsExactly(3, 5);
    long id = house.header.idempotencyLow;
    engine.release(house.buyer(1), SHOW, hold);

    Header from = house.buyer(2);
    from.idempotencyLow = id;
    Result again = engine.hold(from, SHOW, house.seats(3, 4, 5), false);

    assertThat(reason(again)).isEqualTo(RefusalReason.SEATS_TAKEN);
    assertThat(seatsOf(again)).containsExactly(3, 5);
  }

  @Test
  void anotherFingerprintUnderTheSameIdIsRefused() {
    house.hold(1, 3);
    house.header.fingerprint++;

    assertThat(reason(engine.hold(house.header, SHOW, house.seats(4), false)))
        .isEqualTo(RefusalReason.IDEMPOTENCY_KEY_REUSED);
    assertThat(house.show().state(4)).isEqualTo(SeatState.FREE);
  }

  @Test
  void withoutAnIdNothingIsRemembered() {
    Header from = house.buyer(1);
    from.idempotencyHigh = 0;
    from.idempotencyLow = 0;
    engine.hold(from, SHOW, house.seats(3), false);

    assertThat(reason(engine.hold(from, SHOW, house.seats(3), false)))
        .isEqualTo(RefusalReason.SEATS_TAKEN);
  }

  // Time.

  @Test
  void expiresInTheOrderOfDeadlineThenHold() {
    List<Long> order = new ArrayList<>();
    SmallHouse other =
        new SmallHouse(
            new SeatEngine(
                new SeatChanges() {
                  @Override
                  public void expired(Performance performance, long hold, Seats seats) {
                    order.add(hold);
                  }
                }));
    long first = other.held(1, 0);
    long second = other.held(2, 1);
    long third = other.held(3, 2);
    other.engine.extend(other.buyer(1), SHOW, first, HOLD + 1, false);

    assertThat(other.engine.nextDeadline()).isEqualTo(OPENS + HOLD);
    assertThat(other.engine.expire(OPENS + HOLD + 1, 2)).isEqualTo(2);
    assertThat(order).containsExactly(second, third);
    assertThat(other.engine.expire(OPENS + HOLD + 1, 5)).isEqualTo(1);
    assertThat(order).containsExactly(second, third, first);
    assertThat(other.engine.nextDeadline()).isEqualTo(SeatEngine.NO_DEADLINE);
    assertThat(other.engine.expire(Long.MAX_VALUE, 5)).isZero();
  }

  @Test
  void aLaggingTickKeepsNoExpiredSeatFromTheNextCommand() {
    SmallHouse large = new SmallHouse(new SeatEngine(SeatChanges.NONE));
    large.engine.open(large.organizer(), Halls.rows(12, 10, 50, 1, 60_000));
    Selection wanted = new Selection();
    for (int seat = 0; seat < 200; seat++) {
      wanted.named().seats.add(seat);
      assertThat(large.engine.hold(large.buyer(seat + 1), 12, wanted, false))
          .isInstanceOf(Result.Held.class);
    }
    large.time = OPENS + 60_000;
    wanted.named().seats.add(199);

    // The command frees only the first of the two hundred, yet gets the last one's seat.
    assertThat(large.engine.hold(large.buyer(300), 12, wanted, false))
        .isInstanceOf(Result.Held.class);
    assertThat(large.engine.liveHolds()).isEqualTo(1);
  }

  @Test
  void aCommandFreesABoundedNumberWhenItNeedsNoMore() {
    SmallHouse large = new SmallHouse(new SeatEngine(SeatChanges.NONE));
    large.engine.open(large.organizer(), Halls.rows(12, 10, 50, 1, 60_000));
    Selection wanted = new Selection();
    for (int seat = 0; seat < 200; seat++) {
      wanted.named().seats.add(seat);
      large.engine.hold(large.buyer(seat + 1), 12, wanted, false);
    }
    large.time = OPENS + 60_000;
    wanted.named().seats.add(300);

    large.engine.hold(large.buyer(300), 12, wanted, false);

    assertThat(large.engine.liveHolds()).isEqualTo(201 - SeatEngine.EXPIRIES_PER_COMMAND);
  }

  @Test
  void aClockThatJumpsBackChangesNothing() {
    long hold = house.held(1, 3);
    house.time = OPENS - 900_000;

    assertThat(engine.now()).isEqualTo(OPENS);
    assertThat(house.hold(2, 4)).isInstanceOf(Result.Held.class);
    assertThat(engine.confirm(house.buyer(1), SHOW, hold)).isInstanceOf(Result.Done.class);
    house.time = Long.MIN_VALUE;
    assertThat(house.hold(3, 5)).isInstanceOf(Result.Held.class);
    assertThat(engine.now()).isEqualTo(OPENS);
  }

  @Test
  void aClockThatJumpsToTheEndOfTimeBreaksNothing() {
    house.held(1, 3);
    house.time = Long.MAX_VALUE;
    // Nobody believes it: nothing expires, the sale goes on.
    house.held(2, 5);
    assertThat(house.show().state(3)).isEqualTo(SeatState.HELD);

    house.time = 1L << 43;
    assertThat(reason(house.hold(2, 4))).isEqualTo(RefusalReason.SALE_ENDED);
    assertThat(house.show().count(SeatState.FREE)).isEqualTo(SmallHouse.SEATS);
    assertThat(engine.hold(house.buyer(2), SHOW, house.seats(4), true))
        .isInstanceOf(Result.Held.class);
  }

  // Opening.

  @Test
  void refusesOpeningsThatBreakARule() {
    Opening good = Halls.rows(50, 2, 10, 1, 60_000);
    for (Opening broken : Halls.broken(good)) {
      assertThat(reason(engine.open(house.organizer(), broken)))
          .as("%s", broken)
          .isEqualTo(RefusalReason.MALFORMED);
    }
    assertThat(engine.performances()).isEqualTo(1);
    assertThat(engine.open(house.organizer(), good)).isInstanceOf(Result.Done.class);
  }

  @Test
  void tellsWhatAPerformanceIs() {
    Performance show = house.show();

    assertThat(show.organizer()).isEqualTo(SmallHouse.ORGANIZER);
    assertThat(show.currency()).isEqualTo("CNY");
    assertThat(show.mapDigest()).hasSize(32).containsOnly(0xab);
    assertThat(show.sections()).hasSize(3);
    assertThat(show.sectionOf(PIT)).isEqualTo(1);
    assertThat(show.tierOf(BOX)).isEqualTo(2);
    assertThat(show.attributesOf(BOX)).isEqualTo(SeatAttributes.WHEELCHAIR);
    assertThat(show.limits().perBuyer()).isEqualTo(6);
    assertThat(show.changedAt()).isEqualTo(OPENS - 10);
  }

  @Test
  void packsStatesTwoBitsASeatLowestFirst() {
    house.held(1, 0);
    house.sold(2, 1, 4);
    engine.block(house.organizer(), SHOW, list(2, 29));

    byte[] states = house.show().states();

    assertThat(states).hasSize(8);
    assertThat(states[0]).isEqualTo((byte) 0b00_11_10_01);
    assertThat(states[1]).isEqualTo((byte) 0b00_00_00_10);
    assertThat(states[7]).isEqualTo((byte) 0b11_00);
  }

  @Test
  void activatesOnlyBehaviourThatItKnows() {
    assertThat(engine.activate(house.organizer(), 1)).isInstanceOf(Result.Done.class);
    Result.Refused refused = (Result.Refused) engine.activate(house.organizer(), 2);
    assertThat(refused.reason()).isEqualTo(RefusalReason.UNKNOWN_BEHAVIOUR);
    assertThat(refused.fact()).isEqualTo(1);
    assertThat(engine.behaviour()).isEqualTo(1);
  }
}
