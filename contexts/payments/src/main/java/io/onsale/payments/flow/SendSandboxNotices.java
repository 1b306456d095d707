package io.onsale.payments.flow;

import io.onsale.payments.model.SandboxNotice;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Tells what the sandbox provider could not tell before, later and later, until it is taken. Called
 * again and again.
 */
public final class SendSandboxNotices {
  private static final int BATCH_MAX = 20;
  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofMinutes(5);
  private static final int DOUBLINGS_MAX = 9;

  private final SandboxBooks books;
  private final Courier courier;
  private final InstantSource clock;

  public SendSandboxNotices(SandboxBooks books, Courier courier, InstantSource clock) {
    this.books = books;
    this.courier = courier;
    this.clock = clock;
  }

  /** Answers how many were taken. */
  public int run() {
    Instant now = clock.instant();
    int taken = 0;
    for (SandboxNotice notice : books.due(now, BATCH_MAX)) {
      if (courier.bring(notice)) {
        books.told(notice);
        taken++;
      } else {
        books.postpone(notice, now.plus(pause(notice.attempts())));
      }
    }
    return taken;
  }

  private static Duration pause(int attempts) {
    Duration doubled = FIRST.multipliedBy(1L << Math.min(attempts, DOUBLINGS_MAX));
    return doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
  }
}
