package io.onsale.inventory;

import static io.onsale.inventory.RunningSeats.ORDERS;
import static io.onsale.inventory.RunningSeats.buyer;
import static io.onsale.inventory.RunningSeats.hall;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onsale.contracts.inventory.v1.Availability;
import io.onsale.contracts.inventory.v1.Best;
import io.onsale.contracts.inventory.v1.ConfirmRequest;
import io.onsale.contracts.inventory.v1.GetAvailabilityRequest;
import io.onsale.contracts.inventory.v1.GetHoldRequest;
import io.onsale.contracts.inventory.v1.Held;
import io.onsale.contracts.inventory.v1.HoldRequest;
import io.onsale.contracts.inventory.v1.HoldState;
import io.onsale.contracts.reasons.v1.Reason;
import io.onsale.kit.access.Caller;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the seats know outlives the process. */
final class RestartIT {
  private static final int ACKNOWLEDGED_BEFORE_THE_KILL = 500;
  private static final long RESTART_SECONDS_MAX = 10;

  @TempDir private Path folder;

  @Test
  void keepsEverythingOverARestart() throws Exception {
    String show;
    Held held;
    Held sold;
    Availability before;
    try (RunningSeats seats = RunningSeats.on(folder)) {
      show = seats.open(hall(4, 10));
      held = best(seats, show, 1, "k1");
      sold = best(seats, show, 2, "k2");
      seats.as(ORDERS).confirm(ConfirmRequest.newBuilder().setHoldId(sold.getHoldId()).build());
      before = availability(seats, show);
    }
    try (RunningSeats seats = RunningSeats.on(folder)) {
      assertThat(availability(seats, show)).isEqualTo(before);
      assertThat(state(seats, held, 1).getStatus()).isEqualTo(HoldState.Status.LIVE);
      assertThat(state(seats, sold, 2).getStatus()).isEqualTo(HoldState.Status.SOLD);
      assertThat(best(seats, show, 1, "k1")).isEqualTo(held);
      assertThat(best(seats, show, 1, "k3").getVersion()).isEqualTo(before.getVersion() + 1);
    }
  }

  @Test
  void keepsEverythingOverARestartWithoutForcingItToTheDisk() throws Exception {
    String show;
    Held held;
    try (RunningSeats seats = RunningSeats.on(folder, RunningSeats.withoutFsync())) {
      show = seats.open(hall(4, 10));
      held = best(seats, show, 1, "k1");
    }
    try (RunningSeats seats = RunningSeats.on(folder, RunningSeats.withoutFsync())) {
      assertThat(best(seats, show, 1, "k1")).isEqualTo(held);
    }
    try (RunningSeats seats = RunningSeats.on(folder)) {
      assertThat(state(seats, held, 1).getStatus()).isEqualTo(HoldState.Status.LIVE);
      assertThat(best(seats, show, 1, "k2").getVersion()).isEqualTo(held.getVersion() + 1);
    }
  }

  @Test
  void keepsEveryAcknowledgedHoldWhenKilled() throws Exception {
    Map<String, Integer> acknowledged = new LinkedHashMap<>();
    String show;
    Process process = SellerUntilKilled.start(folder);
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      show = lines.readLine();
      assertThat(show).as("see %s", folder.resolve("seller.log")).isNotNull();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        int space = line.indexOf(' ');
        acknowledged.put(line.substring(0, space), Integer.valueOf(line.substring(space + 1)));
        if (acknowledged.size() == ACKNOWLEDGED_BEFORE_THE_KILL) {
          // The handle's kill, unlike the process's, leaves what was printed readable.
          process.toHandle().destroyForcibly();
        }
      }
    } finally {
      process.destroyForcibly();
    }
    long killed = System.nanoTime();

    try (RunningSeats seats = RunningSeats.on(folder)) {
      assertThat(process.exitValue()).isEqualTo(128 + 9);
      assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - killed))
          .isLessThan(RESTART_SECONDS_MAX);
      assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(ACKNOWLEDGED_BEFORE_THE_KILL);
      assertThat(acknowledged.values()).doesNotHaveDuplicates();
      for (Map.Entry<String, Integer> hold : acknowledged.entrySet()) {
        HoldState state =
            seats.as(ORDERS).getHold(GetHoldRequest.newBuilder().setHoldId(hold.getKey()).build());
        assertThat(state.getStatus()).isEqualTo(HoldState.Status.LIVE);
        assertThat(state.getHold().getSeats(0).getIndex()).isEqualTo(hold.getValue());
      }
      Availability availability = availability(seats, show);
      assertThat(availability.getTotal().getHeld())
          .isBetween(acknowledged.size(), acknowledged.size() + 8);
    }
  }

  @Test
  void servesTwoInstancesSideBySideAndNeverTwoOnOneFolder() throws Exception {
    Path other = Files.createDirectory(folder.resolve("other"));
    Path one = Files.createDirectory(folder.resolve("one"));
    try (RunningSeats first = RunningSeats.on(one);
        RunningSeats second = RunningSeats.on(other)) {
      String show = first.open(hall(2, 10));
      best(first, show, 1, "k");

      assertThat(RunningSeats.reason(() -> availability(second, show))).isEqualTo(Reason.NOT_FOUND);
      assertThat(availability(first, show).getTotal().getHeld()).isEqualTo(1);
      assertThatThrownBy(() -> RunningSeats.on(one))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("in use by process " + ProcessHandle.current().pid());
      assertThat(best(first, show, 2, "k").getSeatsCount()).isEqualTo(1);
    }
  }

  @Test
  void tellsSomeToSlowDownWhenMoreAskThanMayWait() throws Exception {
    int callers = 200;
    try (RunningSeats seats = RunningSeats.on(folder, RunningSeats.config(4));
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      String show = seats.open(hall(20, 10));
      List<Callable<Boolean>> holds = new ArrayList<>();
      for (int i = 0; i < callers; i++) {
        int buyer = i;
        holds.add(() -> {
          try {
            best(seats, show, buyer, "k");
            return true;
          } catch (io.grpc.StatusRuntimeException e) {
            assertThat(
                    RunningSeats.reason(() -> {
                      throw e;
                    }))
                .isEqualTo(Reason.SLOW_DOWN);
            return false;
          }
        });
      }
      int held = 0;
      for (Future<Boolean> hold : threads.invokeAll(holds)) {
        held += hold.get() ? 1 : 0;
      }

      assertThat(held).isPositive().isLessThan(callers);
      assertThat(availability(seats, show).getTotal().getHeld()).isEqualTo(held);
      assertThat(best(seats, show, 1_000, "k").getSeatsCount()).isEqualTo(1);
    }
  }

  private static Held best(RunningSeats seats, String show, int buyer, String key) {
    return seats
        .as(buyer(buyer), key)
        .hold(
            HoldRequest.newBuilder()
                .setPerformanceId(show)
                .setBest(Best.newBuilder().setTier("A").setCount(1))
                .build());
  }

  private static HoldState state(RunningSeats seats, Held held, int buyer) {
    return seats
        .as(buyer(buyer))
        .getHold(GetHoldRequest.newBuilder().setHoldId(held.getHoldId()).build());
  }

  private static Availability availability(RunningSeats seats, String show) {
    return seats
        .as(Caller.nobody())
        .getAvailability(GetAvailabilityRequest.newBuilder().setPerformanceId(show).build());
  }
}
