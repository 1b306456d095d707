package io.onsale.inventory;

import static io.onsale.inventory.RunningSeats.ORDERS;
import static io.onsale.inventory.RunningSeats.STAFF;
import static io.onsale.inventory.RunningSeats.buyer;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import io.onsale.contracts.inventory.v1.AmendPerformanceRequest;
import io.onsale.contracts.inventory.v1.Availability;
import io.onsale.contracts.inventory.v1.Best;
import io.onsale.contracts.inventory.v1.ConfirmRequest;
import io.onsale.contracts.inventory.v1.GetAvailabilityRequest;
import io.onsale.contracts.inventory.v1.GetHoldRequest;
import io.onsale.contracts.inventory.v1.Held;
import io.onsale.contracts.inventory.v1.HoldRequest;
import io.onsale.contracts.inventory.v1.HoldState;
import io.onsale.contracts.inventory.v1.ReleaseRequest;
import io.onsale.contracts.inventory.v1.Seats;
import io.onsale.kit.access.Caller;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/**
 * A node with its edge, called through gRPC, log and engine and back: what the tests of its calls
 * say.
 */
abstract class SeatsFixture {
  static final int FREE = 0;
  static final int HELD = 1;
  static final int SOLD = 2;
  static final int BLOCKED = 3;

  @TempDir private static Path folder;
  static RunningSeats seats;

  @BeforeAll
  static void start() throws Exception {
    seats = RunningSeats.on(folder);
  }

  @AfterAll
  static void stop() {
    seats.close();
    assertThat(seats.faults).isEmpty();
  }

  /** Counts add up, and agree with the states. */
  static void assertSound(Availability availability) {
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

  static int state(Availability availability, int seat) {
    return availability.getStates().byteAt(seat / 4) >> (seat % 4 * 2) & 3;
  }

  static Availability availability(String show) {
    return seats
        .as(Caller.nobody())
        .getAvailability(GetAvailabilityRequest.newBuilder().setPerformanceId(show).build());
  }

  static HoldRequest named(String show, int... indices) {
    Seats.Builder named = Seats.newBuilder();
    for (int index : indices) {
      named.addIndices(index);
    }
    return HoldRequest.newBuilder().setPerformanceId(show).setSeats(named).build();
  }

  static Held hold(String show, Caller buyer, int... indices) {
    return seats.as(buyer).hold(named(show, indices));
  }

  static Held best(String show, Caller buyer, String tier, int count) {
    return seats
        .as(buyer)
        .hold(
            HoldRequest.newBuilder()
                .setPerformanceId(show)
                .setBest(Best.newBuilder().setTier(tier).setCount(count))
                .build());
  }

  static void confirm(Held held) {
    seats.as(ORDERS).confirm(ConfirmRequest.newBuilder().setHoldId(held.getHoldId()).build());
  }

  static void release(Held held, Caller caller) {
    release(held.getHoldId(), caller);
  }

  static void release(String hold, Caller caller) {
    seats.as(caller).release(ReleaseRequest.newBuilder().setHoldId(hold).build());
  }

  static HoldState state(Held held, Caller caller) {
    return state(held.getHoldId(), caller);
  }

  static HoldState state(String hold, Caller caller) {
    return seats.as(caller).getHold(GetHoldRequest.newBuilder().setHoldId(hold).build());
  }

  static void amend(AmendPerformanceRequest.Builder amend) {
    seats.as(STAFF).amendPerformance(amend.build());
  }

  static Timestamp secondsFromNow(long seconds) {
    return Timestamp.newBuilder().setSeconds(Instant.now().getEpochSecond() + seconds).build();
  }
}
