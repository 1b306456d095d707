package io.onsale.proof.sim;

import io.onsale.inventory.model.Amendment;
import io.onsale.inventory.model.Opening;
import io.onsale.inventory.model.RefusalReason;
import io.onsale.inventory.model.SeatAttributes;
import io.onsale.inventory.model.SeatState;
import io.onsale.proof.sim.Command.Wanted;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The rules of the seat engine, slow and obvious: lists, maps and loops over all seats. Hold
 * numbers are 1, 2, 3 … in the order in which holds begin.
 */
final class ReferenceModel {
  /** As many overdue holds are freed before a command is decided; a refusal frees all. */
  static final int EXPIRIES_PER_COMMAND = 64;

  /** So long an accepted command is remembered at least, in milliseconds. */
  static final long KEPT = 600_000;

  static final int NEWEST_BEHAVIOUR = 1;
  static final int MOST_IN_HOLD = 64;
  static final int MOST_IN_BLOCK = 4096;
  static final int MOST_NAMED = 64;
  static final int MOST_UPLOADS = 8;
  static final long LONGEST_HOLD = 86_400_000;
  static final long STALE_UPLOAD = 600_000;

  enum State {
    FREE(SeatState.FREE),
    HELD(SeatState.HELD),
    SOLD(SeatState.SOLD),
    BLOCKED(SeatState.BLOCKED);

    final int code;

    State(int code) {
      this.code = code;
    }
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
    final long id;
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
      this.id = opening.performance();
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

    int sectionOf(int seat) {
      for (int i = 0; i < opening.sections().size(); i++) {
        Opening.Section section = opening.sections().get(i);
        if (seat >= section.firstSeat() && seat < section.firstSeat() + section.seats()) {
          return i;
        }
      }
      throw new IllegalArgumentException("no section has seat " + seat);
    }
  }

  private record Answer(int fingerprint, Outcome outcome, long at) {}

  /** An upload under way. */
  private static final class Upload {
    final long id;
    final long organizer;
    final long begun;
    final Command.Begin announced;
    final byte[] content;
    int received;

    Upload(long id, long organizer, long begun, Command.Begin announced, int length) {
      this.id = id;
      this.organizer = organizer;
      this.begun = begun;
      this.announced = announced;
      content = new byte[length];
    }
  }

  final Map<Long, Show> shows = new LinkedHashMap<>();
  final List<Hold> holds = new ArrayList<>();
  private final Map<Integer, Answer> answers = new HashMap<>();

  /** Ids of accepted commands in the order in which they are looked at, to be forgotten. */
  private final Deque<Integer> accepted = new ArrayDeque<>();

  private final List<Upload> uploads = new ArrayList<>();
  long now;

  /**
   * Decides a command.
   *
   * @param hold number of the hold that the command is about, 0 when there is none
   * @param whole the bytes of the command that an upload is of; empty for all others
   */
  Outcome decide(Request from, long time, long hold, byte[] whole) {
    return switch (from.command()) {
      case Command.Open it -> command(from, time, () -> open(from, it.opening()));
      case Command.Amend it -> command(from, time, () -> amend(from, it.amendment()));
      case Command.Close it -> command(from, time, () -> close(from, it.performance()));
      case Command.Block it ->
          command(
              from,
              time,
              () -> mark(from, it.performance(), it.seats(), State.FREE, State.BLOCKED));
      case Command.Unblock it ->
          command(
              from,
              time,
              () -> mark(from, it.performance(), it.seats(), State.BLOCKED, State.FREE));
      case Command.Hold it -> command(from, time, () -> hold(from, it));
      case Command.Release it -> command(from, time, () -> release(from, it.performance(), hold));
      case Command.Confirm it -> command(from, time, () -> confirm(from, it.performance(), hold));
      case Command.Extend it -> command(from, time, () -> extend(from, it, hold));
      case Command.Return it -> command(from, time, () -> giveBack(from, it, hold));
      case Command.Exchange it -> command(from, time, () -> exchange(from, it, hold));
      case Command.Activate it -> command(from, time, () -> activate(it.behaviour()));
      case Command.Begin it -> begin(from, time, it, whole.length);
      case Command.Piece it -> piece(from, time, it, whole);
      case Command.Commit it -> commit(from, time, it.upload());
    };
  }

  /** What is no command. */
  Outcome malformed(long time) {
    advance(time);
    return refused(RefusalReason.MALFORMED, null, 0);
  }

  // Every command.

  private interface Decision {
    Outcome decide();
  }

  private Outcome command(Request from, long time, Decision decision) {
    advance(time);
    Answer answer = from.id() == 0 ? null : answers.get(from.id());
    if (answer != null) {
      return answer.fingerprint == from.number()
          ? answer.outcome
          : refused(RefusalReason.IDEMPOTENCY_KEY_REUSED, null, 0);
    }
    Outcome outcome = decision.decide();
    if (outcome instanceof Outcome.Refused && expire(now, Integer.MAX_VALUE) > 0) {
      outcome = decision.decide();
    }
    if (from.id() != 0) {
      remember(from, outcome);
    }
    return outcome;
  }

  private void remember(Request from, Outcome outcome) {
    if (!(outcome instanceof Outcome.Refused)) {
      forget();
      forget();
      accepted.add(from.id());
    }
    answers.put(from.id(), new Answer(from.number(), outcome, now));
  }

  /** Looks at the oldest accepted command: a bounded table is emptied little by little. */
  private void forget() {
    Integer oldest = accepted.peekFirst();
    if (oldest == null) {
      return;
    }
    Answer answer = Objects.requireNonNull(answers.get(oldest));
    if (answer.at + KEPT > now) {
      return;
    }
    accepted.removeFirst();
    long number =
        switch (answer.outcome) {
          case Outcome.Held held -> held.hold();
          case Outcome.Done done -> done.hold();
          case Outcome.Refused _ -> 0;
        };
    if (number > 0 && hold(number).status == Status.LIVE) {
      accepted.addLast(oldest);
    } else {
      answers.remove(oldest);
    }
  }

  // Performances.

  private Outcome open(Request from, Opening opening) {
    if (from.organizer() == 0 || !isSound(opening)) {
      return refused(RefusalReason.MALFORMED, null, 0);
    }
    Show known = shows.get(opening.performance());
    if (known == null) {
      shows.put(opening.performance(), new Show(from.organizer(), opening));
    } else if (known.organizer != from.organizer() || !known.opening.equals(opening)) {
      return refused(RefusalReason.PERFORMANCE_EXISTS, null, 0);
    }
    return new Outcome.Done(opening.performance(), 0, 1, 0);
  }

  private Outcome amend(Request from, Amendment amendment) {
    Show show = shows.get(amendment.performance());
    if (show == null || show.organizer != from.organizer()) {
      return refused(RefusalReason.PERFORMANCE_NOT_FOUND, null, 0);
    }
    Opening.Window window = Objects.requireNonNullElse(amendment.window(), show.window);
    Opening.Limits limits = Objects.requireNonNullElse(amendment.limits(), show.limits);
    long duration = Objects.requireNonNullElse(amendment.holdDuration(), show.holdDuration);
    List<Opening.Tier> tiers = Objects.requireNonNullElse(amendment.tiers(), show.tiers);
    if (!isSound(window, limits, duration, tiers)
        || tiers.size() < show.tiers.size()
        || (amendment.tierSpans() != null
            && !coversAll(amendment.tierSpans(), show.states.length, tiers.size()))) {
      return refused(RefusalReason.MALFORMED, show, 0);
    }
    show.window = window;
    show.limits = limits;
    show.holdDuration = duration;
    show.tiers = tiers;
    if (amendment.tierSpans() != null) {
      show.spread(amendment.tierSpans());
    }
    if (amendment.attributeSpans() != null) {
      show.spreadAttributes(amendment.attributeSpans());
    }
    return new Outcome.Done(show.id, 0, ++show.version, 0);
  }

  private static boolean isSound(Opening opening) {
    return isSound(opening.window(), opening.limits(), opening.holdDuration(), opening.tiers())
        && coversAll(opening.tierSpans(), opening.seats(), opening.tiers().size());
  }

  private static boolean isSound(
      Opening.Window window, Opening.Limits limits, long duration, List<Opening.Tier> tiers) {
    return window.from() < window.until()
        && limits.perBuyer() >= 0
        && limits.perIdentity() >= 0
        && duration > 0
        && duration <= LONGEST_HOLD
        && tiers.stream().allMatch(tier -> tier.price() >= 0);
  }

  private static boolean coversAll(List<Opening.TierSpan> spans, int seats, int tiers) {
    return spans.stream().mapToInt(Opening.TierSpan::seats).sum() == seats
        && spans.stream().allMatch(span -> span.tier() >= 0 && span.tier() < tiers);
  }

  private Outcome close(Request from, long performance) {
    Show show = shows.get(performance);
    if (show == null || show.organizer != from.organizer()) {
      return refused(RefusalReason.PERFORMANCE_NOT_FOUND, null, 0);
    }
    if (!show.closed) {
      show.closed = true;
      show.version++;
    }
    return new Outcome.Done(show.id, 0, show.version, 0);
  }

  private Outcome mark(Request from, long performance, List<Integer> seats, State old, State next) {
    Show show = shows.get(performance);
    if (show == null || show.organizer != from.organizer()) {
      return refused(RefusalReason.PERFORMANCE_NOT_FOUND, null, 0);
    }
    if (seats.isEmpty() || seats.size() > MOST_IN_BLOCK) {
      return refused(RefusalReason.BAD_COUNT, show, MOST_IN_BLOCK);
    }
    Outcome bad = badSeats(show, seats);
    if (bad != null) {
      return bad;
    }
    Outcome others =
        naming(
            RefusalReason.SEATS_NOT_BLOCKABLE,
            show,
            seats,
            i -> show.states[seats.get(i)] != old && show.states[seats.get(i)] != next);
    if (others != null) {
      return others;
    }
    boolean changes = seats.stream().anyMatch(seat -> show.states[seat] == old);
    seats.forEach(seat -> show.states[seat] = next);
    if (changes) {
      show.version++;
    }
    return new Outcome.Done(show.id, 0, show.version, 0);
  }

  // Holds.

  private Outcome hold(Request from, Command.Hold wish) {
    Show show = shows.get(wish.performance());
    if (show == null) {
      return refused(RefusalReason.PERFORMANCE_NOT_FOUND, null, 0);
    }
    if (from.buyer() == 0) {
      return refused(RefusalReason.MALFORMED, show, 0);
    }
    Wanted wanted = wish.wanted();
    Outcome no = offSale(show, wish.afterPayment());
    no = no != null ? no : badWish(show, wanted, MOST_IN_HOLD);
    no = no != null ? no : overLimit(show, from.buyer(), from.identity(), wanted.count());
    no = no != null ? no : unavailable(show, wanted);
    if (no != null) {
      return no;
    }
    List<Integer> seats = choose(show, wanted);
    Hold hold =
        begin(
            show,
            from.buyer(),
            from.identity(),
            seats,
            prices(show, seats),
            now + show.holdDuration);
    return new Outcome.Held(
        show.id, hold.number, hold.seats, hold.prices, hold.deadline, show.version);
  }

  private Hold begin(
      Show show, long buyer, long identity, List<Integer> seats, List<Long> prices, long deadline) {
    Hold hold = new Hold(holds.size() + 1, show, buyer, identity, seats, prices, deadline);
    holds.add(hold);
    seats.forEach(seat -> show.states[seat] = State.HELD);
    show.version++;
    return hold;
  }

  private static List<Long> prices(Show show, List<Integer> seats) {
    return seats.stream().map(seat -> show.tiers.get(show.tierOf[seat]).price()).toList();
  }

  private Outcome release(Request from, long performance, long number) {
    Outcome no = notYours(from, performance, number);
    if (no != null) {
      return no;
    }
    Hold hold = hold(number);
    if (hold.status == Status.SOLD) {
      return refused(RefusalReason.HOLD_CONFIRMED, hold.show, 0);
    }
    end(hold, Status.RELEASED);
    return new Outcome.Done(performance, number, hold.show.version, 0);
  }

  private Outcome confirm(Request from, long performance, long number) {
    Outcome no = notYours(from, performance, number);
    if (no != null) {
      return no;
    }
    Hold hold = hold(number);
    if (hold.status == Status.LIVE) {
      sell(hold);
    }
    return new Outcome.Done(performance, number, hold.confirmedAt, 0);
  }

  private static void sell(Hold hold) {
    hold.status = Status.SOLD;
    hold.seats.forEach(seat -> hold.show.states[seat] = State.SOLD);
    hold.confirmedAt = ++hold.show.version;
  }

  private Outcome extend(Request from, Command.Extend wish, long number) {
    Outcome no = notYours(from, wish.performance(), number);
    if (no != null) {
      return no;
    }
    Hold hold = hold(number);
    if (wish.millis() < 0 || wish.millis() > LONGEST_HOLD) {
      return refused(RefusalReason.MALFORMED, hold.show, 0);
    }
    if (hold.status == Status.SOLD) {
      return refused(RefusalReason.HOLD_CONFIRMED, hold.show, 0);
    }
    if (wish.once() && hold.extended) {
      return refused(RefusalReason.EXTENSION_USED, hold.show, 0);
    }
    hold.extended |= wish.once();
    long until = now + (wish.millis() == 0 ? hold.show.holdDuration : wish.millis());
    hold.deadline = Math.max(hold.deadline, until);
    return new Outcome.Done(wish.performance(), number, ++hold.show.version, hold.deadline);
  }

  private Outcome giveBack(Request from, Command.Return wish, long number) {
    Outcome no = notYours(from, wish.performance(), number);
    if (no != null) {
      return no;
    }
    Hold hold = hold(number);
    if (hold.status != Status.SOLD) {
      return refused(RefusalReason.NOT_SOLD, hold.show, 0);
    }
    no = notOf(hold, wish.seats());
    if (no != null) {
      return no;
    }
    Set<Integer> back = new HashSet<>(wish.seats().isEmpty() ? hold.owned : wish.seats());
    back.forEach(seat -> hold.show.states[seat] = State.FREE);
    hold.owned.removeAll(back);
    if (hold.owned.isEmpty()) {
      hold.status = Status.RETURNED;
    }
    return new Outcome.Done(wish.performance(), number, ++hold.show.version, 0);
  }

  private Outcome exchange(Request from, Command.Exchange wish, long number) {
    Outcome no = notYours(from, wish.performance(), number);
    if (no != null) {
      return no;
    }
    Hold old = hold(number);
    Show show = old.show;
    if (old.status == Status.SOLD && from.organizer() != show.organizer) {
      return refused(RefusalReason.HOLD_CONFIRMED, show, 0);
    }
    no = notOf(old, wish.giveUp());
    if (no != null) {
      return no;
    }
    Set<Integer> leaving = new TreeSet<>(wish.giveUp().isEmpty() ? old.owned : wish.giveUp());
    int kept = old.owned.size() - leaving.size();
    Wanted wanted = wish.wanted();
    no = offSale(show, wish.afterPayment());
    no = no != null ? no : badWish(show, wanted, MOST_IN_HOLD - kept);
    int more = wanted.count() - leaving.size();
    no = no != null ? no : overLimit(show, old.buyer, old.identity, more);
    if (no != null) {
      return no;
    }
    // What is given up may be chosen again.
    State before = old.status == Status.SOLD ? State.SOLD : State.HELD;
    leaving.forEach(seat -> show.states[seat] = State.FREE);
    no = unavailable(show, wanted);
    List<Integer> chosen = no != null ? List.of() : choose(show, wanted);
    leaving.forEach(seat -> show.states[seat] = before);
    return no != null ? no : exchange(old, leaving, chosen);
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
    seats.addAll(chosen);
    prices.addAll(prices(show, chosen));
    boolean sold = old.status == Status.SOLD;
    end(old, sold ? Status.RETURNED : Status.RELEASED);
    Hold next = begin(show, old.buyer, old.identity, seats, prices, old.deadline);
    next.extended = old.extended;
    if (sold) {
      sell(next);
    }
    return new Outcome.Held(
        show.id, next.number, seats, prices, sold ? 0 : next.deadline, show.version);
  }

  // The log itself.

  private static Outcome activate(int behaviour) {
    return behaviour < 1 || behaviour > NEWEST_BEHAVIOUR
        ? refused(RefusalReason.UNKNOWN_BEHAVIOUR, null, NEWEST_BEHAVIOUR)
        : new Outcome.Done(0, 0, 0, 0);
  }

  private Outcome begin(Request from, long time, Command.Begin wish, int length) {
    advance(time);
    Upload known = upload(wish.upload(), from.organizer());
    if (known != null && known.announced.equals(wish)) {
      return new Outcome.Done(0, 0, 0, 0);
    }
    if (known != null) {
      uploads.remove(known);
    }
    if (uploads.size() == MOST_UPLOADS) {
      if (uploads.getFirst().begun + STALE_UPLOAD > now) {
        return refused(RefusalReason.CAPACITY, null, 0);
      }
      uploads.removeFirst();
    }
    uploads.add(new Upload(wish.upload(), from.organizer(), now, wish, length));
    return new Outcome.Done(0, 0, 0, 0);
  }

  private Outcome piece(Request from, long time, Command.Piece wish, byte[] whole) {
    advance(time);
    Upload upload = upload(wish.upload(), from.organizer());
    if (upload == null) {
      return refused(RefusalReason.UPLOAD_NOT_FOUND, null, 0);
    }
    int end = wish.from() + wish.length();
    if (wish.length() < 1 || end > upload.content.length) {
      return refused(RefusalReason.MALFORMED, null, 0);
    }
    if (wish.from() > upload.received) {
      return refused(RefusalReason.UPLOAD_OUT_OF_ORDER, null, upload.received);
    }
    for (int i = upload.received; i < end; i++) {
      upload.content[i] = whole[i];
    }
    upload.received = Math.max(upload.received, end);
    return new Outcome.Done(0, 0, 0, 0);
  }

  private Outcome commit(Request from, long time, long id) {
    advance(time);
    Upload upload = upload(id, from.organizer());
    if (upload != null && isComplete(upload) && isAnnounced(upload)) {
      uploads.remove(upload);
      Request whole = upload.announced.whole().request();
      boolean same =
          whole.number() == from.number()
              && whole.id() == from.id()
              && whole.buyer() == from.buyer();
      return same ? decide(whole, time, 0, new byte[0]) : malformed(time);
    }
    advance(time);
    Answer answer = from.id() == 0 ? null : answers.get(from.id());
    if (answer != null) {
      return answer.fingerprint == from.number()
          ? answer.outcome
          : refused(RefusalReason.IDEMPOTENCY_KEY_REUSED, null, 0);
    }
    if (upload == null) {
      return refused(RefusalReason.UPLOAD_NOT_FOUND, null, 0);
    }
    if (!isComplete(upload)) {
      return refused(RefusalReason.UPLOAD_OUT_OF_ORDER, null, upload.received);
    }
    uploads.remove(upload);
    return refused(RefusalReason.DIGEST_MISMATCH, null, 0);
  }

  private static boolean isComplete(Upload upload) {
    return upload.received == upload.content.length;
  }

  private static boolean isAnnounced(Upload upload) {
    return !upload.announced.falsely()
        && Arrays.equals(upload.content, Wire.whole(upload.announced.whole()));
  }

  private @Nullable Upload upload(long id, long organizer) {
    return uploads.stream()
        .filter(upload -> upload.id == id && upload.organizer == organizer)
        .findFirst()
        .orElse(null);
  }

  // Time.

  private void advance(long time) {
    expire(time, EXPIRIES_PER_COMMAND);
  }

  /** Frees overdue holds, the earliest deadline first, then the lowest number. */
  int expire(long time, int most) {
    now = Math.max(now, time);
    int count = 0;
    while (count < most) {
      Hold due = null;
      for (Hold hold : holds) {
        if (hold.status == Status.LIVE
            && hold.deadline <= now
            && (due == null || hold.deadline < due.deadline)) {
          due = hold;
        }
      }
      if (due == null) {
        break;
      }
      end(due, Status.EXPIRED);
      count++;
    }
    return count;
  }

  private static void end(Hold hold, Status how) {
    hold.owned.forEach(seat -> hold.show.states[seat] = State.FREE);
    hold.owned.clear();
    hold.status = how;
    hold.show.version++;
  }

  // Reasons to refuse; null when there is none.

  private static Outcome.Refused refused(RefusalReason reason, @Nullable Show show, long fact) {
    return show == null
        ? new Outcome.Refused(reason, 0, fact, List.of(), 0)
        : new Outcome.Refused(reason, show.id, fact, List.of(), show.version);
  }

  /** Refuses because of the seats at some places, and names those of 64 from the first one on. */
  private static Outcome.@Nullable Refused naming(
      RefusalReason reason, Show show, List<Integer> seats, IntPredicate isNamed) {
    List<Integer> named = new ArrayList<>();
    int first = -1;
    for (int i = 0; i < seats.size(); i++) {
      if (isNamed.test(i)) {
        first = first < 0 ? i : first;
        if (i < first + MOST_NAMED) {
          named.add(seats.get(i));
        }
      }
    }
    return first < 0 ? null : new Outcome.Refused(reason, show.id, 0, named, show.version);
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

  private static @Nullable Outcome badSeats(Show show, List<Integer> seats) {
    Outcome unknown =
        naming(
            RefusalReason.UNKNOWN_SEAT,
            show,
            seats,
            i -> seats.get(i) < 0 || seats.get(i) >= show.states.length);
    Set<Integer> seen = new HashSet<>();
    return unknown != null
        ? unknown
        : naming(RefusalReason.DUPLICATE_SEAT, show, seats, i -> !seen.add(seats.get(i)));
  }

  private static @Nullable Outcome notOf(Hold hold, List<Integer> seats) {
    return seats.size() > MOST_IN_HOLD
        ? refused(RefusalReason.BAD_COUNT, hold.show, MOST_IN_HOLD)
        : naming(
            RefusalReason.NOT_IN_HOLD, hold.show, seats, i -> !hold.owned.contains(seats.get(i)));
  }

  private static @Nullable Outcome badWish(Show show, Wanted wanted, int most) {
    if (wanted.count() < 1 || wanted.count() > most) {
      return refused(RefusalReason.BAD_COUNT, show, most);
    }
    return switch (wanted) {
      case Wanted.Named named -> badSeats(show, named.seats());
      case Wanted.Best best -> {
        if (best.tier() < 0 || best.tier() >= show.tiers.size()) {
          yield refused(RefusalReason.UNKNOWN_TIER, show, 0);
        }
        if (best.section() < -1 || best.section() >= show.opening.sections().size()) {
          yield refused(RefusalReason.UNKNOWN_SECTION, show, 0);
        }
        yield best.attributes() > 7 ? refused(RefusalReason.MALFORMED, show, 0) : null;
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
    int seats = 0;
    for (Hold hold : holds) {
      seats += hold.show == show && hold.buyer == buyer ? hold.owned.size() : 0;
    }
    return seats;
  }

  int seatsOfIdentity(Show show, long identity) {
    int seats = 0;
    for (Hold hold : holds) {
      seats += hold.show == show && hold.identity == identity ? hold.owned.size() : 0;
    }
    return seats;
  }

  private @Nullable Outcome notYours(Request from, long performance, long number) {
    Show show = shows.get(performance);
    if (show == null) {
      return refused(RefusalReason.PERFORMANCE_NOT_FOUND, null, 0);
    }
    if (number == 0) {
      return refused(RefusalReason.HOLD_NOT_FOUND, show, 0);
    }
    Hold hold = hold(number);
    if (hold.show != show) {
      return refused(RefusalReason.HOLD_ENDED, show, 0);
    }
    if (hold.buyer != from.buyer() && show.organizer != from.organizer()) {
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

  private static @Nullable Outcome unavailable(Show show, Wanted wanted) {
    return switch (wanted) {
      case Wanted.Named named ->
          naming(
              RefusalReason.SEATS_TAKEN,
              show,
              named.seats(),
              i -> !show.isFree(named.seats().get(i)));
      case Wanted.Best best -> {
        if (!best(show, best).isEmpty()) {
          yield null;
        }
        int free = 0;
        for (int seat = 0; seat < show.states.length; seat++) {
          if (show.isFree(seat) && suits(show, seat, best, true)) {
            free++;
          }
        }
        yield refused(
            free < best.count() ? RefusalReason.SOLD_OUT : RefusalReason.NO_ADJACENT_SEATS,
            show,
            free);
      }
    };
  }

  private static List<Integer> choose(Show show, Wanted wanted) {
    return switch (wanted) {
      case Wanted.Named named -> named.seats();
      case Wanted.Best best -> best(show, best);
    };
  }

  /**
   * Whether a seat is of the kind that is wanted: of the tier and section, with exactly the
   * attributes; {@code loosely} also with a restricted view that was not asked for.
   */
  private static boolean suits(Show show, int seat, Wanted.Best best, boolean loosely) {
    int attributes = show.attributesOf[seat];
    boolean same =
        attributes == best.attributes()
            || (loosely && attributes == (best.attributes() | SeatAttributes.RESTRICTED_VIEW));
    return same
        && show.tierOf[seat] == best.tier()
        && (best.section() < 0 || show.sectionOf(seat) == best.section());
  }

  /** The best free seats; none when there are not enough side by side. */
  private static List<Integer> best(Show show, Wanted.Best best) {
    List<Integer> seats = best(show, best, false);
    return seats.isEmpty() ? best(show, best, true) : seats;
  }

  private record Candidate(int rank, int alone, int distance, int index, List<Integer> seats) {}

  private static List<Integer> best(Show show, Wanted.Best best, boolean loosely) {
    List<Candidate> candidates = new ArrayList<>();
    for (Opening.Run run : show.opening.runs()) {
      if (!show.opening.sections().get(run.section()).standing()) {
        int last = run.firstSeat() + run.seats() - best.count();
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
        .orElse(List.of());
  }

  private static @Nullable Candidate group(
      Show show, Opening.Run run, int start, Wanted.Best best, boolean loosely) {
    List<Integer> seats = new ArrayList<>();
    for (int seat = start; seat < start + best.count(); seat++) {
      if (!show.isFree(seat) || !suits(show, seat, best, loosely)) {
        return null;
      }
      seats.add(seat);
    }
    int rowFirst = Integer.MAX_VALUE;
    int rowEnd = 0;
    for (Opening.Run piece : show.opening.runs()) {
      if (piece.section() == run.section() && piece.row() == run.row()) {
        rowFirst = Math.min(rowFirst, piece.firstSeat());
        rowEnd = Math.max(rowEnd, piece.firstSeat() + piece.seats());
      }
    }
    int distance = Math.abs(2 * start + best.count() - rowFirst - rowEnd) / 2;
    int alone = leftAlone(show, run, start, start + best.count());
    return new Candidate(run.rank(), alone, distance, start, seats);
  }

  /** How many free seats of a run lose their last free neighbour when those are taken. */
  private static int leftAlone(Show show, Opening.Run run, int from, int until) {
    int count = 0;
    for (int seat = run.firstSeat(); seat < run.firstSeat() + run.seats(); seat++) {
      boolean stays = show.isFree(seat) && (seat < from || seat >= until);
      if (stays
          && hasFreeNeighbour(show, run, seat, 0, 0)
          && !hasFreeNeighbour(show, run, seat, from, until)) {
        count++;
      }
    }
    return count;
  }

  private static boolean hasFreeNeighbour(
      Show show, Opening.Run run, int seat, int from, int until) {
    for (int next : new int[] {seat - 1, seat + 1}) {
      if (next >= run.firstSeat()
          && next < run.firstSeat() + run.seats()
          && show.isFree(next)
          && (next < from || next >= until)) {
        return true;
      }
    }
    return false;
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
          if (show.isFree(seat) && seats.size() < best.count()) {
            seats.add(seat);
          }
        }
      }
    }
    return seats.size() < best.count() ? null : new Candidate(rank, 0, 0, first, seats);
  }
}
