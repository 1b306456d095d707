package io.onsale.inventory;

import static io.onsale.inventory.RunningSeats.buyer;
import static io.onsale.inventory.RunningSeats.hall;
import static io.onsale.inventory.RunningSeats.reason;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.stub.StreamObserver;
import io.onsale.contracts.inventory.v1.AvailabilityDelta;
import io.onsale.contracts.inventory.v1.Held;
import io.onsale.contracts.inventory.v1.WatchAvailabilityRequest;
import io.onsale.contracts.reasons.v1.Reason;
import io.onsale.kit.access.Caller;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Availability as a stream of changes. */
final class WatchIT extends SeatsFixture {
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
