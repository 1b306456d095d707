package io.onsale.inventory.flow;

import java.util.concurrent.TimeUnit;

/**
 * When a snapshot is taken: by the size of the log since the last one, and not while many commands
 * come, because a snapshot stops the service for a moment. A peak that does not end is interrupted
 * in the end, or recovery would take ever longer. When next to nothing comes for a while, much less
 * of the log is enough: it disturbs nobody then, and whoever starts again reads less.
 *
 * <p>Outside the state machine: nodes may differ about it, and only the leader asks. Whoever reads
 * the log keeps a checkpoint of its own by the same rule.
 */
public final class SnapshotPolicy {
  /** A log that grows faster than this, in bytes a second, is at its peak. */
  static final long PEAK_BYTES_PER_SECOND = 1 << 20;

  /**
   * By so large a share of the size at which a snapshot is due the log may grow further at the
   * peak; then it is taken. Whoever is killed just before reads all that again before anybody is
   * answered.
   */
  static final int LATER_SHARE = 2;

  /** A log that grows slower than this, in bytes a second, is quiet. */
  static final long QUIET_BYTES_PER_SECOND = 16 << 10;

  /** It has been quiet for long enough after so many nanoseconds. */
  static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(30);

  /** What share of the size at which a snapshot is due is enough when it has been quiet. */
  static final int QUIET_SHARE = 8;

  private final long every;
  private long taken;
  private long position;
  private long nanos;
  private boolean measured;
  private boolean peak;
  private long quietSince;

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
    if (!measured || at - position > QUIET_BYTES_PER_SECOND * seconds) {
      quietSince = nowNanos;
    }
    measured = true;
    position = at;
    nanos = nowNanos;
  }

  /** Whether to take one now. */
  public boolean isDue() {
    long since = since(position);
    return since >= latest(every)
        || (since >= every && !peak)
        || (since >= every / QUIET_SHARE && isQuiet());
  }

  /** With so much log one is asked for, however many commands come. */
  static long latest(long every) {
    return every + every / LATER_SHARE;
  }

  /** From now on it has to be quiet for as long again. */
  public void stir() {
    quietSince = nanos;
  }

  /** Whether next to nothing has come for a while. */
  public boolean isQuiet() {
    return measured && nanos - quietSince >= QUIET_NANOS;
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
