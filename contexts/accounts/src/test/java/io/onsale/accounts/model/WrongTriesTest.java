package io.onsale.accounts.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class WrongTriesTest {
  private static final Instant NOW = Instant.parse("2026-06-01T10:00:00Z");

  @Test
  void costNothingAtFirst() {
    assertThat(after(WrongTries.FREE - 1).wait(NOW)).isLessThanOrEqualTo(Duration.ZERO);
  }

  @Test
  void waitTwiceAsLongEachTimeUpToALimit() {
    assertThat(after(WrongTries.FREE).wait(NOW)).isEqualTo(Duration.ofSeconds(1));
    assertThat(after(WrongTries.FREE + 1).wait(NOW)).isEqualTo(Duration.ofSeconds(2));
    assertThat(after(WrongTries.FREE + 4).wait(NOW)).isEqualTo(Duration.ofSeconds(16));
    assertThat(after(WrongTries.FREE + 9).wait(NOW)).isEqualTo(WrongTries.WAIT_MAX);
    assertThat(after(10_000).wait(NOW)).isEqualTo(WrongTries.WAIT_MAX);
  }

  @Test
  void needNotWaitAfterTheWait() {
    WrongTries tries = after(WrongTries.FREE);

    assertThat(tries.wait(NOW.plusMillis(400))).isEqualTo(Duration.ofMillis(600));
    assertThat(tries.wait(NOW.plusSeconds(1))).isZero();
  }

  @Test
  void areForgottenAfterAWhile() {
    WrongTries tries = after(50);
    Instant later = NOW.plus(WrongTries.WAIT_MAX.multipliedBy(2));

    assertThat(tries.isForgotten(later.minusNanos(1))).isFalse();
    assertThat(tries.isForgotten(later)).isTrue();
    assertThat(tries.another(later).count()).isEqualTo(1);
  }

  private static WrongTries after(int count) {
    WrongTries tries = WrongTries.none();
    for (int i = 0; i < count; i++) {
      tries = tries.another(NOW);
    }
    return tries;
  }
}
