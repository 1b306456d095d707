package io.onsale.inventory.model;

import static io.onsale.inventory.model.SmallHouse.OPENS;
import static io.onsale.inventory.model.SmallHouse.SHOW;
import static io.onsale.inventory.model.SmallHouse.reason;
import static io.onsale.inventory.model.SmallHouse.seatsOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.onsale.inventory.Allocated;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** How much the engine remembers, and for how long. */
class MemoryTest {
  private static final SeatEngine.Sizes SMALL = new SeatEngine.Sizes(8, 4, 16, 16);

  private final SmallHouse house = new SmallHouse(new SeatEngine(SeatChanges.NONE, SMALL));

  @Test
  void remembersTheLastRefusalsOnly() {
    for (int i = 0; i < 17; i++) {
      house.hold(1, -1);
    }
    long last = house.header.idempotencyLow;

    assertThat(reason(again(last - 15, 3))).isEqualTo(RefusalReason.UNKNOWN_SEAT);
    assertThat(again(last - 16, 3)).isInstanceOf(Result.Held.class);
  }

  @Test
  void remembersAnAcceptedCommandWhileItsHoldLives() {
    house.hold(1, 3);
    long id = house.header.idempotencyLow;
    house.engine.extend(house.buyer(1), SHOW, 1L << 22, Opening.LONGEST_HOLD, false);
    house.time = OPENS + Answers.KEPT + 1;
    for (int i = 0; i < 100; i++) {
      house.engine.activate(house.organizer(), 1);
      house.time += Answers.KEPT;
    }
    house.time = OPENS + 2 * Answers.KEPT;

    assertThat(seatsOf(again(id, 3))).containsExactly(3);
    assertThat(house.show().count(SeatState.HELD)).isEqualTo(1);
  }

  @Test
  void forgetsAnAcceptedCommandWhenItsHoldHasEndedAndTenMinutesHavePassed() {
    long hold = house.held(1, 3);
    long id = house.header.idempotencyLow;
    house.engine.release(house.buyer(1), SHOW, hold);
    house.time = OPENS + Answers.KEPT - 1;
    house.engine.activate(house.organizer(), 1);
    assertThat(((Result.Held) again(id, 3)).hold()).isEqualTo(hold);

    house.time = OPENS + Answers.KEPT;
    house.engine.activate(house.organizer(), 1);

    assertThat(((Result.Held) again(id, 3)).hold()).isNotEqualTo(hold);
  }

  @Test
  void refusesWhatItCouldNotRemember() {
    for (int i = 0; i < 15; i++) {
      assertThat(house.engine.activate(house.organizer(), 1)).isInstanceOf(Result.Done.class);
    }
    assertThat(reason(house.hold(1, 3))).isEqualTo(RefusalReason.CAPACITY);
    long id = house.header.idempotencyLow;

    house.time = OPENS + Answers.KEPT;
    assertThat(again(id, 3)).isInstanceOf(Result.Held.class);
  }

  /** At the sizes that ship: what an engine needs is told to whoever gives it a heap. */
  @Test
  void refusesBeforeItsAnswersTakeMoreThanIsTold() {
    SmallHouse house = new SmallHouse();
    int[] accepted = {0};

    long bytes =
        Allocated.by(() -> {
          for (int i = 0; i < Answers.MOST_REFUSED; i++) {
            house.hold(1, -1);
          }
          // Four seats each second command: both what is remembered of commands and of seats fills
          // up.
          while (house.hold(1, 0, 1, 2, 3) instanceof Result.Held held) {
            house.engine.release(house.buyer(1), SHOW, held.hold());
            accepted[0] += 2;
          }
        });

    assertThat(reason(house.hold(1, 0, 1, 2, 3))).isEqualTo(RefusalReason.CAPACITY);
    assertThat(accepted[0]).isGreaterThan(Answers.MOST_ACCEPTED - 100);
    assertThat(house.engine.rememberedAnswers()).isGreaterThan(Answers.MOST_ACCEPTED);
    assertThat(bytes).isLessThan(SeatEngine.ANSWERS_BYTES);
  }

  @Test
  void countsTheHoldsThatStay() {
    house.held(1, 0);
    house.sold(2, 1);
    long hold = house.held(3, 2);
    house.engine.release(house.buyer(3), SHOW, hold);

    assertThat(house.engine.keptHolds()).isEqualTo(2);
  }

  @Test
  void refusesMoreHoldsThanTheTableTakes() {
    for (int seat = 0; seat < 8; seat++) {
      house.held(seat + 1, seat);
    }

    assertThat(reason(house.hold(20, 9))).isEqualTo(RefusalReason.CAPACITY);

    house.engine.close(house.organizer(), 99);
    assertThat(house.show().state(9)).isEqualTo(SeatState.FREE);
  }

  @Test
  void knowsTheLastEndedHoldsAndSaysOfOthersThatTheyEnded() {
    long[] holds = new long[6];
    for (int i = 0; i < holds.length; i++) {
      Header from = house.buyer(1);
      from.idempotencyHigh = 0;
      from.idempotencyLow = 0;
      holds[i] = ((Result.Held) house.engine.hold(from, SHOW, house.seats(3), false)).hold();
      house.engine.release(from, SHOW, holds[i]);
    }
    HoldView view = new HoldView();

    assertThat(house.engine.findHold(SHOW, holds[0], view)).isFalse();
    assertThat(house.engine.findHold(SHOW, holds[5], view)).isTrue();
    assertThat(view.status()).isEqualTo(HoldView.Status.RELEASED);
    assertThat(view.owns(0)).isFalse();
    assertThat(reason(house.engine.confirm(house.buyer(1), SHOW, holds[0])))
        .isEqualTo(RefusalReason.HOLD_ENDED);
  }

  @Test
  void keepsAnEndedHoldWhoseAnswerMayBeAskedForAgain() {
    long first = house.held(1, 3);
    long id = house.header.idempotencyLow;
    house.engine.release(house.buyer(1), SHOW, first);
    for (int i = 0; i < 4; i++) {
      Header from = house.buyer(1);
      from.idempotencyHigh = 0;
      from.idempotencyLow = 0;
      Result.Held held = (Result.Held) house.engine.hold(from, SHOW, house.seats(4), false);
      house.engine.release(from, SHOW, held.hold());
    }

    Result.Held again = (Result.Held) again(id, 3);
    assertThat(again.hold()).isEqualTo(first);
    assertThat(seatsOf(again)).containsExactly(3);
  }

  private Result again(long id, int seat) {
    Header from = house.buyer(1);
    from.idempotencyLow = id;
    return house.engine.hold(from, SHOW, house.seats(seat), false);
  }

  @Test
  void findsExactlyTheAnswersThatItKeeps() {
    // More than one page of the index takes, and less than all.
    int most = 1 << 15;
    Answers answers = new Answers(most, most);
    Holds holds = new Holds(16, 16);
    Header header = new Header();
    Random random = new Random(3);
    long[] ids = new long[80_000];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = random.nextLong();
      header.idempotencyHigh = i;
      header.idempotencyLow = ids[i];
      answers.addRefused(header, 2, 0, 5, ids[i], 0);
      if (i % 8000 == 7999) {
        for (int j = 0; j <= i; j++) {
          int answer = answers.find(j, ids[j]);
          assertThat(answer != Answers.NONE).isEqualTo(j > i - most);
          if (answer != Answers.NONE) {
            assertThat(answers.fact(answer)).isEqualTo(ids[j]);
          }
        }
      }
    }
    assertThat(answers.size()).isEqualTo(most);
    // Accepted ones, two leaving for each that comes once their time is over.
    for (int i = 0; i < ids.length; i++) {
      header.idempotencyHigh = -1L - i;
      header.idempotencyLow = ids[i];
      answers.addDone(header, 600L * i, new Result.Done().with(5, 0, i, 0), 5, holds);
      assertThat(answers.version(answers.find(-1 - i, ids[i]))).isEqualTo(i);
    }
    for (int i = 0; i < ids.length; i++) {
      assertThat(answers.find(-1 - i, ids[i]) != Answers.NONE)
          .isEqualTo(600L * i + Answers.KEPT > 600L * (ids.length - 1));
    }
  }

  @Test
  void keepsTheSeatsOfHoldsThatAreForgotten() {
    Answers answers = new Answers(16, 1 << 10);
    Holds holds = new Holds(16, 16);
    Header header = new Header();
    header.idempotencyHigh = 1;
    Random random = new Random(6);
    for (int i = 1; i <= 5_000; i++) {
      Result.Held held = new Result.Held().with(5, i, i, 0);
      for (int seat = random.nextInt(4); seat >= 0; seat--) {
        held.add(1_000 * (i % 100) + seat, 100L * i + seat);
      }
      header.idempotencyLow = i;
      answers.addHeld(header, 1_000L * i, held, 5, holds);
      // Ten minutes at a second each.
      int known = 1 + random.nextInt(Math.min(i, 600));
      int answer = answers.find(1, i - known + 1);
      Result.Held again = new Result.Held().with(5, 0, 0, 0);
      answers.seats(answer, again);
      assertThat(again.size()).isPositive();
      for (int position = 0; position < again.size(); position++) {
        int seat = again.size() - 1 - position;
        assertThat(again.seat(position)).isEqualTo(1_000 * ((i - known + 1) % 100) + seat);
        assertThat(again.price(position)).isEqualTo(100L * (i - known + 1) + seat);
      }
    }
    assertThat(answers.size()).isEqualTo(600);
  }

  @Test
  void countsAsAMapDoes() {
    Counts counts = new Counts();
    Map<Long, Integer> model = new HashMap<>();
    Random random = new Random(4);
    for (int i = 0; i < 100_000; i++) {
      long key = (1L + random.nextInt(300)) << (random.nextInt(3) * 20);
      int known = model.getOrDefault(key, 0);
      int change =
          known > 0 && random.nextBoolean() ? -1 - random.nextInt(known) : 1 + random.nextInt(4);
      counts.add(key, change);
      model.merge(key, change, Integer::sum);
      model.remove(key, 0);
      assertThat(counts.get(key)).isEqualTo(model.getOrDefault(key, 0));
    }
    assertThat(counts.size()).isEqualTo(model.size());
    model.forEach((key, count) -> assertThat(counts.get(key)).isEqualTo(count));
  }
}
