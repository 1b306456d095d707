package io.onsale.inventory.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.onsale.inventory.model.Header;
import io.onsale.inventory.model.Opening;
import io.onsale.inventory.model.Performance;
import io.onsale.inventory.model.SeatChanges;
import io.onsale.inventory.model.SeatEngine;
import io.onsale.inventory.model.SeatState;
import io.onsale.inventory.model.Seats;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SeatStatesTest {
  private static final long SHOW = 77;
  private static final long ORGANIZER = 7;

  private final SeatEngine engine = new SeatEngine(SeatChanges.NONE);
  private final Header header = new Header();

  @ParameterizedTest
  @ValueSource(ints = {1, 63, 64, 65, 1_023, 1_024, 1_025, 5_003})
  void followsSomeSeatsAsIfItHadReadAll(int capacity) {
    Performance show = open(capacity);
    Random random = new Random(capacity);
    SeatStates states = SeatStates.of(show);
    for (int round = 0; round < 50; round++) {
      TreeSet<Integer> some = new TreeSet<>();
      for (int i = 0; i < 8; i++) {
        some.add(random.nextInt(capacity));
      }
      boolean block = random.nextBoolean();
      Seats seats = new Seats(some.size());
      BitSet changed = new BitSet();
      for (int seat : some) {
        if (show.state(seat) == (block ? SeatState.FREE : SeatState.BLOCKED)) {
          seats.add(seat);
          changed.set(SeatStates.page(seat));
        }
      }
      if (seats.size() > 0) {
        var _ =
            block
                ? engine.block(organizer(), SHOW, seats)
                : engine.unblock(organizer(), SHOW, seats);
      }
      byte[] before = states.toBytes();
      SeatStates next = states.after(show, changed);

      assertThat(next.toBytes()).isEqualTo(show.states()).isEqualTo(oneByOne(show));
      assertThat(states.toBytes()).as("what was read before").isEqualTo(before);
      states = next;
    }
  }

  @Test
  void isTheSameWhenNothingHasChanged() {
    Performance show = open(100);
    SeatStates states = SeatStates.of(show);

    assertThat(states.after(show, new BitSet())).isSameAs(states);
  }

  private static byte[] oneByOne(Performance show) {
    byte[] packed = new byte[(show.capacity() + 3) / 4];
    for (int seat = 0; seat < show.capacity(); seat++) {
      packed[seat / 4] |= (byte) (show.state(seat) << (2 * (seat % 4)));
    }
    return packed;
  }

  private Performance open(int capacity) {
    engine.open(
        organizer(),
        new Opening(
            SHOW,
            "00".repeat(32),
            capacity,
            new Opening.Window(0, Long.MAX_VALUE),
            new Opening.Limits(0, 0),
            60_000,
            "EUR",
            List.of(new Opening.Section("all", 0, capacity, true)),
            List.of(new Opening.Run(0, 0, 0, capacity, 0)),
            List.of(new Opening.TierSpan(capacity, 0)),
            List.of(),
            List.of(new Opening.Tier("all", 100))));
    return Objects.requireNonNull(engine.performance(SHOW));
  }

  private Header organizer() {
    header.clear();
    header.time = 1_000;
    header.organizer = ORGANIZER;
    return header;
  }
}
