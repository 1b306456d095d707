package io.onsale.inventory.peers;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.jspecify.annotations.Nullable;

/**
 * How the threads of a seat log wait for work: they spin, yield and nap, and when nothing has come
 * for a tenth of a second or so they sleep longer, so that an idle process costs next to nothing.
 * Who sends the next command calls {@link #wake}: it does not wait for any of the sleepers.
 */
final class Rest implements Supplier<IdleStrategy> {
  private static final int NAPS = 100;
  private static final int SLEEP_IN_NAPS = 6;

  private final long napNs;
  private final List<Waiting> all = new CopyOnWriteArrayList<>();
  private volatile int wakes;

  /**
   * @param nap the longest pause of a thread that may get work at any moment
   */
  Rest(Duration nap) {
    this.napNs = nap.toNanos();
  }

  /** For one thread. */
  @Override
  public IdleStrategy get() {
    Waiting one = new Waiting();
    all.add(one);
    return one;
  }

  /** Work comes: nobody sleeps from here on, until nothing has come for a while again. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // any change will do
  void wake() {
    wakes++;
    for (Waiting one : all) {
      Thread asleep = one.asleep;
      if (asleep != null) {
        LockSupport.unpark(asleep);
      }
    }
  }

  private final class Waiting implements IdleStrategy {
    private final BackoffIdleStrategy naps =
        new BackoffIdleStrategy(10, 20, Math.min(1_000, napNs), napNs);
    private int rounds;
    private int wakesSeen;
    private volatile @Nullable Thread asleep;

    @Override
    public void idle(int workCount) {
      if (workCount > 0) {
        reset();
      } else {
        idle();
      }
    }

    @Override
    public void idle() {
      if (rounds < NAPS) {
        rounds++;
        naps.idle();
        return;
      }
      // First told, then looked at: whoever wakes either sees the sleeper or has been seen.
      asleep = Thread.currentThread();
      int now = wakes;
      if (now == wakesSeen) {
        LockSupport.parkNanos(this, napNs * SLEEP_IN_NAPS);
      } else {
        wakesSeen = now;
        rounds = 0;
        naps.reset();
      }
      asleep = null;
    }

    @Override
    public void reset() {
      rounds = 0;
      naps.reset();
    }

    @Override
    public String alias() {
      return "rest";
    }
  }
}
