package io.onsale.proof.sim;

import io.onsale.inventory.model.Performance;
import io.onsale.inventory.model.SeatChanges;
import io.onsale.inventory.model.SeatState;
import io.onsale.inventory.model.Seats;
import io.onsale.proof.sim.Failure.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Knows only the changes that a follower of the log tells, and checks by them alone what must be
 * true whatever the rules for an answer are: one owner a seat, an end for every hold and only one,
 * a version for each change.
 */
final class Ledger implements SeatChanges {
  /** A hold as its changes tell it. */
  static final class Entry {
    final int ordinal;
    final long performance;
    final long buyer;
    final Set<Integer> seats = new TreeSet<>();
    long deadline;
    boolean sold;
    boolean ended;

    Entry(int ordinal, long performance, long buyer, long deadline) {
      this.ordinal = ordinal;
      this.performance = performance;
      this.buyer = buyer;
      this.deadline = deadline;
    }

    boolean isLive() {
      return !sold && !ended;
    }
  }

  private final Map<Long, Long> versions = new HashMap<>();
  private final Map<Long, int[]> states = new HashMap<>();

  /** Whose each seat is: numbers of holds, 0 when nobody's. */
  private final Map<Long, long[]> owners = new HashMap<>();

  private final Map<Long, Entry> holds = new HashMap<>();
  private final List<Long> numbers = new ArrayList<>();
  private @Nullable Failure failure;

  /** Fails if a change was told that must not be; the listener itself must not throw. */
  void check() {
    if (failure != null) {
      throw failure;
    }
  }

  /** The place of a hold in the order of all holds, from 1; 0 for none, and for an unknown one. */
  long ordinal(long number) {
    Entry entry = holds.get(number);
    return entry == null ? 0 : entry.ordinal;
  }

  /** The engine's number of the hold at that place. */
  long number(long ordinal) {
    return numbers.get((int) ordinal - 1);
  }

  /** States of the seats, by {@link SeatState}. */
  int[] states(long performance) {
    int[] known = states.get(performance);
    return known == null ? new int[0] : known;
  }

  int seatsOfBuyer(long performance, long buyer) {
    return holds.values().stream()
        .filter(hold -> hold.performance == performance && hold.buyer == buyer)
        .mapToInt(hold -> hold.seats.size())
        .sum();
  }

  /** The latest deadline of a live hold, 0 when there is none. */
  long lastDeadline() {
    return holds.values().stream()
        .filter(Entry::isLive)
        .mapToLong(hold -> hold.deadline)
        .max()
        .orElse(0);
  }

  /** Fails when a live hold's deadline has passed that long ago. */
  void checkOverdue(long time, long tolerance) {
    for (Entry hold : holds.values()) {
      if (hold.isLive() && hold.deadline + tolerance <= time) {
        throw new Failure(
            Kind.EXPIRY,
            "hold %d of performance %d still has seats %s %d ms after its deadline"
                .formatted(hold.ordinal, hold.performance, hold.seats, time - hold.deadline));
      }
    }
  }

  private void fail(Kind kind, String message) {
    if (failure == null) {
      failure = new Failure(kind, message);
    }
  }

  private void next(Performance performance) {
    long before = versions.getOrDefault(performance.id(), 0L);
    if (performance.version() != before + 1) {
      fail(
          Kind.VERSION,
          "version %d of performance %d follows %d"
              .formatted(performance.version(), performance.id(), before));
    }
    versions.put(performance.id(), performance.version());
  }

  @Override
  public void opened(Performance performance) {
    states.put(performance.id(), new int[performance.capacity()]);
    owners.put(performance.id(), new long[performance.capacity()]);
    next(performance);
  }

  @Override
  public void amended(Performance performance) {
    next(performance);
  }

  @Override
  public void closed(Performance performance) {
    next(performance);
  }

  @Override
  public void held(Performance performance, long hold, long buyer, long deadline, Seats seats) {
    next(performance);
    Entry entry = new Entry(numbers.size() + 1, performance.id(), buyer, deadline);
    if (holds.putIfAbsent(hold, entry) != null) {
      fail(Kind.ENDING, "the number of hold " + ordinal(hold) + " is given out again");
    }
    numbers.add(hold);
    long[] owner = ownersOf(performance);
    for (int i = 0; i < seats.size(); i++) {
      int seat = seats.get(i);
      entry.seats.add(seat);
      if (owner[seat] != 0) {
        fail(
            Kind.OWNER,
            "seat %d of performance %d is given to hold %d while it is hold %d's"
                .formatted(seat, performance.id(), entry.ordinal, ordinal(owner[seat])));
      }
      owner[seat] = hold;
      move(performance, seat, SeatState.FREE, SeatState.HELD);
    }
  }

  @Override
  public void extended(Performance performance, long hold, long deadline) {
    next(performance);
    Entry entry = live(performance, hold, "extended");
    if (entry != null) {
      entry.deadline = deadline;
    }
  }

  @Override
  public void released(Performance performance, long hold, Seats seats) {
    next(performance);
    end(performance, live(performance, hold, "released"), seats, SeatState.HELD);
  }

  @Override
  public void expired(Performance performance, long hold, Seats seats) {
    next(performance);
    Entry entry = live(performance, hold, "expired");
    if (entry != null && entry.deadline > performance.changedAt()) {
      fail(
          Kind.EXPIRY,
          "hold %d of performance %d expires %d ms before its deadline"
              .formatted(
                  entry.ordinal, performance.id(), entry.deadline - performance.changedAt()));
    }
    end(performance, entry, seats, SeatState.HELD);
  }

  @Override
  public void sold(Performance performance, long hold, long buyer, Seats seats) {
    next(performance);
    Entry entry = live(performance, hold, "sold");
    if (entry == null) {
      return;
    }
    entry.sold = true;
    if (entry.buyer != buyer || !entry.seats.equals(set(seats))) {
      fail(
          Kind.ENDING,
          "hold %d has seats %s of buyer %d, and %s are sold to buyer %d"
              .formatted(entry.ordinal, entry.seats, entry.buyer, set(seats), buyer));
    }
    entry.seats.forEach(seat -> move(performance, seat, SeatState.HELD, SeatState.SOLD));
  }

  @Override
  public void returned(Performance performance, long hold, Seats seats) {
    next(performance);
    Entry entry = holds.get(hold);
    if (entry == null || !entry.sold || entry.ended) {
      fail(Kind.ENDING, "seats of hold " + ordinal(hold) + " are returned, which is not sold");
      return;
    }
    giveBack(performance, entry, seats, SeatState.SOLD);
    entry.ended = entry.seats.isEmpty();
  }

  @Override
  public void blocked(Performance performance, Seats seats) {
    next(performance);
    set(seats).forEach(seat -> move(performance, seat, SeatState.FREE, SeatState.BLOCKED));
  }

  @Override
  public void unblocked(Performance performance, Seats seats) {
    next(performance);
    set(seats).forEach(seat -> move(performance, seat, SeatState.BLOCKED, SeatState.FREE));
  }

  private @Nullable Entry live(Performance performance, long hold, String change) {
    Entry entry = holds.get(hold);
    if (entry == null || !entry.isLive() || entry.performance != performance.id()) {
      fail(
          Kind.ENDING,
          "hold %d of performance %d is %s, and is not live"
              .formatted(ordinal(hold), performance.id(), change));
      return null;
    }
    return entry;
  }

  private void end(Performance performance, @Nullable Entry entry, Seats seats, int state) {
    if (entry == null) {
      return;
    }
    giveBack(performance, entry, seats, state);
    entry.ended = true;
    if (!entry.seats.isEmpty()) {
      fail(Kind.ENDING, "hold " + entry.ordinal + " has ended and keeps seats " + entry.seats);
    }
  }

  private void giveBack(Performance performance, Entry entry, Seats seats, int state) {
    for (int seat : set(seats)) {
      if (!entry.seats.remove(seat)) {
        fail(
            Kind.OWNER,
            "hold %d gives seat %d of performance %d back, which it has not"
                .formatted(entry.ordinal, seat, performance.id()));
      }
      ownersOf(performance)[seat] = 0;
      move(performance, seat, state, SeatState.FREE);
    }
  }

  private void move(Performance performance, int seat, int from, int to) {
    int[] all = states(performance.id());
    if (all[seat] != from) {
      fail(
          Kind.OWNER,
          "seat %d of performance %d goes from state %d to %d, and was in %d"
              .formatted(seat, performance.id(), from, to, all[seat]));
    }
    all[seat] = to;
  }

  private long[] ownersOf(Performance performance) {
    long[] known = owners.get(performance.id());
    if (known == null) {
      throw new IllegalStateException("a performance changed before it was opened");
    }
    return known;
  }

  private static Set<Integer> set(Seats seats) {
    Integer[] all = new Integer[seats.size()];
    Arrays.setAll(all, seats::get);
    return new TreeSet<>(Arrays.asList(all));
  }
}
