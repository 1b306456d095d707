package io.onsale.inventory.edge;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Has a piece of work done whenever somebody rings, and on one thread at a time: who rings while it
 * is being done has it done once more.
 */
final class Bell {
  private final Executor executor;
  private final Runnable work;
  private final AtomicInteger rings = new AtomicInteger();

  Bell(Executor executor, Runnable work) {
    this.executor = executor;
    this.work = work;
  }

  void ring() {
    if (rings.getAndIncrement() == 0) {
      executor.execute(this::answer);
    }
  }

  private void answer() {
    int heard = 1;
    while (heard != 0) {
      work.run();
      heard = rings.addAndGet(-heard);
    }
  }
}
