package io.onsale.inventory.peers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Whom a node asks for the sealed files that it lacks. */
final class GiverTest {
  private static final Member FIRST = new Member("first", 9_000);
  private static final Member SECOND = new Member("second", 9_000);
  private static final long NOW = 1_000;

  private final Giver giver = new Giver();

  @Test
  void mayBeAnybodyAtFirst() {
    assertThat(giver.mayBe(FIRST, NOW)).isTrue();
    assertThat(giver.mayBe(SECOND, NOW)).isTrue();
  }

  @Test
  void staysTheOneThatGaveSomeUntilItHasBeenWaitedFor() {
    giver.gave(FIRST, NOW);

    assertThat(giver.mayBe(FIRST, NOW + 10)).isTrue();
    assertThat(giver.mayBe(SECOND, NOW + 10)).isFalse();
    assertThat(giver.mayBe(SECOND, NOW + Giver.PATIENCE_NS)).isTrue();
    assertThat(giver.mayBe(FIRST, NOW + Giver.PATIENCE_NS)).isTrue();
  }

  @Test
  void isNotWaitedForWhenItsFilesAreDamaged() {
    giver.gave(FIRST, NOW);
    giver.isDamaged();

    assertThat(giver.mayBe(SECOND, NOW)).isTrue();
  }
}
