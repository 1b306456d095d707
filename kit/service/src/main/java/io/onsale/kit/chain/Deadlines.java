package io.onsale.kit.chain;

import io.onsale.kit.refusal.Refusals;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Ends calls whose time is over. Nearly every call ends long before; so one that begins, or ends in
 * time, wakes no thread and costs a short lock. Times are kept in a wheel of short slots, and one
 * thread sleeps until the first slot that has a call.
 */
final class Deadlines {
  private static final long SLOT_NANOS = 10_000_000;
  private static final int SLOTS = 1024;

  /** One for the process. */
  static final Deadlines SHARED = new Deadlines();

  private final Slot[] wheel = new Slot[SLOTS];
  private final long origin = System.nanoTime();

  /**
   * The slot whose end the thread sleeps until, counted from the origin; none when it is largest.
   */
  private final AtomicLong wakesAt = new AtomicLong(Long.MAX_VALUE);

  private final Thread thread;

  private Deadlines() {
    for (int i = 0; i < SLOTS; i++) {
      wheel[i] = new Slot();
    }
    thread = Thread.ofPlatform().daemon().name("deadlines").unstarted(this::run);
    thread.start();
  }

  /**
   * The same stage, or one that fails with DEADLINE_EXCEEDED when that has not ended so many
   * nanoseconds from now.
   */
  CompletionStage<Outcome> end(CompletionStage<Outcome> stage, long nanos) {
    if (stage.toCompletableFuture().isDone()) {
      return stage;
    }
    long slot = (System.nanoTime() - origin + nanos) / SLOT_NANOS;
    Timed timed = new Timed(wheel[(int) (slot % SLOTS)], slot);
    timed.in.add(timed);
    wakeBy(slot);
    stage.whenComplete(timed);
    if (slot < (System.nanoTime() - origin) / SLOT_NANOS) {
      // The thread may have looked into the slot before the call was in it.
      timed.expire();
    }
    return timed;
  }

  private void wakeBy(long slot) {
    long known = wakesAt.get();
    while (slot < known) {
      if (wakesAt.compareAndSet(known, slot)) {
        LockSupport.unpark(thread);
        return;
      }
      known = wakesAt.get();
    }
  }

  private void run() {
    long next = 0;
    while (true) {
      long now = (System.nanoTime() - origin) / SLOT_NANOS;
      // All slots that are over: of those that went round more than once each needs one look.
      for (long slot = Math.max(next, now - SLOTS); slot < now; slot++) {
        wheel[(int) (slot % SLOTS)].expire(now);
      }
      next = now;
      sleep(now);
    }
  }

  private void sleep(long now) {
    // Before it looks: who adds a call from here on sees that it must wake.
    wakesAt.set(Long.MAX_VALUE);
    for (long slot = now; slot < now + SLOTS; slot++) {
      if (!wheel[(int) (slot % SLOTS)].isEmpty()) {
        wakeBy(slot);
        break;
      }
    }
    while (true) {
      long until = wakesAt.get();
      if (until == Long.MAX_VALUE) {
        LockSupport.park(this);
        continue;
      }
      long left = origin + (until + 1) * SLOT_NANOS - System.nanoTime();
      if (left <= 0) {
        return;
      }
      LockSupport.parkNanos(this, left);
    }
  }

  /** The calls whose time is over within the same moment, or whole rounds later. */
  private static final class Slot {
    private @Nullable Timed first;

    synchronized void add(Timed one) {
      one.after = first;
      if (first != null) {
        first.before = one;
      }
      first = one;
    }

    synchronized void remove(Timed one) {
      Timed before = one.before;
      Timed after = one.after;
      if (before != null) {
        before.after = after;
      } else if (first == one) {
        first = after;
      }
      if (after != null) {
        after.before = before;
      }
      one.before = null;
      one.after = null;
    }

    synchronized boolean isEmpty() {
      return first == null;
    }

    void expire(long now) {
      List<Timed> over = new ArrayList<>();
      synchronized (this) {
        for (Timed one = first; one != null; one = one.after) {
          if (one.slot < now) {
            over.add(one);
          }
        }
      }
      // What waits for them may take its time, or wait itself.
      over.forEach(one -> Thread.ofVirtual().name("deadline").start(one::expire));
    }
  }

  /** A call's end, or that of its time. */
  private static final class Timed extends CompletableFuture<Outcome>
      implements BiConsumer<@Nullable Outcome, @Nullable Throwable> {
    private final Slot in;
    private final long slot;

    // Guarded by the slot.
    private @Nullable Timed before;
    private @Nullable Timed after;

    Timed(Slot in, long slot) {
      this.in = in;
      this.slot = slot;
    }

    @Override
    public void accept(@Nullable Outcome outcome, @Nullable Throwable failure) {
      in.remove(this);
      if (failure == null) {
        complete(outcome);
      } else {
        completeExceptionally(
            Refusals.unwrap(failure) instanceof TimeoutException
                ? Refusals.deadlineExceeded()
                : failure);
      }
    }

    void expire() {
      in.remove(this);
      completeExceptionally(Refusals.deadlineExceeded());
    }
  }
}
