package io.onsale.inventory.flow;

import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * Events that are no longer in memory, made once more: from the newest checkpoint before them and
 * the log behind it. They are the same as the first time.
 */
public final class PastEvents {
  /** So much of the log is read at most for one reader. */
  public static final long MOST_BYTES = 1L << 30;

  private final Checkpoints checkpoints;
  private final Supplier<LogHistory> log;

  /** Takes events in their order. */
  @FunctionalInterface
  public interface Taker {
    /** The next event; false to be told no more. */
    boolean take(SeatEvent event);
  }

  /** The taker wants no more. */
  private static final class Enough extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Enough() {
      super(null, null, false, false);
    }
  }

  /**
   * @param log opens the log to read it; throws {@link LogUnreachable} while it can't be reached
   */
  public PastEvents(Checkpoints checkpoints, Supplier<LogHistory> log) {
    this.checkpoints = checkpoints;
    this.log = log;
  }

  /**
   * Tells the events behind a place of the log. It takes as long as reading does.
   *
   * @param until up to where the log is committed
   * @return up to where all has been told; empty when the events behind that place can't be made
   *     any more, and none was told
   * @throws LogDamaged when the log can't be read
   * @throws LogUnreachable when it can't be read at this moment; some may have been told
   */
  public OptionalLong tell(long position, int index, long until, Taker taker) {
    try (LogHistory history = log.get()) {
      return tell(position, index, until, taker, history);
    }
  }

  private OptionalLong tell(long position, int index, long until, Taker taker, LogHistory history) {
    Chronicle.Listener listener =
        (event, performance) -> {
          if (event.isAfter(position, index) && !taker.take(event)) {
            throw new Enough();
          }
        };
    long before = index == SeatEvent.LAST_INDEX ? position : position - 1;
    Chronicle chronicle =
        checkpoints.newest(before, listener).orElseGet(() -> new Chronicle(listener));
    try {
      if (chronicle.position() < history.start() || until - chronicle.position() > MOST_BYTES) {
        return OptionalLong.empty();
      }
      long read = history.read(chronicle.position(), Math.min(until, history.end()), chronicle);
      return OptionalLong.of(Math.max(before, read));
    } catch (Enough e) {
      return OptionalLong.of(chronicle.position());
    }
  }
}
