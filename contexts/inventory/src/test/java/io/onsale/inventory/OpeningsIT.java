package io.onsale.inventory;

import static io.onsale.inventory.RunningSeats.STAFF;
import static io.onsale.inventory.RunningSeats.buyer;
import static io.onsale.inventory.RunningSeats.hall;
import static io.onsale.inventory.RunningSeats.newId;
import static io.onsale.inventory.RunningSeats.reason;
import static io.onsale.inventory.RunningSeats.refused;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import io.onsale.contracts.inventory.v1.AmendPerformanceRequest;
import io.onsale.contracts.inventory.v1.OpenPerformanceRequest;
import io.onsale.contracts.inventory.v1.Run;
import io.onsale.contracts.inventory.v1.Tier;
import io.onsale.contracts.reasons.v1.Reason;
import io.onsale.kit.access.Caller;
import io.onsale.kit.refusal.Fault;
import io.onsale.kit.refusal.Refused;
import org.junit.jupiter.api.Test;

/** Performances: opened once, amended, and what is wrong with them. */
final class OpeningsIT extends SeatsFixture {
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
}
