package io.onsale.inventory;

import static io.onsale.inventory.RunningSeats.ORDERS;
import static io.onsale.inventory.RunningSeats.STAFF;
import static io.onsale.inventory.RunningSeats.buyer;
import static io.onsale.inventory.RunningSeats.hall;
import static io.onsale.inventory.RunningSeats.newId;
import static io.onsale.inventory.RunningSeats.reason;
import static io.onsale.inventory.RunningSeats.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.onsale.contracts.inventory.v1.AmendPerformanceRequest;
import io.onsale.contracts.inventory.v1.Best;
import io.onsale.contracts.inventory.v1.BlockRequest;
import io.onsale.contracts.inventory.v1.ClosePerformanceRequest;
import io.onsale.contracts.inventory.v1.ConfirmRequest;
import io.onsale.contracts.inventory.v1.Held;
import io.onsale.contracts.inventory.v1.HoldRequest;
import io.onsale.contracts.inventory.v1.RetakeRequest;
import io.onsale.contracts.reasons.v1.Reason;
import io.onsale.kit.access.Caller;
import io.onsale.kit.refusal.Refused;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is refused, with which reason, and what it says. */
final class RefusalsIT extends SeatsFixture {
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
}
