package io.onsale.inventory.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.concurrent.IdleStrategy;
import org.junit.jupiter.api.Test;

class RestTest {
  /** So long a nap that only a call can end the sleep within the test. */
  private static final Duration NAP = Duration.ofMinutes(10);

  @Test
  void wakesWhoSleeps() throws Exception {
    // Naps of no length, so that the sleep comes at once, are not to be had: the thread is woken
    // from its naps by unpark as from its sleep.
    Rest rest = new Rest(NAP);
    IdleStrategy idle = rest.get();
    AtomicLong rounds = new AtomicLong();
    CountDownLatch ended = new CountDownLatch(1);
    Thread sleeper =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              Thread.currentThread().interrupt(); // no park sleeps, until the sleep is reached
              for (int i = 0; i < 100; i++) {
                idle.idle();
                rounds.incrementAndGet();
              }
              boolean was = Thread.interrupted();
              assertThat(was).isTrue();
              idle.idle();
              ended.countDown();
            });
    while (sleeper.getState() != Thread.State.TIMED_WAITING || rounds.get() < 100) {
      Thread.onSpinWait();
    }
    assertThat(ended.getCount()).isOne();

    rest.wake();

    assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void wakingWhileNobodySleepsKeepsTheNextFromSleeping() {
    Rest rest = new Rest(NAP);
    IdleStrategy idle = rest.get();
    Thread.currentThread().interrupt();
    for (int i = 0; i < 100; i++) {
      idle.idle();
    }
    assertThat(Thread.interrupted()).isTrue();
    rest.wake();

    idle.idle(); // would sleep for an hour

    assertThat(rest).isNotNull();
  }
}
