package io.onsale.accounts.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.onsale.accounts.model.WrongTries;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class SignInThrottleTest {
  private static final Instant NOW = Instant.parse("2026-06-01T10:00:00Z");
  private final SignInThrottle throttle = new SignInThrottle(3);

  @Test
  void makesOneAddressWaitAndNoOther() {
    for (int i = 0; i < WrongTries.FREE; i++) {
      throttle.wrong("ann", NOW);
    }

    assertThat(throttle.wait("ann", NOW)).isPositive();
    assertThat(throttle.wait("bob", NOW)).isZero();
  }

  @Test
  void forgivesWhoSignsIn() {
    for (int i = 0; i < WrongTries.FREE; i++) {
      throttle.wrong("ann", NOW);
    }
    throttle.right("ann");

    assertThat(throttle.wait("ann", NOW)).isZero();
    assertThat(throttle.size()).isZero();
  }

  @Test
  void keepsItsTableBoundedAndDropsWhoIsLongestAgo() {
    for (int i = 0; i < WrongTries.FREE; i++) {
      throttle.wrong("ann", NOW);
      throttle.wrong("bob", NOW);
    }
    throttle.wrong("ann", NOW);
    for (String stranger : new String[] {"c", "d"}) {
      throttle.wrong(stranger, NOW);
    }

    assertThat(throttle.size()).isEqualTo(3);
    assertThat(throttle.wait("ann", NOW)).isPositive();
    assertThat(throttle.wait("bob", NOW)).isZero();
  }

  @Test
  void dropsWhatNoLongerCounts() {
    throttle.wrong("ann", NOW);
    throttle.wrong("bob", NOW.plus(WrongTries.WAIT_MAX.multipliedBy(2)));

    assertThat(throttle.size()).isEqualTo(1);
  }
}
