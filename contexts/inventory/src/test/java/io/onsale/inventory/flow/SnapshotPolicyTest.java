package io.onsale.inventory.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class SnapshotPolicyTest {
  private static final long EVERY = 64 << 20;
  private static final long CALM = SnapshotPolicy.PEAK_BYTES_PER_SECOND / 2;
  private static final long PEAK = SnapshotPolicy.PEAK_BYTES_PER_SECOND * 3;

  private final SnapshotPolicy policy = new SnapshotPolicy(EVERY, 0);
  private long position;
  private long nanos;

  @Test
  void isDueWhenTheLogIsLongAndFewCome() {
    observe(EVERY - CALM);
    observe(CALM - 1);
    assertThat(policy.isDue()).isFalse();

    observe(1);

    assertThat(policy.isDue()).isTrue();
  }

  @Test
  void waitsForTheEndOfThePeak() {
    observe(EVERY);
    for (int i = 0; i < 5; i++) {
      observe(PEAK);
      assertThat(policy.isDue()).isFalse();
    }

    observe(CALM);

    assertThat(policy.isDue()).isTrue();
  }

  @Test
  void waitsNoLongerThanToItsLimit() {
    observe(0);
    while (position + PEAK < SnapshotPolicy.latest(EVERY)) {
      observe(PEAK);
      assertThat(policy.isDue()).isFalse();
    }

    observe(PEAK);

    assertThat(policy.isDue()).isTrue();
  }

  @Test
  void takesTheFirstMomentForAPeakAsTheRateIsNotKnown() {
    observe(EVERY);
    assertThat(policy.isDue()).isFalse();

    observe(0);

    assertThat(policy.isDue()).isTrue();
  }

  @Test
  void countsFromTheLastSnapshot() {
    observe(EVERY);
    observe(CALM);
    policy.taken(position);

    assertThat(policy.isDue()).isFalse();
    observe(EVERY);
    observe(0);
    assertThat(policy.isDue()).isTrue();
  }

  @Test
  void isDueSoonerWhenNextToNothingHasComeForAWhile() {
    observe(EVERY / SnapshotPolicy.QUIET_SHARE);
    for (int second = 1; second < 30; second++) {
      observe(SnapshotPolicy.QUIET_BYTES_PER_SECOND);
      assertThat(policy.isDue()).isFalse();
    }

    observe(0);

    assertThat(policy.isDue()).isTrue();
    observe(SnapshotPolicy.QUIET_BYTES_PER_SECOND + 1);
    assertThat(policy.isDue()).isFalse();
  }

  @Test
  void isNotDueForLittleHoweverQuietItIs() {
    observe(EVERY / SnapshotPolicy.QUIET_SHARE - 1);
    for (int second = 0; second < 60; second++) {
      observe(0);
    }

    assertThat(policy.isQuiet()).isTrue();
    assertThat(policy.isDue()).isFalse();
  }

  @Test
  void countsTheQuietAnewWhenItIsStirred() {
    for (int second = 0; second <= 30; second++) {
      observe(0);
    }
    assertThat(policy.isQuiet()).isTrue();

    policy.stir();

    assertThat(policy.isQuiet()).isFalse();
    for (int second = 0; second < 30; second++) {
      observe(0);
    }
    assertThat(policy.isQuiet()).isTrue();
  }

  private void observe(long grown) {
    position += grown;
    nanos += TimeUnit.SECONDS.toNanos(1);
    policy.observe(position, nanos);
  }
}
