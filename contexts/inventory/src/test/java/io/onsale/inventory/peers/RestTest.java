package io.onsale.inventory.peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.onsale.inventory.peers.Rest.Part;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RestTest {
  /** So long a nap that only a call can end the sleep within the test. */
  private static final Duration NAP = Duration.ofMinutes(10);

  private final Rest rest = new Rest(NAP, false);

  @Test
  void callEndsTheSleep() throws Exception {
    Sleeper sleeper = new Sleeper(rest.of(Part.CONSENSUS));

    rest.of(Part.CONSENSUS).call();

    assertThat(sleeper.wakes()).isTrue();
  }

  @Test
  void workOfOnePartEndsTheSleepOfTheNext() throws Exception {
    Sleeper consensus = new Sleeper(rest.of(Part.CONSENSUS));
    Sleeper service = new Sleeper(rest.of(Part.SERVICE));

    rest.of(Part.CLIENT).idle(1);

    assertThat(consensus.wakes()).isTrue();
    assertThat(service.sleeps()).isTrue();

    rest.of(Part.CONSENSUS).idle(1);

    assertThat(service.wakes()).isTrue();
  }

  @Test
  void noWorkCallsNobody() throws Exception {
    Sleeper consensus = new Sleeper(rest.of(Part.CONSENSUS));

    rest.of(Part.CLIENT).idle(0);

    assertThat(consensus.sleeps()).isTrue();
    rest.of(Part.CONSENSUS).call();
    assertThat(consensus.wakes()).isTrue();
  }

  @Test
  void driverPassesPacketsOnOnlyWhereTheyCarryTheLog() throws Exception {
    Rest network = new Rest(NAP, true);
    Sleeper here = new Sleeper(rest.of(Part.CONSENSUS));
    Sleeper there = new Sleeper(network.of(Part.CONSENSUS));

    rest.of(Part.DRIVER).idle(1);
    network.of(Part.DRIVER).idle(1);

    assertThat(there.wakes()).isTrue();
    assertThat(here.sleeps()).isTrue();
    rest.of(Part.CONSENSUS).call();
    assertThat(here.wakes()).isTrue();
  }

  /** No nap lasts, because the thread is interrupted meanwhile. */
  private static void idleUntilTheLongSleep(Rest.Waiting driver) {
    Thread.currentThread().interrupt();
    for (int i = 0; i < 174; i++) {
      driver.idle();
    }
    var _ = Thread.interrupted();
  }

  @Test
  void workEndsTheLongSleepOfTheDriver() throws Exception {
    Rest.Waiting driver = rest.of(Part.DRIVER);
    CountDownLatch near = new CountDownLatch(1);
    Thread idle =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              idleUntilTheLongSleep(driver);
              near.countDown();
              driver.idle();
            });
    while (near.getCount() > 0 || idle.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }

    rest.of(Part.CLIENT).idle(1);

    idle.join(30_000);
    assertThat(idle.isAlive()).isFalse();
  }

  @Test
  void takesNapsThatWorkEndsAfterWhatItWasNotCalledFor() throws Exception {
    Rest.Waiting driver = rest.of(Part.DRIVER);
    AtomicInteger looks = new AtomicInteger();
    Thread idle =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              idleUntilTheLongSleep(driver);
              driver.idle(1); // a sign of life
              while (looks.incrementAndGet() <= 100) {
                driver.idle();
              }
            });
    int asleep = 0;
    for (int before = 0; asleep < 100_000; before = looks.get()) {
      boolean still = looks.get() == before && idle.getState() == Thread.State.TIMED_WAITING;
      asleep = still ? asleep + 1 : 0;
    }

    assertThat(looks.get()).isEqualTo(11);
    rest.of(Part.CLIENT).idle(1);
    while (looks.get() == 11) {
      Thread.onSpinWait();
    }
  }

  @Test
  void looksMoreThanOnceAfterItWasCalled() throws Exception {
    Rest.Waiting consensus = rest.of(Part.CONSENSUS);
    CountDownLatch looked = new CountDownLatch(10);
    CountDownLatch asleep = new CountDownLatch(1);
    Thread leader =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              Thread.currentThread().interrupt(); // no sleep lasts, until it has been idle for long
              long idleLong = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(2);
              while (System.nanoTime() - idleLong < 0) {
                consensus.idle();
              }
              var _ = Thread.interrupted();
              asleep.countDown();
              consensus.idle(); // sleeps until it is called, and then looks again and again
              for (int i = 0; i < 10; i++) {
                looked.countDown();
                consensus.idle();
              }
            });
    while (asleep.getCount() > 0 || leader.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }

    consensus.call();

    assertThat(looked.await(30, TimeUnit.SECONDS)).isTrue();
    leader.interrupt();
    leader.join(30_000);
  }

  @Test
  void callBeforeTheSleepIsNotLost() {
    Rest.Waiting service = rest.of(Part.SERVICE);
    service.call();

    service.sleep(NAP.toNanos()); // would sleep for minutes

    assertThat(rest).isNotNull();
  }

  /** A thread that has looked in vain for work and sleeps. */
  private static final class Sleeper {
    private final CountDownLatch awake = new CountDownLatch(1);
    private final Thread thread;

    Sleeper(Rest.Waiting waiting) {
      thread =
          Thread.ofPlatform()
              .daemon()
              .start(() -> {
                waiting.sleep(NAP.toNanos());
                awake.countDown();
              });
      while (!sleeps()) {
        Thread.onSpinWait();
      }
    }

    boolean sleeps() {
      return thread.getState() == Thread.State.TIMED_WAITING;
    }

    boolean wakes() throws InterruptedException {
      return awake.await(30, TimeUnit.SECONDS);
    }
  }
}
