package io.onsale.inventory.model;

import static io.onsale.inventory.model.SmallHouse.SHOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onsale.inventory.Allocated;
import org.junit.jupiter.api.Test;

/** The state as it was, while the engine goes on. */
class FrozenStateTest {
  private static final int REMEMBERED = 16;
  private static final SeatEngine.Sizes SMALL = new SeatEngine.Sizes(8, 4, REMEMBERED, REMEMBERED);

  private final SmallHouse house = new SmallHouse(new SeatEngine(SeatChanges.NONE, SMALL));

  @Test
  void staysAsItWasWhileAnswersAreForgottenAndTheirRoomIsUsedAgain() {
    for (int begun = 0; begun < 3 * REMEMBERED; begun++) {
      refuse(1);
      long hash = house.engine.stateHash();
      try (FrozenState state = house.engine.freeze()) {
        refuse(5 * REMEMBERED);

        assertThat(state.save(new HashingSink())).as("frozen at %d", begun).isEqualTo(hash);
        assertThat(house.engine.stateHash()).isNotEqualTo(hash);
      }
    }
  }

  @Test
  void staysAsItWasWhileSeatsChange() {
    long hold = house.held(1, 3);
    long hash = house.engine.stateHash();
    FrozenState state = house.engine.freeze();

    house.engine.release(house.buyer(1), SHOW, hold);
    house.held(1, 4);

    assertThat(state.save(new HashingSink())).isEqualTo(hash);
    assertThat(state.save(new HashingSink())).as("a second time").isEqualTo(hash);
    state.close();
  }

  @Test
  void hasTheHashThatNobodyHadComputedBefore() {
    SeatEngine engine = withManyHolds();
    try (FrozenState state = engine.freeze()) {
      assertThat(state.save(new HashingSink())).isEqualTo(engine.stateHash());
    }
  }

  @Test
  void usesItsMemoryAgain() {
    SeatEngine engine = withManyHolds();
    long first = allocatedByFreezing(engine);
    long hash = engine.stateHash();

    long second = allocatedByFreezing(engine);

    // What is left is for the seats' tiers and attributes, and for a few small objects.
    assertThat(first).isGreaterThan(400_000);
    assertThat(second).isLessThan(50_000);
    try (FrozenState state = engine.freeze();
        FrozenState beside = engine.freeze()) {
      assertThat(state.save(new HashingSink())).isEqualTo(hash);
      assertThat(beside.save(new HashingSink())).isEqualTo(hash);
    }
  }

  private static long allocatedByFreezing(SeatEngine engine) {
    return Allocated.by(() -> engine.freeze().close());
  }

  private static SeatEngine withManyHolds() {
    SeatEngine engine =
        new SeatEngine(SeatChanges.NONE, new SeatEngine.Sizes(4_096, 4, REMEMBERED, 4_096));
    Header header = new Header();
    header.organizer = 7;
    header.time = 1_000;
    engine.open(header, Halls.rows(SHOW, 25, 50, 8, 60_000));
    header.organizer = 7;
    Selection wanted = new Selection();
    // More values than a block of the tape has, most of them holds; and pages of answers.
    for (int i = 1; i <= 4_000; i++) {
      header.buyer = i;
      header.idempotencyLow = i;
      wanted.best(0, Selection.ANY_SECTION, 2, 0);
      assertThat(engine.hold(header, SHOW, wanted, false)).isInstanceOf(Result.Held.class);
    }
    return engine;
  }

  @Test
  void isNotReadAfterTheEngineMayHaveChangedIt() {
    FrozenState state = house.engine.freeze();
    state.close();
    state.close();

    assertThatThrownBy(() -> state.save(new HashingSink()))
        .isInstanceOf(IllegalStateException.class);
  }

  private void refuse(int times) {
    for (int i = 0; i < times; i++) {
      house.hold(1, -1);
    }
  }
}
