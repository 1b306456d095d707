package io.onsale.gateway.edge;

import java.util.concurrent.atomic.AtomicLong;

/** How many bytes of large bodies may be in memory at once, whoever sends them. */
final class LargeBodies {
  private final AtomicLong freeBytes;

  LargeBodies(long bytesMax) {
    this.freeBytes = new AtomicLong(bytesMax);
  }

  /** Takes room, or answers that there is none left now. */
  boolean take(long bytes) {
    long free = freeBytes.get();
    while (free >= bytes) {
      if (freeBytes.compareAndSet(free, free - bytes)) {
        return true;
      }
      free = freeBytes.get();
    }
    return false;
  }

  /** Gives back what was taken. */
  void give(long bytes) {
    freeBytes.addAndGet(bytes);
  }
}
