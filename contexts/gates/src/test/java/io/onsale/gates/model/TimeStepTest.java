package io.onsale.gates.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import org.junit.jupiter.api.Test;

final class TimeStepTest {
  private static final Instant START = Instant.ofEpochSecond(1_800_000_000L);
  private final TimeStep step = TimeStep.at(START);

  @Test
  void countsStepsOfThirtySeconds() {
    assertThat(step.number()).isEqualTo(60_000_000L);
    assertThat(TimeStep.at(START.plusSeconds(30).minusNanos(1))).isEqualTo(step);
    assertThat(TimeStep.at(START.plusSeconds(30)).number()).isEqualTo(60_000_001L);
  }

  @Test
  void isTakenFromOneStepBeforeToOneStepAfter() {
    assertThat(step.isTakenAt(START.minusSeconds(30))).isTrue();
    assertThat(step.isTakenAt(START.minusSeconds(30).minusNanos(1))).isFalse();
    assertThat(step.isTakenAt(START.plusSeconds(60).minusNanos(1))).isTrue();
    assertThat(step.isTakenAt(START.plusSeconds(60))).isFalse();
  }

  @Test
  void tellsTheInstantFromWhichItIsStale() {
    assertThat(step.takenUntil()).isEqualTo(START.plusSeconds(60));
    assertThat(step.isTakenAt(step.takenUntil().minusNanos(1))).isTrue();
    assertThat(step.isTakenAt(step.takenUntil())).isFalse();
  }

  @Test
  void isStaleWithinAMinuteOfBeingMade() {
    for (int second = 0; second < 30; second++) {
      Instant made = START.plusSeconds(second);
      assertThat(TimeStep.at(made).isTakenAt(made)).isTrue();
      assertThat(TimeStep.at(made).isTakenAt(made.plusSeconds(60))).isFalse();
    }
  }

  @Test
  void judgesInstantsFarAway() {
    assertThat(step.isTakenAt(Instant.MIN)).isFalse();
    assertThat(step.isTakenAt(Instant.MAX)).isFalse();
    assertThatIllegalArgumentException().isThrownBy(() -> new TimeStep(-1));
    assertThatIllegalArgumentException().isThrownBy(() -> new TimeStep(1L << 40));
  }
}
