package io.onsale.inventory.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The rules of the seat engine, slow and obvious: lists, maps and loops over all seats. It forgets
 * nothing. Hold numbers are 1, 2, 3 … in the order in which holds begin.
 */
final class ReferenceModel {
  /** As many overdue holds are freed before a command is decided; a refusal frees all. */
  static final int EXPIRIES_PER_COMMAND = 64;

  static final int MOST_IN_HOLD = 64;
  static final int MOST_IN_BLOCK = 4096;

  /** What became of a command. */
  sealed interface Outcome {
    record Held(long hold, List<Integer> seats, List<Long> prices, long deadline, long version)
        implements Outcome {}

    record Done(long hold, long version, long deadline) implements Outcome {}

    record Refused(RefusalReason reason, long fact, List<Integer> seats, long version)
        implements Outcome {}
  }

  /** What is wanted: named seats, or the best. */
  sealed interface Wanted {
    int count();

    record Named(List<Integer> seats) implements Wanted {
      @Override
      public int count() {
        return seats.size();
      }
    }

    record Best(int tier, int section, int count, int attributes) implements Wanted {}
  }

  enum State {
    FREE,
    HELD,
    SOLD,
    BLOCKED
  }

  enum Status {
    LIVE,
    SOLD,
    RELEASED,
    EXPIRED,
    RETURNED
  }

  static final class Hold {
    final long number;
    final Show show;
    final long buyer;
    final long identity;
    final List<Integer> seats;
    final List<Long> prices;
    final Set<Integer> owned;
    Status status = Status.LIVE;
    long deadline;
    long confirmedAt;
    boolean extended;

    Hold(
        long number,
        Show show,
        long buyer,
        long identity,
        List<Integer> seats,
        List<Long> prices,
        long deadline) {
      this.number = number;
      this.show = show;
      this.buyer = buyer;
      this.identity = identity;
      this.seats = List.copyOf(seats);
      this.prices = List.copyOf(prices);
      this.owned = new TreeSet<>(seats);
      this.deadline = deadline;
    }
  }

  /** A performance. */
  static final class Show {
    final long organizer;
    final Opening opening;
    final State[] states;
    final int[] tierOf;
    final int[] attributesOf;
    Opening.Window window;
    Opening.Limits limits;
    long holdDuration;
    List<Opening.Tier> tiers;
    boolean closed;
    long version = 1;

    Show(long organizer, Opening opening) {
      this.organizer = organizer;
      this.opening = opening;
      window = opening.window();
      limits = opening.limits();
      holdDuration = opening.holdDuration();
      tiers = opening.tiers();
      states = new State[opening.seats()];
      Arrays.fill(states, State.FREE);
      tierOf = new int[opening.seats()];
      attributesOf = new int[opening.seats()];
      spread(opening.tierSpans());
      spreadAttributes(opening.attributeSpans());
    }

    void spread(List<Opening.TierSpan> spans) {
      int seat = 0;
      for (Opening.TierSpan span : spans) {
        for (int i = 0; i < span.seats(); i++) {
          tierOf[seat++] = span.tier();
        }
      }
    }

    void spreadAttributes(List<Opening.AttributeSpan> spans) {
      Arrays.fill(attributesOf, 0);
      for (Opening.AttributeSpan span : spans) {
        for (int i = 0; i < span.seats(); i++) {
          attributesOf[span.firstSeat() + i] = span.attributes();
        }
      }
    }

    boolean isFree(int seat) {
      return states[seat] == State.FREE;
    }

    Opening.Section sectionOf(int seat) {
      return opening.sections().stream()
          .filter(s -> seat >= s.firstSeat() && seat < s.firstSeat() + s.seats())
          .findFirst()
          .orElseThrow();
    }
  }

  private record Id(long high, long low) {}

  private record Answer(long fingerprint, Outcome outcome) {}

  final Map<Long, Show> shows = new LinkedHashMap<>();
  final List<Hold> holds = new ArrayList<>();
  private final Map<Id, Answer> answers = new HashMap<>();
  long now;

  // Commands.

  Outcome open(Header from, Opening opening) {
    return command(
        from,
        () -> {
          Show known = shows.get(opening.performance());
          if (known != null) {
            return known.organizer == from.organizer && known.opening.equals(opening)
                ? new Outcome.Done(0, 1, 0)
                : refused(RefusalReason.PERFORMANCE_EXISTS, null, 0);
          }
          shows.put(opening.performance(), new Show(from.organizer, opening));
          return new Outcome.Done(0, 1, 0);
        });
  }

  Outcome amend(Header from, Amendment amendment) {
    return command(
        from,
        () -> {
          Show show = shows.get(amendment.performance());
          if (show == null || show.organizer != from.organizer) {
            return refused(RefusalReason.PERFORMANCE_NOT_FOUND, null, 0);
          }
          show.window = Objects.requireNonNullElse(amendment.window(), show.window);
          show.limits = Objects.requireNonNullElse(amendment.limits(), show.limits);
          show.holdDuration =
              Objects.requireNonNullElse(amendment.holdDuration(), show.holdDuration);
          show.tiers = Objects.requireNonNullElse(amendment.tiers(), show.tiers);
          if (amendment.tierSpans() != null) {
            show.spread(amendment.tierSpans());
          }
          if (amendment.attributeSpans() != null) {
            show.spreadAttributes(amendment.attributeSpans());
          }
          return new Outcome.Done(0, ++show.version, 0);
        });
  }

  Outcome close(Header from, long performance) {
    return command(
        from,
        () -> {
          Show show = shows.get(performance);
          if (show == null || show.organizer != from.organizer) {
            return refused(RefusalReason.PERFORMANCE_NOT_FOUND, null, 0);
          }
          if (!show.closed) {
            show.closed = true;
            show.version++;
          }
          return new Outcome.Done(0, show.version, 0);
        });
  }

  Outcome block(Header from, long performance, List<Integer> seats) {
    return command(from, () -> mark(from, performance, seats, State.FREE, State.BLOCKED));
  }

  Outcome unblock(Header from, long performance, List<Integer> seats) {
    return command(from, () -> mark(from, performance, seats, State.BLOCKED, State.FREE));
  }

  private Outcome mark(Header from, long performance, List<Integer> seats, State old, State next) {
    Show show = shows.get(performance);
    if (show == null || show.organizer != from.organizer) {
      return refused(RefusalReason.PERFORMANCE_NOT_FOUND, null, 0);
    }
    if (seats.isEmpty() || seats.size() > MOST_IN_BLOCK) {
      return refused(RefusalReason.BAD_COUNT, show, MOST_IN_BLOCK);
    }
    Outcome bad = badSeats(show, seats);
    if (bad != null) {
      return bad;
    }
    List<Integer> others = new ArrayList<>();
    for (int seat : seats) {
      if (show.states[seat] != old && show.states[seat] != next) {
        others.add(seat);
      }
    }
    if (!others.isEmpty()) {
      return refused(RefusalReason.SEATS_NOT_BLOCKABLE, show, others);
    }
    boolean changes = seats.stream().anyMatch(seat -> show.states[seat] == old);
    seats.forEach(seat -> show.states[seat] = next);
    if (changes) {
      show.version++;
    }
    return new Outcome.Done(0, show.version, 0);
  }

  Outcome hold(Header from, long performance, Wanted wanted, boolean afterPayment) {
    return command(
        from,
        () -> {
          Show show = shows.get(performance);
          if (show == null) {
            return refused(RefusalReason.PERFORMANCE_NOT_FOUND, null, 0);
          }
          Outcome no = offSale(show, afterPayment);
          no = no != null ? no : badWish(show, wanted, MOST_IN_HOLD);
          no = no != null ? no : overLimit(show, from.buyer, from.identity, wanted.count());
          if (no != null) {
            return no;
          }
          Object chosen = choose(show, wanted);
          if (chosen instanceof Outcome refusal) {
            return refusal;
          }
          List<Integer> seats = seats(chosen);
          List<Long> prices =
              seats.stream().map(seat -> show.tiers.get(show.tierOf[seat]).price()).toList();
          long deadline = now + show.holdDuration;
          Hold hold =
              new Hold(holds.size() + 1, show, from.buyer, from.identity, seats, prices, deadline);
          holds.add(hold);
          seats.forEach(seat -> show.states[seat] = State.HELD);
          show.version++;
          return new Outcome.Held(hold.number, seats, prices, deadline, show.version);
        });
  }

  Outcome release(Header from, long performance, long number) {
    return command(
        from,
        () -> {
          Outcome no = notYours(from, performance, number);
          if (no != null) {
            return no;
          }
          Hold hold = hold(number);
          if (hold.status == Status.SOLD) {
            return refused(RefusalReason.HOLD_CONFIRMED, hold.show, 0);
          }
          end(hold, Status.RELEASED);
          return new Outcome.Done(number, hold.show.version, 0);
        });
  }

  Outcome confirm(Header from, long performance, long number) {
    return command(
        from,
        () -> {
          Outcome no = notYours(from, performance, number);
          if (no != null) {
            return no;
          }
          Hold hold = hold(number);
          if (hold.status == Status.LIVE) {
            hold.status = Status.SOLD;
            hold.seats.forEach(seat -> hold.show.states[seat] = State.SOLD);
            hold.confirmedAt = ++hold.show.version;
          }
          return new Outcome.Done(number, hold.confirmedAt, 0);
        });
  }

  Outcome extend(Header from, long performance, long number, long duration, boolean once) {
    return command(
        from,
        () -> {
          Outcome no = notYours(from, performance, number);
          if (no != null) {
            return no;
          }
          Hold hold = hold(number);
          if (hold.status == Status.SOLD) {
            return refused(RefusalReason.HOLD_CONFIRMED, hold.show, 0);
          }
          if (once && hold.extended) {
            return refused(RefusalReason.EXTENSION_USED, hold.show, 0);
          }
          hold.extended |= once;
          long until = now + (duration == 0 ? hold.show.holdDuration : duration);
          hold.deadline = Math.max(hold.deadline, until);
          return new Outcome.Done(number, ++hold.show.version, hold.deadline);
        });
  }

  Outcome giveBack(Header from, long performance, long number, List<Integer> seats) {
    return command(
        from,
        () -> {
          Outcome no = notYours(from, performance, number);
          if (no != null) {
            return no;
          }
          Hold hold = hold(number);
          if (hold.status != Status.SOLD) {
            return refused(RefusalReason.NOT_SOLD, hold.show, 0);
          }
          List<Integer> strange = seats.stream().filter(s -> !hold.owned.contains(s)).toList();
          if (!strange.isEmpty()) {
            return refused(RefusalReason.NOT_IN_HOLD, hold.show, strange);
          }
          Set<Integer> back = new HashSet<>(seats.isEmpty() ? hold.owned : seats);
          back.forEach(seat -> hold.show.states[seat] = State.FREE);
          hold.owned.removeAll(back);
          if (hold.owned.isEmpty()) {
            hold.status = Status.RETURNED;
          }
          return new Outcome.Done(number, ++hold.show.version, 0);
        });
  }

  Outcome exchange(
      Header from,
      long performance,
      long number,
      List<Integer> giveUp,
      Wanted wanted,
      boolean afterPayment) {
    return command(
        from,
        () -> {
          Outcome no = notYours(from, performance, number);
          if (no != null) {
            return no;
          }
          Hold old = hold(number);
          Show show = old.show;
          List<Integer> strange = giveUp.stream().filter(s -> !old.owned.contains(s)).toList();
          if (!strange.isEmpty()) {
            return refused(RefusalReason.NOT_IN_HOLD, show, strange);
          }
          Set<Integer> leaving = new TreeSet<>(giveUp.isEmpty() ? old.owned : giveUp);
          int kept = old.owned.size() - leaving.size();
          no = offSale(show, afterPayment);
          no = no != null ? no : badWish(show, wanted, MOST_IN_HOLD - kept);
          int more = wanted.count() - leaving.size();
          no = no != null ? no : overLimit(show, old.buyer, old.identity, more);
          if (no != null) {
            return no;
          }
          State before = old.status == Status.SOLD ? State.SOLD : State.HELD;
          leaving.forEach(seat -> show.states[seat] = State.FREE);
          Object chosen = choose(show, wanted);
          leaving.forEach(seat -> show.states[seat] = before);
          if (chosen instanceof Outcome refusal) {
            return refusal;
          }
          return exchange(old, leaving, seats(chosen));
        });
  }

  private Outcome exchange(Hold old, Set<Integer> leaving, List<Integer> chosen) {
    Show show = old.show;
    List<Integer> seats = new ArrayList<>();
    List<Long> prices = new ArrayList<>();
    for (int i = 0; i < old.seats.size(); i++) {
      int seat = old.seats.get(i);
      if (old.owned.contains(seat) && !leaving.contains(seat)) {
        seats.add(seat);
        prices.add(old.prices.get(i));
      }
    }
    for (int seat : chosen) {
      seats.add(seat);
      prices.add(show.tiers.get(show.tierOf[seat]).price());
    }
    Hold next =
        new Hold(holds.size() + 1, show, old.buyer, old.identity, seats, prices, old.deadline);
    next.extended = old.extended;
    boolean sold = old.status == Status.SOLD;
    end(old, sold ? Status.RETURNED : Status.RELEASED);
    holds.add(next);
    seats.forEach(seat -> show.states[seat] = State.HELD);
    show.version++;
    if (sold) {
      next.status = Status.SOLD;
      seats.forEach(seat -> show.states[seat] = State.SOLD);
      next.confirmedAt = ++show.version;
    }
    return new Outcome.Held(next.number, seats, prices, sold ? 0 : next.deadline, show.version);
  }

  // Time.

  /** Frees overdue holds, the earliest deadline first, then the lowest number. */
  int expire(long time, int most) {
    now = Math.max(now, time);
    int count = 0;
    while (count < most) {
      Hold due =
          holds.stream()
              .filter(hold -> hold.status == Status.LIVE && hold.deadline <= now)
              .min(Comparator.<Hold>comparingLong(h -> h.deadline).thenComparingLong(h -> h.number))
              .orElse(null);
      if (due == null) {
        break;
      }
      end(due, Status.EXPIRED);
      count++;
    }
    return count;
  }

  private void end(Hold hold, Status how) {
    hold.owned.forEach(seat -> hold.show.states[seat] = State.FREE);
    hold.owned.clear();
    hold.status = how;
    hold.show.version++;
  }

  // Every command.

  private interface Decision {
    Outcome decide();
  }

  private Outcome command(Header from, Decision decision) {
    expire(from.time, EXPIRIES_PER_COMMAND);
    Id id = new Id(from.idempotencyHigh, from.idempotencyLow);
    boolean remembered = id.high != 0 || id.low != 0;
    Answer answer = remembered ? answers.get(id) : null;
    if (answer != null) {
      return answer.fingerprint == from.fingerprint
          ? answer.outcome
          : refused(RefusalReason.IDEMPOTENCY_KEY_REUSED, null, 0);
    }
    Outcome outcome = decision.decide();
    if (outcome instanceof Outcome.Refused && expire(now, Integer.MAX_VALUE) > 0) {
      outcome = decision.decide();
    }
    if (remembered) {
      answers.put(id, new Answer(from.fingerprint, outcome));
    }
    return outcome;
  }

  // Reasons to refuse.

  private static Outcome.Refused refused(RefusalReason reason, @Nullable Show show, long fact) {
    return new Outcome.Refused(reason, fact, List.of(), show == null ? 0 : show.version);
  }

  private static Outcome.Refused refused(RefusalReason reason, Show show, List<Integer> seats) {
    return new Outcome.Refused(
        reason, 0, List.copyOf(seats.subList(0, Math.min(64, seats.size()))), show.version);
  }

  private @Nullable Outcome offSale(Show show, boolean afterPayment) {
    if (show.closed) {
      return refused(RefusalReason.PERFORMANCE_CLOSED, show, 0);
    }
    if (afterPayment) {
      return null;
    }
    if (now < show.window.from()) {
      return refused(RefusalReason.NOT_ON_SALE_YET, show, show.window.from());
    }
    return now >= show.window.until()
        ? refused(RefusalReason.SALE_ENDED, show, show.window.until())
        : null;
  }

  private @Nullable Outcome badSeats(Show show, List<Integer> seats) {
    List<Integer> unknown =
        seats.stream().filter(seat -> seat < 0 || seat >= show.states.length).toList();
    if (!unknown.isEmpty()) {
      return refused(RefusalReason.UNKNOWN_SEAT, show, unknown);
    }
    Set<Integer> seen = new HashSet<>();
    List<Integer> again = seats.stream().filter(seat -> !seen.add(seat)).toList();
    return again.isEmpty() ? null : refused(RefusalReason.DUPLICATE_SEAT, show, again);
  }

  private @Nullable Outcome badWish(Show show, Wanted wanted, int most) {
    if (wanted.count() < 1 || wanted.count() > most) {
      return refused(RefusalReason.BAD_COUNT, show, most);
    }
    return switch (wanted) {
      case Wanted.Named named -> badSeats(show, named.seats);
      case Wanted.Best best -> {
        if (best.tier < 0 || best.tier >= show.tiers.size()) {
          yield refused(RefusalReason.UNKNOWN_TIER, show, 0);
        }
        yield best.section < -1 || best.section >= show.opening.sections().size()
            ? refused(RefusalReason.UNKNOWN_SECTION, show, 0)
            : null;
      }
    };
  }

  private @Nullable Outcome overLimit(Show show, long buyer, long identity, int more) {
    int perBuyer = show.limits.perBuyer();
    if (more > 0 && perBuyer > 0 && seatsOfBuyer(show, buyer) + more > perBuyer) {
      return refused(RefusalReason.LIMIT_EXCEEDED, show, perBuyer);
    }
    int perIdentity = show.limits.perIdentity();
    if (more > 0
        && identity != 0
        && perIdentity > 0
        && seatsOfIdentity(show, identity) + more > perIdentity) {
      return refused(RefusalReason.IDENTITY_LIMIT_EXCEEDED, show, perIdentity);
    }
    return null;
  }

  int seatsOfBuyer(Show show, long buyer) {
    return holds.stream()
        .filter(hold -> hold.show == show && hold.buyer == buyer)
        .mapToInt(hold -> hold.owned.size())
        .sum();
  }

  int seatsOfIdentity(Show show, long identity) {
    return holds.stream()
        .filter(hold -> hold.show == show && hold.identity == identity)
        .mapToInt(hold -> hold.owned.size())
        .sum();
  }

  private @Nullable Outcome notYours(Header from, long performance, long number) {
    Show show = shows.get(performance);
    if (show == null) {
      return refused(RefusalReason.PERFORMANCE_NOT_FOUND, null, 0);
    }
    if (number < 1 || number > holds.size()) {
      return refused(RefusalReason.HOLD_NOT_FOUND, show, 0);
    }
    Hold hold = hold(number);
    if (hold.show != show) {
      return refused(RefusalReason.HOLD_ENDED, show, 0);
    }
    if (hold.buyer != from.buyer && show.organizer != from.organizer) {
      return refused(RefusalReason.NOT_YOUR_HOLD, show, 0);
    }
    return switch (hold.status) {
      case LIVE ->
          hold.deadline <= now ? refused(RefusalReason.HOLD_EXPIRED, show, hold.deadline) : null;
      case SOLD -> null;
      case EXPIRED -> refused(RefusalReason.HOLD_EXPIRED, show, hold.deadline);
      case RELEASED, RETURNED -> refused(RefusalReason.HOLD_ENDED, show, 0);
    };
  }

  Hold hold(long number) {
    return holds.get((int) number - 1);
  }

  // Choosing.

  @SuppressWarnings("unchecked")
  private static List<Integer> seats(Object chosen) {
    return (List<Integer>) chosen;
  }

  /** The seats, or the refusal. */
  private Object choose(Show show, Wanted wanted) {
    return switch (wanted) {
      case Wanted.Named named -> {
        List<Integer> taken = named.seats.stream().filter(seat -> !show.isFree(seat)).toList();
        yield taken.isEmpty() ? named.seats : refused(RefusalReason.SEATS_TAKEN, show, taken);
      }
      case Wanted.Best best -> {
        List<Integer> seats = best(show, best);
        if (seats != null) {
          yield seats;
        }
        int free = 0;
        for (int seat = 0; seat < show.states.length; seat++) {
          if (show.isFree(seat) && suits(show, seat, best, true)) {
            free++;
          }
        }
        yield refused(
            free < best.count ? RefusalReason.SOLD_OUT : RefusalReason.NO_ADJACENT_SEATS,
            show,
            free);
      }
    };
  }

  /**
   * Whether a seat is of the kind that is wanted: of the tier and section, with exactly the
   * attributes; {@code loosely} also with a restricted view that was not asked for.
   */
  private static boolean suits(Show show, int seat, Wanted.Best best, boolean loosely) {
    int attributes = show.attributesOf[seat];
    boolean same =
        attributes == best.attributes
            || (loosely && attributes == (best.attributes | SeatAttributes.RESTRICTED_VIEW));
    List<Opening.Section> sections = show.opening.sections();
    return same
        && show.tierOf[seat] == best.tier
        && (best.section < 0 || sections.get(best.section).equals(show.sectionOf(seat)));
  }

  static @Nullable List<Integer> best(Show show, Wanted.Best best) {
    List<Integer> seats = best(show, best, false);
    return seats != null ? seats : best(show, best, true);
  }

  private record Candidate(int rank, int alone, int distance, int index, List<Integer> seats) {}

  private static @Nullable List<Integer> best(Show show, Wanted.Best best, boolean loosely) {
    List<Candidate> candidates = new ArrayList<>();
    for (Opening.Run run : show.opening.runs()) {
      if (!show.opening.sections().get(run.section()).standing()) {
        int last = run.firstSeat() + run.seats() - best.count;
        for (int start = run.firstSeat(); start <= last; start++) {
          Candidate candidate = group(show, run, start, best, loosely);
          if (candidate != null) {
            candidates.add(candidate);
          }
        }
      }
    }
    for (int section = 0; section < show.opening.sections().size(); section++) {
      if (show.opening.sections().get(section).standing()) {
        Candidate candidate = places(show, section, best, loosely);
        if (candidate != null) {
          candidates.add(candidate);
        }
      }
    }
    return candidates.stream()
        .min(
            Comparator.comparingInt(Candidate::rank)
                .thenComparingInt(Candidate::alone)
                .thenComparingInt(Candidate::distance)
                .thenComparingInt(Candidate::index))
        .map(Candidate::seats)
        .orElse(null);
  }

  private static @Nullable Candidate group(
      Show show, Opening.Run run, int start, Wanted.Best best, boolean loosely) {
    List<Integer> seats = new ArrayList<>();
    for (int seat = start; seat < start + best.count; seat++) {
      if (!show.isFree(seat) || !suits(show, seat, best, loosely)) {
        return null;
      }
      seats.add(seat);
    }
    Set<Integer> before = alone(show, run, List.of());
    Set<Integer> after = alone(show, run, seats);
    after.removeAll(before);
    int rowFirst = Integer.MAX_VALUE;
    int rowEnd = 0;
    for (Opening.Run piece : show.opening.runs()) {
      if (piece.section() == run.section() && piece.row() == run.row()) {
        rowFirst = Math.min(rowFirst, piece.firstSeat());
        rowEnd = Math.max(rowEnd, piece.firstSeat() + piece.seats());
      }
    }
    int distance = Math.abs(2 * start + best.count - rowFirst - rowEnd) / 2;
    return new Candidate(run.rank(), after.size(), distance, start, seats);
  }

  /** The free seats of a run that have no free neighbour once those are taken. */
  private static Set<Integer> alone(Show show, Opening.Run run, List<Integer> taken) {
    boolean[] free = new boolean[run.seats() + 2];
    for (int i = 0; i < run.seats(); i++) {
      int seat = run.firstSeat() + i;
      free[i + 1] = show.isFree(seat) && !taken.contains(seat);
    }
    Set<Integer> alone = new HashSet<>();
    for (int i = 1; i <= run.seats(); i++) {
      if (free[i] && !free[i - 1] && !free[i + 1]) {
        alone.add(i);
      }
    }
    return alone;
  }

  /** Any free places of a standing section, the first ones of them. */
  private static @Nullable Candidate places(
      Show show, int section, Wanted.Best best, boolean loosely) {
    List<Integer> seats = new ArrayList<>();
    int rank = Integer.MAX_VALUE;
    int first = Integer.MAX_VALUE;
    for (Opening.Run run : show.opening.runs()) {
      if (run.section() != section) {
        continue;
      }
      for (int seat = run.firstSeat(); seat < run.firstSeat() + run.seats(); seat++) {
        if (suits(show, seat, best, loosely)) {
          rank = Math.min(rank, run.rank());
          first = Math.min(first, seat);
          if (show.isFree(seat) && seats.size() < best.count) {
            seats.add(seat);
          }
        }
      }
    }
    return seats.size() < best.count ? null : new Candidate(rank, 0, 0, first, seats);
  }
}
