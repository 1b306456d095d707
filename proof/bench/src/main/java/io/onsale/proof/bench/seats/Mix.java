package io.onsale.proof.bench.seats;

import io.onsale.inventory.flow.CommandAdapter;
import io.onsale.inventory.model.Header;
import io.onsale.inventory.model.Result;
import io.onsale.inventory.model.SeatEngine;
import io.onsale.inventory.model.Selection;
import java.util.SplittableRandom;

/**
 * Writes tapes of a mix. It decides them on an engine of its own, a twin of the measured one, and
 * so knows the numbers that the holds will have.
 *
 * <p>Cluster time moves so that as many accepted commands are remembered as there are told: they
 * are kept for ten minutes.
 */
final class Mix {
  static final long PERFORMANCE = 1;

  private static final long KEPT_MILLIS = 600_000;
  private static final long BUYERS = 200_000;

  /** So many commands in turn have the same time: they may come in one message. */
  static final int BATCH = CommandAdapter.MAX_BATCH;

  private static final int REPEATED_OF = 1_000;

  private final SplittableRandom random = new SplittableRandom(20_261_122);
  private final SeatEngine twin;
  private final int remembered;
  private final Header header = new Header();
  private final Selection wanted = new Selection();
  private final Tape tape;
  private long commands;
  private long newest;
  private final long[] holds;
  private final long[] buyers;
  private int live;
  private final long[] soldHolds = new long[Hall.SEATS];
  private final long[] soldTo = new long[Hall.SEATS];
  private int sold;
  private int held;
  private int done;
  private int refused;

  Mix(SeatEngine twin, int size, int remembered) {
    this.twin = twin;
    this.remembered = remembered;
    tape = new Tape(size + BATCH);
    holds = new long[size];
    buyers = new long[size];
  }

  private long time() {
    return 1_000_000 + (commands - 1) / BATCH * BATCH * KEPT_MILLIS / remembered;
  }

  private void begin() {
    tape.clear();
    live = 0;
    sold = 0;
    held = 0;
    done = 0;
    refused = 0;
  }

  /** 70 % best two, 20 % a pair by name, 5 % release, 5 % confirm; of these 1 % sent again. */
  Tape sale(int size) {
    begin();
    while (tape.size() < size) {
      int die = random.nextInt(100);
      if (tape.size() > 0 && random.nextInt(100) == 0) {
        commands++;
        tape.repeat(tape.size() - 1 - random.nextInt(Math.min(tape.size(), REPEATED_OF)), time());
        decide();
      } else if (die < 70) {
        add(Tape.HOLD_BEST, buyer(), random.nextInt(Hall.TIERS));
      } else if (die < 90) {
        int row = random.nextInt(Hall.BLOCKS * Hall.ROWS);
        int first = row * Hall.SEATS_PER_ROW + random.nextInt(Hall.SEATS_PER_ROW - 1);
        add(Tape.HOLD_PAIR, buyer(), first);
      } else {
        end(die < 95 ? Tape.RELEASE : Tape.CONFIRM);
      }
    }
    return tape;
  }

  /** Hold and release in turn, all accepted. */
  Tape churn(int size) {
    begin();
    while (tape.size() < size) {
      if (live < 1_000 || (live < 2_000 && random.nextBoolean())) {
        add(Tape.HOLD_BEST, buyer(), random.nextInt(Hall.TIERS));
      } else {
        end(Tape.RELEASE);
      }
    }
    return tape;
  }

  /** Frees all seats that the last tape took. */
  Tape giveBack() {
    tape.clear();
    for (int i = 0; i < live; i++) {
      add(Tape.RELEASE, buyers[i], holds[i]);
    }
    for (int i = 0; i < sold; i++) {
      add(Tape.RETURN, soldTo[i], soldHolds[i]);
    }
    while (commands % BATCH != 0) {
      add(Tape.CONFIRM, 1, 1);
    }
    return tape;
  }

  /** Refusals, each under an id of its own. */
  Tape refusals(int size) {
    begin();
    while (tape.size() < size) {
      add(Tape.CONFIRM, buyer(), 1);
    }
    return tape;
  }

  private long buyer() {
    return 1 + random.nextLong(BUYERS);
  }

  /** A random live hold; when there is none, one that has ended, which is refused. */
  private void end(int kind) {
    if (live == 0) {
      add(kind, buyers[0], holds[0]);
      return;
    }
    int i = random.nextInt(live--);
    long hold = holds[i];
    long buyer = buyers[i];
    holds[i] = holds[live];
    buyers[i] = buyers[live];
    holds[live] = hold;
    buyers[live] = buyer;
    if (kind == Tape.CONFIRM) {
      soldHolds[sold] = hold;
      soldTo[sold++] = buyer;
    }
    add(kind, buyer, hold);
  }

  private void add(int kind, long buyer, long fact) {
    commands++;
    tape.add(kind, buyer, random.nextLong(), random.nextLong(), time(), PERFORMANCE, fact);
    decide();
  }

  private void decide() {
    int i = tape.size() - 1;
    switch (tape.apply(i, twin, header, wanted)) {
      case Result.Held h -> {
        held++;
        if (h.hold() > newest) {
          newest = h.hold();
          holds[live] = h.hold();
          buyers[live++] = tape.buyer(i);
        }
      }
      case Result.Done d -> done++;
      case Result.Refused r -> refused++;
    }
  }

  /** How the last tape turns out, in per cent. */
  String outcome() {
    double all = held + done + refused;
    return "%.0f %% held, %.0f %% done, %.0f %% refused"
        .formatted(100 * held / all, 100 * done / all, 100 * refused / all);
  }
}
