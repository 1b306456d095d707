package io.onsale.inventory.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.onsale.inventory.flow.SeatEvent.Kind;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The last events, by number and by place. */
final class EventRingTest {
  private final EventRing ring = new EventRing();

  @Test
  void showsWhatIsPublishedAndNothingMore() {
    ring.add(event(64, 0));
    assertThat(ring.end()).isZero();

    ring.publish();

    assertThat(ring.end()).isEqualTo(1);
    assertThat(Objects.requireNonNull(ring.get(0)).position()).isEqualTo(64);
  }

  @Test
  void findsTheFirstEventBehindAPlace() {
    ring.add(event(64, 0));
    ring.add(event(64, 1));
    ring.add(event(192, 0));
    ring.publish();

    assertThat(ring.after(0, 0)).isZero();
    assertThat(ring.after(64, 0)).isEqualTo(1);
    assertThat(ring.after(64, SeatEvent.LAST_INDEX)).isEqualTo(2);
    assertThat(ring.after(128, SeatEvent.LAST_INDEX)).isEqualTo(2);
    assertThat(ring.after(192, 0)).isEqualTo(3);
  }

  @Test
  void knowsNothingOfWhatWasBeforeItsBeginning() {
    ring.startAt(1_000);

    assertThat(ring.after(999, SeatEvent.LAST_INDEX)).isEqualTo(-1);
    assertThat(ring.after(1_000, 0)).isEqualTo(-1);
    assertThat(ring.after(1_000, SeatEvent.LAST_INDEX)).isEqualTo(ring.end());
    assertThat(ring.after(1_001, 0)).isEqualTo(ring.end());
  }

  @Test
  void hasForgottenWhatLiesBetweenItsEndAndANewBeginning() {
    ring.add(event(64, 0));
    ring.add(event(128, 0));
    ring.publish();
    long reading = ring.end();

    ring.startAt(1_000);
    ring.add(event(1_064, 0));
    ring.publish();

    assertThat(ring.get(reading)).as("what a reader at the end would read next").isNull();
    assertThat(ring.after(128, 0)).isEqualTo(-1);
    assertThat(ring.after(64, 0)).isEqualTo(-1);
    assertThat(ring.after(1_000, SeatEvent.LAST_INDEX)).isEqualTo(ring.end() - 1);
    assertThat(Objects.requireNonNull(ring.get(ring.end() - 1)).position()).isEqualTo(1_064);
  }

  @Test
  void forgetsTheOldestAndSaysSo() {
    for (int i = 1; i <= EventRing.EVENTS + 2; i++) {
      ring.add(event(64L * i, 0));
    }
    ring.publish();

    assertThat(ring.get(0)).isNull();
    assertThat(ring.get(1)).isNull();
    assertThat(Objects.requireNonNull(ring.get(2)).position()).isEqualTo(3 * 64);
    assertThat(ring.after(64, 0)).isEqualTo(-1);
    assertThat(ring.after(3 * 64, 0)).isEqualTo(3);
    assertThat(ring.after(64L * (EventRing.EVENTS + 2), 0)).isEqualTo(EventRing.EVENTS + 2);
  }

  private static SeatEvent event(long position, int index) {
    return new SeatEvent(
        position,
        index,
        1,
        1,
        1,
        Kind.CLOSED,
        false,
        0,
        0,
        0,
        0,
        new int[0],
        new long[0],
        null,
        new byte[0]);
  }
}
