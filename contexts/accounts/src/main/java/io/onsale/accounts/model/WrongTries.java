package io.onsale.accounts.model;

import java.time.Duration;
import java.time.Instant;

/**
 * Wrong passwords for one e-mail address, one after the other. The first few cost nothing: people
 * mistype. After them each try has to wait, twice as long as the one before, up to a limit that a
 * guesser feels and an owner survives.
 *
 * @param count how many
 * @param last when the last was
 */
public record WrongTries(int count, Instant last) {
  /** Tries that need not wait. */
  public static final int FREE = 5;

  /** The longest wait; also how long wrong tries are remembered. */
  public static final Duration WAIT_MAX = Duration.ofMinutes(5);

  private static final int DOUBLINGS_MAX = 10;

  /** None yet. */
  public static WrongTries none() {
    return new WrongTries(0, Instant.EPOCH);
  }

  /** One more. Those of long ago no longer count. */
  public WrongTries another(Instant now) {
    return new WrongTries(isForgotten(now) ? 1 : Math.min(count + 1, Integer.MAX_VALUE - 1), now);
  }

  /** How long the next try has to wait; zero or less when it need not. */
  public Duration wait(Instant now) {
    if (count < FREE) {
      return Duration.ZERO;
    }
    Duration pause = Duration.ofSeconds(1L << Math.min(count - FREE, DOUBLINGS_MAX));
    Duration capped = pause.compareTo(WAIT_MAX) < 0 ? pause : WAIT_MAX;
    return Duration.between(now, last.plus(capped));
  }

  /** Whether they no longer count: as long again as the longest wait has gone by. */
  public boolean isForgotten(Instant now) {
    return !last.plus(WAIT_MAX.multipliedBy(2)).isAfter(now);
  }
}
