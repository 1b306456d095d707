package io.onsale.kit.life;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ClockworkTest {
  private static final Duration SOON = Duration.ofMinutes(1);

  @Test
  void comesAgainAlsoAfterItFailed() throws Exception {
    AtomicInteger pieces = new AtomicInteger();
    Clockwork clockwork =
        new Clockwork(
            "test",
            Duration.ofMillis(1),
            () -> {
              if (pieces.incrementAndGet() % 2 == 1) {
                throw new AssertionError("every other piece fails");
              }
            });
    clockwork.start();
    await().atMost(SOON).until(() -> pieces.get() >= 5);
    clockwork.stop();
    int done = pieces.get();
    await().during(Duration.ofMillis(50)).atMost(SOON).until(() -> pieces.get() == done);
  }

  @Test
  void stopsBeforeItsFirstPiece() throws Exception {
    AtomicInteger pieces = new AtomicInteger();
    Clockwork clockwork = new Clockwork("test", Duration.ofDays(1), pieces::incrementAndGet);
    clockwork.start();
    clockwork.stop();
    assertThat(pieces.get()).isZero();
  }
}
