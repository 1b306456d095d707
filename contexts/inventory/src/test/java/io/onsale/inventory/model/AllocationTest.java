package io.onsale.inventory.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.onsale.inventory.Allocated;
import org.junit.jupiter.api.Test;

/**
 * In steady state no command allocates, but for those that bring lists with them: opening and
 * amending a performance, and uploads.
 */
class AllocationTest {
  private static final long SHOW = 12;
  private static final long OTHER = 13;
  private static final long CLOSED = 14;
  private static final int REAR = 4_000;

  private final SeatEngine engine = new SeatEngine(SeatChanges.NONE);
  private final Header header = new Header();
  private final Selection wanted = new Selection();
  private final Seats none = new Seats(64);
  private final Seats some = new Seats(64);
  private final HoldView view = new HoldView();
  private long time = 1_000_000;
  private long id;

  @Test
  void holdingReleasingConfirmingAndRefusingAllocatesNothing() {
    header.organizer = 7;
    engine.open(header, Halls.rows(SHOW, 25, 50, 4, 60_000));
    engine.open(header, Halls.rows(OTHER, 25, 50, 4, 2_000));
    engine.open(header, Halls.rows(CLOSED, 1, 1, 1, 2_000));
    // Long enough for the tables to have grown, and for the oldest to be forgotten.
    for (int round = 0; round < 150_000; round++) {
      round();
    }

    long allocated =
        Allocated.by(() -> {
          for (int round = 0; round < 50_000; round++) {
            round();
          }
        });

    assertThat(allocated).isZero();
  }

  private void round() {
    time += 20;
    Result.Held best = (Result.Held) engine.hold(buyer(), SHOW, best(2), false);
    long hold = best.hold();
    int seat = best.seat(0);
    wanted.named().seats.add(seat);
    engine.hold(buyer(), SHOW, wanted, false);
    engine.hold(header, SHOW, wanted, false);
    engine.hold(buyer(), SHOW, best(60), false);
    engine.extend(buyer(), SHOW, hold, 0, false);
    hold = ((Result.Held) engine.exchange(buyer(), SHOW, hold, none, best(3), false)).hold();
    engine.confirm(buyer(), SHOW, hold);
    engine.giveBack(buyer(), SHOW, hold, none);
    hold = ((Result.Held) engine.hold(buyer(), SHOW, best(3), false)).hold();
    // Again under the same id, and under it with another request.
    engine.hold(header, SHOW, best(3), false);
    header.fingerprint++;
    engine.hold(header, SHOW, best(3), false);
    wanted.named().seats.add(REAR);
    wanted.seats.add(REAR + 2);
    some.clear();
    some.add(REAR);
    long rear = ((Result.Held) engine.hold(buyer(), SHOW, wanted, false)).hold();
    // Refused: not all are the hold's.
    engine.exchange(buyer(), SHOW, hold, some, wanted, false);
    engine.giveBack(buyer(), SHOW, hold, some);
    engine.release(buyer(), SHOW, hold);
    engine.release(buyer(), SHOW, hold);
    buyer().organizer = 0;
    header.buyer = 5_000;
    engine.confirm(header, SHOW, rear);
    some.clear();
    some.add(REAR + 4);
    engine.block(buyer(), SHOW, some);
    engine.unblock(buyer(), SHOW, some);
    some.add(REAR);
    engine.block(buyer(), SHOW, some);
    engine.release(buyer(), SHOW, rear);
    engine.expect(id + 1, (id + 1) * 31);
    engine.activate(buyer(), 1);
    engine.activate(buyer(), 99);
    engine.close(buyer(), CLOSED);
    engine.hold(buyer(), CLOSED, best(1), false);
    engine.hold(buyer(), 99, best(1), false);
    engine.malformed(time);
    engine.offer(SHOW, best(2), some);
    engine.findHold(SHOW, hold, view);
    // This one expires.
    engine.hold(buyer(), OTHER, best(1), false);
    engine.expire(time, 10);
  }

  private Selection best(int count) {
    return wanted.best(0, Selection.ANY_SECTION, count, 0);
  }

  private Header buyer() {
    header.time = time;
    header.buyer = 1 + (id & 1023);
    header.organizer = 7;
    header.idempotencyHigh = ++id;
    header.idempotencyLow = id * 31;
    header.fingerprint = id;
    return header;
  }
}
