package io.onsale.kit.testing;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * A clock that goes when told.
 *
 * <pre>{@code
 * TestClock clock = TestClock.at("2026-06-01T10:00:00Z");
 * clock.forward(Duration.ofMinutes(11));
 * }</pre>
 */
public final class TestClock implements InstantSource {
  private Instant now;

  private TestClock(Instant start) {
    this.now = start;
  }

  /**
   * One that stands at a time.
   *
   * @param instant RFC 3339 in UTC
   */
  public static TestClock at(String instant) {
    return new TestClock(Instant.parse(instant));
  }

  /** One that stands at the real time. */
  public static TestClock now() {
    return new TestClock(Instant.now());
  }

  @Override
  public synchronized Instant instant() {
    return now;
  }

  public synchronized void forward(Duration by) {
    now = now.plus(by);
  }

  public synchronized void set(Instant instant) {
    now = instant;
  }
}
