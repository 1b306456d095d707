package io.onsale.inventory;

import static io.onsale.inventory.RunningSeats.buyer;
import static io.onsale.inventory.RunningSeats.hall;
import static org.assertj.core.api.Assertions.assertThat;

import io.onsale.contracts.inventory.v1.Availability;
import io.onsale.contracts.inventory.v1.Best;
import io.onsale.contracts.inventory.v1.GetAvailabilityRequest;
import io.onsale.contracts.inventory.v1.Held;
import io.onsale.contracts.inventory.v1.HoldRequest;
import io.onsale.contracts.inventory.v1.ReleaseRequest;
import io.onsale.contracts.reasons.v1.Reason;
import io.onsale.kit.access.Caller;
import io.onsale.kit.refusal.Refused;
import java.io.IOException;
import java.net.DatagramSocket;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Performances spread over two seat logs, each with a node in this process. */
final class ShardsIT {
  private static final int FAR = 5;

  @TempDir private Path folder;

  @Test
  void keepsEachPerformanceInTheShardThatItsIdNamesWhateverShardsThereAre() throws Exception {
    ShardConfig near = new ShardConfig(0, List.of(), port());
    ShardConfig far = new ShardConfig(FAR, List.of(), port());
    String here;
    String there;
    Held held;
    try (RunningSeats seats = on(List.of(near, far))) {
      here = seats.open(hall(2, 10).setPerformanceId(RunningSeats.newId(0)));
      there = seats.open(hall(2, 10).setPerformanceId(RunningSeats.newId(FAR)));
      best(seats, here);
      held = best(seats, there);
      seats.as(buyer(1)).release(ReleaseRequest.newBuilder().setHoldId(held.getHoldId()).build());
      best(seats, there);
      best(seats, there);

      assertThat(held(seats, here)).isEqualTo(1);
      assertThat(held(seats, there)).isEqualTo(2);
    }

    // The far shard is taken out of the settings.
    try (RunningSeats seats = on(List.of(near))) {
      assertThat(held(seats, here)).isEqualTo(1);
      Refused refused = RunningSeats.refused(() -> best(seats, there));
      assertThat(refused.reason()).isEqualTo(Reason.UNAVAILABLE);
      assertThat(refused.getMessage()).contains("shard " + FAR);
      assertThat(refused.facts()).containsEntry("shard", (long) FAR);
      assertThat(
              RunningSeats.reason(() ->
                  seats
                      .as(buyer(1))
                      .release(ReleaseRequest.newBuilder().setHoldId(held.getHoldId()).build())))
          .isEqualTo(Reason.UNAVAILABLE);
      assertThat(RunningSeats.reason(() -> seats.open(hall(1, 5).setPerformanceId(there))))
          .isEqualTo(Reason.UNAVAILABLE);
    }

    // It comes back, now the first of three.
    ShardConfig more = new ShardConfig(9, List.of(), port());
    try (RunningSeats seats = on(List.of(far, more, near))) {
      assertThat(held(seats, here)).isEqualTo(1);
      assertThat(held(seats, there)).isEqualTo(2);
    }
  }

  private RunningSeats on(List<ShardConfig> shards) throws Exception {
    return RunningSeats.on(folder, RunningSeats.config(100, shards));
  }

  private static int port() throws IOException {
    try (DatagramSocket free = new DatagramSocket(0)) {
      return Math.min(free.getLocalPort() - 1, 65_000);
    }
  }

  private static Held best(RunningSeats seats, String show) {
    return seats
        .as(buyer(1))
        .hold(
            HoldRequest.newBuilder()
                .setPerformanceId(show)
                .setBest(Best.newBuilder().setTier("A").setCount(1))
                .build());
  }

  private static int held(RunningSeats seats, String show) {
    Availability availability =
        seats
            .as(Caller.nobody())
            .getAvailability(GetAvailabilityRequest.newBuilder().setPerformanceId(show).build());
    return availability.getTotal().getHeld();
  }
}
