package io.onsale.inventory;

import static io.onsale.inventory.RunningSeats.ORDERS;
import static io.onsale.inventory.RunningSeats.STAFF;
import static io.onsale.inventory.RunningSeats.buyer;
import static io.onsale.inventory.RunningSeats.hall;
import static io.onsale.inventory.RunningSeats.newId;
import static io.onsale.inventory.RunningSeats.reason;
import static io.onsale.inventory.RunningSeats.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import io.grpc.stub.StreamObserver;
import io.onsale.contracts.inventory.v1.AmendPerformanceRequest;
import io.onsale.contracts.inventory.v1.Availability;
import io.onsale.contracts.inventory.v1.AvailabilityDelta;
import io.onsale.contracts.inventory.v1.Best;
import io.onsale.contracts.inventory.v1.BlockRequest;
import io.onsale.contracts.inventory.v1.ClosePerformanceRequest;
import io.onsale.contracts.inventory.v1.ConfirmRequest;
import io.onsale.contracts.inventory.v1.ExchangeRequest;
import io.onsale.contracts.inventory.v1.ExtendRequest;
import io.onsale.contracts.inventory.v1.GetAvailabilityRequest;
import io.onsale.contracts.inventory.v1.GetHoldRequest;
import io.onsale.contracts.inventory.v1.Held;
import io.onsale.contracts.inventory.v1.HeldSeat;
import io.onsale.contracts.inventory.v1.HoldRequest;
import io.onsale.contracts.inventory.v1.HoldState;
import io.onsale.contracts.inventory.v1.OpenPerformanceRequest;
import io.onsale.contracts.inventory.v1.ReleaseRequest;
import io.onsale.contracts.inventory.v1.RetakeRequest;
import io.onsale.contracts.inventory.v1.ReturnRequest;
import io.onsale.contracts.inventory.v1.Run;
import io.onsale.contracts.inventory.v1.Seats;
import io.onsale.contracts.inventory.v1.Tier;
import io.onsale.contracts.inventory.v1.WatchAvailabilityRequest;
import io.onsale.contracts.reasons.v1.Reason;
import io.onsale.kit.access.Caller;
import io.onsale.kit.refusal.Fault;
import io.onsale.kit.refusal.Refused;
import java.nio.file.Path;
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
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every call, through gRPC, log and engine and back. */
final class SeatsIT {
  private static final int FREE = 0;
  private static final int HELD = 1;
  private static final int SOLD = 2;
  private static final int BLOCKED = 3;

  @TempDir private static Path folder;
  private static RunningSeats seats;

  @BeforeAll
  static void start() throws Exception {
    seats = RunningSeats.on(folder);
  }

  @AfterAll
  static void stop() {
    seats.close();
    assertThat(seats.faults).isEmpty();
  }

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
  void offersOthersWhenSeatsAreTaken() {
    String show = seats.open(hall(2, 10));
    hold(show, buyer(1), 4, 5);

    Refused refused = refused(() -> hold(show, buyer(2), 3, 4));

    assertThat(refused.reason()).isEqualTo(Reason.SEATS_TAKEN);
    assertThat(refused.facts().get("seats")).isEqualTo(List.of(4L));
    assertThat(refused.facts().get("offer"))
        .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
        .hasSize(2)
        .doesNotContain(4L, 5L);
  }

  @Test
  void tellsWhyAHoldIsRefused() {
    String show = seats.open(hall(2, 10).setLimitPerBuyer(3));
    String later = seats.open(hall(2, 10).setOnSaleFrom(secondsFromNow(3_000)));
    hold(show, buyer(1), 0, 1);

    Refused limited = refused(() -> hold(show, buyer(1), 4, 5));
    assertThat(limited.reason()).isEqualTo(Reason.LIMIT_EXCEEDED);
    assertThat(limited.facts()).containsEntry("limit", 3L);
    Refused early = refused(() -> hold(later, buyer(1), 4));
    assertThat(early.reason()).isEqualTo(Reason.NOT_ON_SALE_YET);
    assertThat(Instant.parse((String) early.facts().get("opensAt"))).isAfter(Instant.now());
    assertThat(reason(() -> hold(show, buyer(2), 20))).isEqualTo(Reason.UNKNOWN_SEAT);
    assertThat(reason(() -> hold(show, buyer(2), -1))).isEqualTo(Reason.UNKNOWN_SEAT);
    assertThat(reason(() -> hold(show, buyer(2), 2, 2))).isEqualTo(Reason.DUPLICATE_SEAT);
    assertThat(reason(() -> hold(show, buyer(2)))).isEqualTo(Reason.BAD_COUNT);
    assertThat(reason(() -> hold(show, buyer(2), new int[65]))).isEqualTo(Reason.BAD_COUNT);
    assertThat(reason(() -> best(show, buyer(2), "A", 0))).isEqualTo(Reason.BAD_COUNT);
    assertThat(reason(() -> best(show, buyer(2), "A", Integer.MAX_VALUE)))
        .isEqualTo(Reason.BAD_COUNT);
    assertThat(reason(() -> best(show, buyer(2), "Z", 1))).isEqualTo(Reason.UNKNOWN_TIER);
    assertThat(reason(() -> best(seats.open(hall(2, 10)), buyer(2), "A", 11)))
        .isEqualTo(Reason.NO_ADJACENT_SEATS);
    assertThat(reason(() -> best(seats.open(hall(2, 10)), buyer(2), "A", 21)))
        .isEqualTo(Reason.SOLD_OUT);
    assertThat(
            reason(() ->
                seats
                    .as(buyer(2))
                    .hold(
                        HoldRequest.newBuilder()
                            .setPerformanceId(show)
                            .setBest(
                                Best.newBuilder().setTier("A").setCount(1).setSection("Balcony"))
                            .build())))
        .isEqualTo(Reason.UNKNOWN_SECTION);
    assertThat(
            reason(() ->
                seats.as(buyer(2)).hold(HoldRequest.newBuilder().setPerformanceId(show).build())))
        .isEqualTo(Reason.UNPROCESSABLE);
    seats
        .as(STAFF)
        .closePerformance(ClosePerformanceRequest.newBuilder().setPerformanceId(show).build());
    assertThat(reason(() -> hold(show, buyer(2), 4))).isEqualTo(Reason.PERFORMANCE_CLOSED);
  }

  @Test
  void knowsNoPerformanceOrHoldThatIsNotThereOrAnothers() {
    String show = seats.open(hall(2, 10));
    Held held = hold(show, buyer(1), 3);
    Caller stranger = Caller.organizer("8", "78");

    for (String unknown : List.of(newId(), "", "no id!", "zzzzzzzzzzzzzz", show + "-1")) {
      assertThat(reason(() -> hold(unknown, buyer(1), 1))).as(unknown).isEqualTo(Reason.NOT_FOUND);
      assertThat(reason(() -> availability(unknown))).as(unknown).isEqualTo(Reason.NOT_FOUND);
    }
    for (String unknown :
        List.of(show, show + "-zz", show + "-", "-1", newId() + "-1", show + "-1-1", "x")) {
      assertThat(reason(() -> state(unknown, buyer(1)))).as(unknown).isEqualTo(Reason.NOT_FOUND);
      assertThat(reason(() -> release(unknown, buyer(1)))).as(unknown).isEqualTo(Reason.NOT_FOUND);
      assertThat(reason(() -> release(unknown, ORDERS))).as(unknown).isEqualTo(Reason.NOT_FOUND);
      assertThat(
              reason(() ->
                  seats.as(ORDERS).confirm(ConfirmRequest.newBuilder().setHoldId(unknown).build())))
          .as(unknown)
          .isEqualTo(Reason.NOT_FOUND);
      assertThat(
              reason(() ->
                  seats.as(ORDERS).retake(RetakeRequest.newBuilder().setHoldId(unknown).build())))
          .as(unknown)
          .isEqualTo(Reason.NOT_FOUND);
    }
    assertThat(reason(() -> state(held.getHoldId(), buyer(2)))).isEqualTo(Reason.NOT_FOUND);
    assertThat(
            reason(() ->
                seats
                    .as(stranger)
                    .block(
                        BlockRequest.newBuilder()
                            .setPerformanceId(show)
                            .addSeats(5)
                            .setBlocked(true)
                            .build())))
        .isEqualTo(Reason.NOT_FOUND);
    assertThat(
            reason(() ->
                seats
                    .as(stranger)
                    .amendPerformance(
                        AmendPerformanceRequest.newBuilder()
                            .setPerformanceId(show)
                            .setLimitPerBuyer(1)
                            .build())))
        .isEqualTo(Reason.NOT_FOUND);
    assertThat(
            reason(() ->
                seats
                    .as(stranger)
                    .closePerformance(
                        ClosePerformanceRequest.newBuilder().setPerformanceId(show).build())))
        .isEqualTo(Reason.NOT_FOUND);
    assertThat(
            reason(() ->
                seats
                    .as(buyer(1))
                    .confirm(ConfirmRequest.newBuilder().setHoldId(held.getHoldId()).build())))
        .isEqualTo(Reason.NOT_ALLOWED);
    assertThat(reason(() -> hold(show, Caller.nobody(), 5))).isEqualTo(Reason.SIGN_IN_REQUIRED);
  }

  @Test
  void opensAPerformanceOnceAndAmendsIt() {
    OpenPerformanceRequest.Builder hall = hall(2, 10);
    String show = seats.open(hall);

    assertThat(seats.as(STAFF).openPerformance(hall.build()).getVersion()).isEqualTo(1);
    assertThat(
            reason(() -> seats.as(STAFF).openPerformance(hall.clone().setCurrency("USD").build())))
        .isEqualTo(Reason.ALREADY_PUBLISHED);
    assertThat(
            reason(() ->
                seats
                    .as(Caller.organizer("8", "000000000007x"))
                    .openPerformance(hall.clone().setOrganizerId("000000000007x").build())))
        .isEqualTo(Reason.NOT_FOUND);
    assertThat(
            reason(() ->
                seats
                    .as(STAFF)
                    .openPerformance(hall.clone().setOrganizerId("000000000007x").build())))
        .isEqualTo(Reason.NOT_FOUND);

    amend(
        AmendPerformanceRequest.newBuilder()
            .setPerformanceId(show)
            .setLimitPerBuyer(1)
            .addTiers(Tier.newBuilder().setName("A").setPrice(5_000)));

    assertThat(hold(show, buyer(1), 3).getTotal().getAmount()).isEqualTo(5_000);
    assertThat(reason(() -> hold(show, buyer(1), 4))).isEqualTo(Reason.LIMIT_EXCEEDED);
    assertThat(
            reason(() ->
                amend(
                    AmendPerformanceRequest.newBuilder()
                        .setPerformanceId(show)
                        .addTiers(Tier.newBuilder().setName("B").setPrice(5_000)))))
        .isEqualTo(Reason.UNKNOWN_TIER);
    assertThat(
            reason(() ->
                amend(
                    AmendPerformanceRequest.newBuilder()
                        .setPerformanceId(show)
                        .setOnSaleUntil(Timestamp.newBuilder().setSeconds(1)))))
        .isEqualTo(Reason.UNPROCESSABLE);
  }

  @Test
  void tellsAllThatIsWrongWithAnOpening() {
    OpenPerformanceRequest.Builder broken =
        hall(2, 10)
            .setMapDigest(ByteString.copyFrom(new byte[31]))
            .setCurrency("euro")
            .setHoldSeconds(-5)
            .setLimitPerBuyer(-1)
            .setRuns(1, Run.newBuilder().setSection(3).setFirstSeat(11).setSeats(10))
            .setTiers(0, Tier.newBuilder().setPrice(-1));

    Refused refused = refused(() -> seats.as(STAFF).openPerformance(broken.build()));

    assertThat(refused.reason()).isEqualTo(Reason.UNPROCESSABLE);
    assertThat(refused.faults())
        .extracting(Fault::pointer)
        .contains(
            "/mapDigest",
            "/currency",
            "/holdSeconds",
            "/limitPerBuyer",
            "/runs/1/section",
            "/runs/1/firstSeat",
            "/tiers/0/name",
            "/tiers/0/price");
    assertThat(
            reason(() ->
                seats
                    .as(STAFF)
                    .openPerformance(
                        OpenPerformanceRequest.newBuilder()
                            .setPerformanceId(newId())
                            .setOrganizerId(RunningSeats.ORGANIZER)
                            .build())))
        .isEqualTo(Reason.UNPROCESSABLE);
  }

  @Test
  void opensAHallThatIsLongerThanAMessage() {
    String show = seats.open(hall(10_000, 8));

    assertThat(availability(show).getTotal().getCapacity()).isEqualTo(80_000);
    assertThat(best(show, buyer(1), "A", 8).getSeatsCount()).isEqualTo(8);
  }

  @Test
  void streamsEachChangeByVersion() {
    String show = seats.open(hall(2, 10));
    Deltas deltas = watch(show, 1);
    Held held = hold(show, buyer(1), 4, 5);
    confirm(held);
    Held other = hold(show, buyer(1), 6);
    release(other, buyer(1));

    await().atMost(Duration.ofSeconds(5)).until(() -> deltas.received.size() == 4);

    assertThat(deltas.received)
        .extracting(AvailabilityDelta::getVersion)
        .containsExactly(2L, 3L, 4L, 5L);
    assertThat(deltas.received)
        .extracting(AvailabilityDelta::getState)
        .containsExactly(HELD, SOLD, HELD, FREE);
    assertThat(deltas.received.getFirst().getSeatsList()).containsExactly(4, 5);
    Deltas late = watch(show, 3);
    await().atMost(Duration.ofSeconds(5)).until(() -> late.received.size() == 2);
    assertThat(late.received).extracting(AvailabilityDelta::getVersion).containsExactly(4L, 5L);
  }

  @Test
  void tellsAWatcherThatItsVersionIsGone() {
    String show = seats.open(hall(2, 10));

    Deltas fromTheFuture = watch(show, 1_000);

    await().atMost(Duration.ofSeconds(5)).until(() -> fromTheFuture.failure.get() != null);
    assertThat(
            reason(() -> {
              throw fromTheFuture.failure.get();
            }))
        .isEqualTo(Reason.POSITION_GONE);
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

  /** Counts add up, and agree with the states. */
  private static void assertSound(Availability availability) {
    int[] states = new int[4];
    for (int seat = 0; seat < availability.getTotal().getCapacity(); seat++) {
      states[state(availability, seat)]++;
    }
    var total = availability.getTotal();
    assertThat(states)
        .containsExactly(total.getFree(), total.getHeld(), total.getSold(), total.getBlocked());
    assertThat(total.getFree() + total.getHeld() + total.getSold() + total.getBlocked())
        .isEqualTo(total.getCapacity());
    assertThat(
            availability.getTiersList().stream().mapToInt(tier -> tier.getCounts().getFree()).sum())
        .isEqualTo(total.getFree());
    assertThat(
            availability.getSectionsList().stream()
                .mapToInt(section -> section.getCounts().getSold())
                .sum())
        .isEqualTo(total.getSold());
  }

  private static int state(Availability availability, int seat) {
    return availability.getStates().byteAt(seat / 4) >> (seat % 4 * 2) & 3;
  }

  private static Availability availability(String show) {
    return seats
        .as(Caller.nobody())
        .getAvailability(GetAvailabilityRequest.newBuilder().setPerformanceId(show).build());
  }

  private static HoldRequest named(String show, int... indices) {
    Seats.Builder named = Seats.newBuilder();
    for (int index : indices) {
      named.addIndices(index);
    }
    return HoldRequest.newBuilder().setPerformanceId(show).setSeats(named).build();
  }

  private static Held hold(String show, Caller buyer, int... indices) {
    return seats.as(buyer).hold(named(show, indices));
  }

  private static Held best(String show, Caller buyer, String tier, int count) {
    return seats
        .as(buyer)
        .hold(
            HoldRequest.newBuilder()
                .setPerformanceId(show)
                .setBest(Best.newBuilder().setTier(tier).setCount(count))
                .build());
  }

  private static void confirm(Held held) {
    seats.as(ORDERS).confirm(ConfirmRequest.newBuilder().setHoldId(held.getHoldId()).build());
  }

  private static void release(Held held, Caller caller) {
    release(held.getHoldId(), caller);
  }

  private static void release(String hold, Caller caller) {
    seats.as(caller).release(ReleaseRequest.newBuilder().setHoldId(hold).build());
  }

  private static HoldState state(Held held, Caller caller) {
    return state(held.getHoldId(), caller);
  }

  private static HoldState state(String hold, Caller caller) {
    return seats.as(caller).getHold(GetHoldRequest.newBuilder().setHoldId(hold).build());
  }

  private static void amend(AmendPerformanceRequest.Builder amend) {
    seats.as(STAFF).amendPerformance(amend.build());
  }

  private static Timestamp secondsFromNow(long seconds) {
    return Timestamp.newBuilder().setSeconds(Instant.now().getEpochSecond() + seconds).build();
  }

  /** From now on when {@code since} is 0. */
  private static Deltas watch(String show, long since) {
    Deltas deltas = new Deltas();
    WatchAvailabilityRequest.Builder request =
        WatchAvailabilityRequest.newBuilder().setPerformanceId(show);
    if (since > 0) {
      request.setSince(since);
    }
    seats.async(Caller.nobody()).watchAvailability(request.build(), deltas);
    return deltas;
  }

  private static final class Deltas implements StreamObserver<AvailabilityDelta> {
    final List<AvailabilityDelta> received = new CopyOnWriteArrayList<>();
    final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    @Override
    public void onNext(AvailabilityDelta delta) {
      received.add(delta);
    }

    @Override
    public void onError(Throwable thrown) {
      failure.set(thrown);
    }

    @Override
    public void onCompleted() {}
  }
}
