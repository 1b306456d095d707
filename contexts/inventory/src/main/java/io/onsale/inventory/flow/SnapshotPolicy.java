package io.onsale.inventory.flow;

import java.util.concurrent.TimeUnit;

/**
 * When a snapshot is taken: by the size of the log since the last one, and not while many commands
 * come, because a snapshot stops the service for a moment. A peak that does not end is interrupted
 * in the end, or recovery would take ever longer.
 *
 * <p>Outside the state machine: nodes may differ about it, and only the leader asks.
 */
public final class SnapshotPolicy {
  /** A log that grows faster than this, in bytes a second, is at its peak. */
  static final long PEAK_BYTES_PER_SECOND = 1 << 20;

  /** So many times the size at which a snapshot is due, it is taken even at the peak. */
  static final int LATEST = 4;

  private final long every;
  private long taken;
  private long position;
  private long nanos;
  private boolean measured;
  private boolean peak;

  /**
   * @param every bytes of log after which a snapshot is due
   * @param taken position of the last snapshot
   */
  public SnapshotPolicy(long every, long taken) {
    this.every = every;
    this.taken = taken;
  }

  /**
   * Notes how the log grows; called every second or so, as the rate is measured between calls.
   *
   * @param at how far the log is committed
   * @param nowNanos a clock that only goes forward
   */
  public void observe(long at, long nowNanos) {
    double seconds = (double) (nowNanos - nanos) / TimeUnit.SECONDS.toNanos(1);
    peak = !measured || at - position > PEAK_BYTES_PER_SECOND * seconds;
    measured = true;
    position = at;
    nanos = nowNanos;
  }

  /** Whether to take one now. */
  public boolean isDue() {
    long since = since(position);
    return since >= every * LATEST || (since >= every && !peak);
  }

  /** A snapshot has been taken. */
  public void taken(long at) {
    taken = at;
  }

  /** Bytes of log between the last snapshot and a position. */
  public long since(long at) {
    return at - taken;
  }
}
