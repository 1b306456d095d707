package io.onsale.inventory;

import static io.onsale.inventory.RunningSeats.ORDERS;
import static io.onsale.inventory.RunningSeats.STAFF;
import static io.onsale.inventory.RunningSeats.buyer;
import static io.onsale.inventory.RunningSeats.hall;
import static io.onsale.inventory.RunningSeats.reason;
import static io.onsale.inventory.RunningSeats.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.onsale.contracts.inventory.v1.AmendPerformanceRequest;
import io.onsale.contracts.inventory.v1.Availability;
import io.onsale.contracts.inventory.v1.BlockRequest;
import io.onsale.contracts.inventory.v1.ConfirmRequest;
import io.onsale.contracts.inventory.v1.ExchangeRequest;
import io.onsale.contracts.inventory.v1.ExtendRequest;
import io.onsale.contracts.inventory.v1.Held;
import io.onsale.contracts.inventory.v1.HeldSeat;
import io.onsale.contracts.inventory.v1.HoldRequest;
import io.onsale.contracts.inventory.v1.HoldState;
import io.onsale.contracts.inventory.v1.RetakeRequest;
import io.onsale.contracts.inventory.v1.ReturnRequest;
import io.onsale.contracts.inventory.v1.Seats;
import io.onsale.contracts.reasons.v1.Reason;
import io.onsale.kit.access.Caller;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** What becomes of a hold, call by call. */
final class HoldsIT extends SeatsFixture {
  @Test
  void holdsNamedSeatsAndShowsThemAtOnce() {
    String show = seats.open(hall(4, 10));
    Instant before = Instant.now();

    Held held = hold(show, buyer(1), 12, 11);

    assertThat(held.getSeatsList()).extracting(HeldSeat::getIndex).containsExactly(12, 11);
    assertThat(held.getSeatsList()).extracting(HeldSeat::getTier).containsOnly("A");
    assertThat(held.getTotal().getAmount()).isEqualTo(20_000);
    assertThat(held.getTotal().getCurrency()).isEqualTo("EUR");
    assertThat(held.getHoldId()).startsWith(show + "-");
    assertThat(held.getVersion()).isEqualTo(2);
    assertThat(Instant.ofEpochSecond(held.getExpiresAt().getSeconds()))
        .isBetween(before.plusSeconds(598), Instant.now().plusSeconds(601));
    HoldState state = state(held, buyer(1));
    assertThat(state.getHold()).isEqualTo(held);
    assertThat(state.getStatus()).isEqualTo(HoldState.Status.LIVE);
    assertThat(state.getOrganizerId()).isEqualTo(RunningSeats.ORGANIZER);
    assertThat(state.getBuyerId()).isEqualTo(buyer(1).accountId());
    Availability availability = availability(show);
    assertThat(state(availability, 11)).isEqualTo(HELD);
    assertThat(state(availability, 13)).isEqualTo(FREE);
    assertThat(availability.getVersion()).isEqualTo(2);
    assertSound(availability);
  }

  @Test
  void holdsTheBestSideBySide() {
    String show = seats.open(hall(4, 10));

    Held held = best(show, buyer(1), "A", 3);

    List<Integer> indices = held.getSeatsList().stream().map(HeldSeat::getIndex).toList();
    assertThat(indices).hasSize(3);
    assertThat(indices.get(2) - indices.get(0)).isEqualTo(2);
    assertThat(indices).allMatch(seat -> seat < 10);
  }

  @Test
  void confirmsReturnsAndBlocks() {
    String show = seats.open(hall(4, 10));
    Held held = hold(show, buyer(1), 1, 2, 3);

    seats.as(ORDERS).confirm(ConfirmRequest.newBuilder().setHoldId(held.getHoldId()).build());

    assertThat(state(availability(show), 2)).isEqualTo(SOLD);
    assertThat(state(held, buyer(1)).getStatus()).isEqualTo(HoldState.Status.SOLD);

    seats
        .as(ORDERS)
        .return_(ReturnRequest.newBuilder().setHoldId(held.getHoldId()).addSeats(2).build());

    assertThat(state(availability(show), 2)).isEqualTo(FREE);
    assertThat(state(availability(show), 3)).isEqualTo(SOLD);

    seats
        .as(STAFF)
        .block(
            BlockRequest.newBuilder().setPerformanceId(show).addSeats(2).setBlocked(true).build());

    assertThat(state(availability(show), 2)).isEqualTo(BLOCKED);
    assertThat(
            reason(() ->
                seats
                    .as(STAFF)
                    .block(
                        BlockRequest.newBuilder()
                            .setPerformanceId(show)
                            .addSeats(3)
                            .setBlocked(true)
                            .build())))
        .isEqualTo(Reason.SEATS_NOT_BLOCKABLE);

    seats.as(STAFF).block(BlockRequest.newBuilder().setPerformanceId(show).addSeats(2).build());

    assertThat(state(availability(show), 2)).isEqualTo(FREE);
    assertSound(availability(show));
  }

  @Test
  void releasesForItsBuyerAndForAService() {
    String show = seats.open(hall(2, 10));
    Held mine = hold(show, buyer(1), 1);
    Held other = hold(show, buyer(1), 2);

    assertThat(reason(() -> release(other, buyer(2)))).isEqualTo(Reason.NOT_FOUND);
    release(mine, buyer(1));
    release(other, ORDERS);

    assertThat(availability(show).getTotal().getFree()).isEqualTo(20);
    assertThat(state(mine, buyer(1)).getStatus()).isEqualTo(HoldState.Status.RELEASED);
    assertThat(reason(() -> release(mine, buyer(1)))).isEqualTo(Reason.HOLD_ENDED);
  }

  @Test
  void sameKeyGivesTheSameHoldAndAnotherRequestIsRefused() {
    String show = seats.open(hall(2, 10));
    HoldRequest request = named(show, 4, 5);

    Held first = seats.as(buyer(1), "k1").hold(request);
    Held again = seats.as(buyer(1), "k1").hold(request);
    Held others = seats.as(buyer(2), "k1").hold(named(show, 6));

    assertThat(again).isEqualTo(first);
    assertThat(others.getHoldId()).isNotEqualTo(first.getHoldId());
    assertThat(reason(() -> seats.as(buyer(1), "k1").hold(named(show, 7))))
        .isEqualTo(Reason.IDEMPOTENCY_KEY_REUSED);
    assertThat(availability(show).getTotal().getHeld()).isEqualTo(3);
  }

  @Test
  void freesWhatHasExpired() {
    String show = seats.open(hall(2, 10).setHoldSeconds(1));
    Held held = hold(show, buyer(1), 4, 5);

    await()
        .atMost(Duration.ofSeconds(3))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> availability(show).getTotal().getFree() == 20);

    assertThat(Instant.now().getEpochSecond())
        .isGreaterThanOrEqualTo(held.getExpiresAt().getSeconds());
    assertThat(state(held, buyer(1)).getStatus()).isEqualTo(HoldState.Status.EXPIRED);
    assertThat(reason(() -> confirm(held))).isEqualTo(Reason.HOLD_EXPIRED);
  }

  @Test
  void takesTheSameSeatsAgainOrOthersForALatePayment() {
    String show = seats.open(hall(2, 10));
    Held held = hold(show, buyer(1), 4, 5);
    release(held, buyer(1));
    RetakeRequest.Builder retake = RetakeRequest.newBuilder().setHoldId(held.getHoldId());

    Held again = seats.as(ORDERS, "r1").retake(retake.build());

    assertThat(again.getSeatsList()).extracting(HeldSeat::getIndex).containsExactly(4, 5);
    assertThat(state(again, buyer(1)).getBuyerId()).isEqualTo(buyer(1).accountId());
    assertThat(seats.as(ORDERS, "r1").retake(retake.build())).isEqualTo(again);
    assertThat(reason(() -> seats.as(ORDERS).retake(retake.build()))).isEqualTo(Reason.SEATS_TAKEN);

    Held instead = seats.as(ORDERS).retake(retake.setSubstitute(true).build());

    assertThat(instead.getSeatsList()).hasSize(2);
    assertThat(instead.getSeatsList()).extracting(HeldSeat::getIndex).doesNotContain(4, 5);
  }

  @Test
  void retakesAfterTheSaleHasEnded() {
    String show = seats.open(hall(2, 10));
    Held held = hold(show, buyer(1), 4);
    release(held, buyer(1));
    amend(
        AmendPerformanceRequest.newBuilder()
            .setPerformanceId(show)
            .setOnSaleUntil(secondsFromNow(-1)));

    assertThat(reason(() -> hold(show, buyer(1), 4))).isEqualTo(Reason.SALE_ENDED);
    Held again =
        seats.as(ORDERS).retake(RetakeRequest.newBuilder().setHoldId(held.getHoldId()).build());

    assertThat(again.getSeats(0).getIndex()).isEqualTo(4);
  }

  @Test
  void extendsOnceForABuyerAndFreelyForAService() {
    String show = seats.open(hall(2, 10).setHoldSeconds(60));
    Held held = hold(show, buyer(1), 4);

    Held longer =
        seats
            .as(ORDERS)
            .extend(ExtendRequest.newBuilder().setHoldId(held.getHoldId()).setSeconds(900).build());
    Held evenLonger =
        seats
            .as(ORDERS)
            .extend(
                ExtendRequest.newBuilder().setHoldId(held.getHoldId()).setSeconds(1800).build());

    assertThat(longer.getExpiresAt().getSeconds() - held.getExpiresAt().getSeconds())
        .isBetween(838L, 842L);
    assertThat(evenLonger.getExpiresAt().getSeconds())
        .isGreaterThan(longer.getExpiresAt().getSeconds());
    assertThat(evenLonger.getSeatsList()).isEqualTo(held.getSeatsList());

    Held mine = hold(show, buyer(1), 5);
    ExtendRequest extend = ExtendRequest.newBuilder().setHoldId(mine.getHoldId()).build();
    assertThat(reason(() -> seats.as(buyer(2)).extend(extend))).isEqualTo(Reason.NOT_FOUND);
    assertThat(reason(() -> seats.as(buyer(1)).extend(extend.toBuilder().setSeconds(61).build())))
        .isEqualTo(Reason.UNPROCESSABLE);
    seats.as(buyer(1)).extend(extend);
    assertThat(reason(() -> seats.as(buyer(1)).extend(extend))).isEqualTo(Reason.EXTENSION_USED);
  }

  @Test
  void exchangesSeatsAllOrNothing() {
    String show = seats.open(hall(2, 10));
    Held held = hold(show, buyer(1), 4, 5);
    hold(show, buyer(2), 9);
    ExchangeRequest.Builder exchange =
        ExchangeRequest.newBuilder().setHoldId(held.getHoldId()).addGiveUp(5);

    assertThat(
            reason(() ->
                seats
                    .as(buyer(1))
                    .exchange(exchange.clone().setSeats(Seats.newBuilder().addIndices(9)).build())))
        .isEqualTo(Reason.SEATS_TAKEN);
    Held changed =
        seats.as(buyer(1)).exchange(exchange.setSeats(Seats.newBuilder().addIndices(8)).build());

    assertThat(changed.getSeatsList())
        .extracting(HeldSeat::getIndex)
        .containsExactlyInAnyOrder(4, 8);
    assertThat(state(availability(show), 5)).isEqualTo(FREE);
    confirm(changed);
    assertThat(
            reason(() ->
                seats
                    .as(buyer(1))
                    .exchange(
                        ExchangeRequest.newBuilder()
                            .setHoldId(changed.getHoldId())
                            .setSeats(Seats.newBuilder().addIndices(7))
                            .build())))
        .isEqualTo(Reason.HOLD_ENDED);
  }

  @Test
  void sellsEachSeatOnceWhenManyFight() throws Exception {
    int clients = 64;
    String show = seats.open(hall(20, 25));
    Set<Integer> owned = ConcurrentHashMap.newKeySet();
    List<String> twice = new CopyOnWriteArrayList<>();
    AtomicBoolean fighting = new AtomicBoolean(true);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Long> reads = threads.submit(() -> readWhile(show, fighting));
      List<Callable<Void>> fights = new ArrayList<>();
      for (int i = 0; i < clients; i++) {
        Caller buyer = buyer(100 + i);
        boolean named = i % 2 == 0;
        fights.add(() -> {
          int refusals = 0;
          while (refusals < 12) {
            try {
              Held held = named ? holdAny(show, buyer) : best(show, buyer, "A", 2);
              for (HeldSeat seat : held.getSeatsList()) {
                if (!owned.add(seat.getIndex())) {
                  twice.add(held.getHoldId() + " " + seat.getIndex());
                }
              }
              confirm(held);
            } catch (io.grpc.StatusRuntimeException e) {
              assertThat(
                      refused(
                              () -> {
                                throw e;
                              })
                          .reason())
                  .isIn(Reason.SEATS_TAKEN, Reason.SOLD_OUT, Reason.NO_ADJACENT_SEATS);
              refusals++;
            }
          }
          return null;
        });
      }
      for (Future<Void> fight : threads.invokeAll(fights)) {
        fight.get();
      }
      fighting.set(false);
      assertThat(reads.get()).isPositive();
    }

    Availability end = availability(show);
    assertThat(twice).isEmpty();
    assertThat(end.getTotal().getSold()).isEqualTo(owned.size());
    assertThat(end.getTotal().getHeld()).isZero();
    assertThat(owned.size()).isGreaterThan(400);
    assertSound(end);
  }

  private static long readWhile(String show, AtomicBoolean fighting) {
    long last = 0;
    long reads = 0;
    while (fighting.get()) {
      Availability read = availability(show);
      assertThat(read.getVersion()).isGreaterThanOrEqualTo(last);
      assertSound(read);
      last = read.getVersion();
      reads++;
    }
    return reads;
  }

  private static Held holdAny(String show, Caller buyer) {
    int seat = ThreadLocalRandom.current().nextInt(499);
    return hold(show, buyer, seat, seat + 1);
  }
}
