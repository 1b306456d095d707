package io.onsale.inventory.model;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The authority for seats: a deterministic state machine with one writer. The same commands in the
 * same order give the same state, results and changes, on every machine and for ever.
 *
 * <p>Each command goes the same way: the clock moves on, some of what has expired is freed, an id
 * that is known gives its first answer again, and only then the command is decided. Deciding checks
 * everything before it changes anything. A refusal is final only when nothing more has expired:
 * otherwise all that has is freed, and the command is decided once more. So a hold whose time is up
 * never stands in anybody's way, and yet most commands free a bounded number.
 *
 * <p>Not thread-safe: one thread calls it, commands and reads alike.
 */
public final class SeatEngine {
  /** The newest behaviour that this release knows. */
  public static final int BEHAVIOUR = 1;

  /**
   * What every log begins with: what came later is switched on by a command in the log, so that old
   * logs replay the same for ever.
   */
  private static final int FIRST_BEHAVIOUR = 1;

  /**
   * What first answers and ended holds take at most, in bytes of the heap, with what growing leaves
   * behind: whoever runs an engine needs as much, and what seats, live and sold holds take beside
   * it, or dies of it before it refuses anybody.
   */
  public static final long ANSWERS_BYTES = 544L << 20;

  /** Most holds that are live or sold, of all performances that there ever were. */
  public static final int HOLDS_MOST = Holds.MOST - Holds.MOST_ENDED;

  /** {@link #nextDeadline} when nothing is held. */
  public static final long NO_DEADLINE = Long.MAX_VALUE;

  /** Most holds that a command frees before it is decided. */
  static final int EXPIRIES_PER_COMMAND = 64;

  /** Times beyond are not believed: the year 2248. */
  private static final long END_OF_TIME = 1L << 43;

  /** For commands that name no seats. */
  private static final Seats NO_SEATS = new Seats(0);

  private final SeatChanges changes;
  private final Performances performances = new Performances();
  private final Holds holds;
  private final Deadlines deadlines;
  private final Answers answers;
  private final FrozenState.Memory frozen;
  private final Uploads uploads = new Uploads();
  private final Refusals refusals;
  private int behaviour = FIRST_BEHAVIOUR;
  private long now;

  // Used again and again.
  private final Result.Held held = new Result.Held();
  private final Result.Done done = new Result.Done();
  private final Seats chosen = new Seats(Seats.MOST_IN_HOLD);
  private final Seats moved = new Seats(Seats.MOST_IN_BLOCK);

  /** An engine without performances. */
  public SeatEngine(SeatChanges changes) {
    this(changes, Sizes.STANDARD);
  }

  SeatEngine(SeatChanges changes, Sizes sizes) {
    this.changes = changes;
    holds = new Holds(sizes.holds, sizes.endedHolds);
    deadlines = new Deadlines(holds);
    refusals = new Refusals(holds);
    answers = new Answers(sizes.refusals, sizes.accepted);
    frozen = new FrozenState.Memory(answers.readers());
  }

  /** How much the tables take. Not a setting: all replicas of all times need the same. */
  record Sizes(int holds, int endedHolds, int refusals, int accepted) {
    static final Sizes STANDARD =
        new Sizes(Holds.MOST, Holds.MOST_ENDED, Answers.MOST_REFUSED, Answers.MOST_ACCEPTED);
  }

  // Commands about performances.

  /** Opens a performance for the organizer in the header. */
  public Result open(Header from, Opening opening) {
    Result first = begin(from, NO_SEATS, NO_SEATS);
    return first != null ? first : end(from, decideOpen(from, opening));
  }

  private Result decideOpen(Header from, Opening opening) {
    if (from.organizer == 0 || !Openings.isSound(opening)) {
      return refusals.because(RefusalReason.MALFORMED, null, 0);
    }
    Performance performance = Performance.open(performances.size(), from.organizer, opening);
    Performance known = performances.find(performance.id());
    if (known != null) {
      return known.isSameOpening(performance)
          ? done.with(known.id(), 0, 1, 0)
          : refusals.because(RefusalReason.PERFORMANCE_EXISTS, null, 0);
    }
    if (performances.size() == Performances.MOST) {
      return refusals.because(RefusalReason.CAPACITY, null, 0);
    }
    performances.add(performance);
    long version = performance.changed(now);
    changes.opened(performance);
    return done.with(performance.id(), 0, version, 0);
  }

  /** Changes what is told of a performance. */
  public Result amend(Header from, Amendment amendment) {
    Result first = begin(from, NO_SEATS, NO_SEATS);
    return first != null ? first : end(from, decideAmend(from, amendment));
  }

  private Result decideAmend(Header from, Amendment amendment) {
    Performance performance = performances.find(amendment.performance());
    if (performance == null || !Refusals.isOrganizer(from, performance)) {
      return refusals.because(RefusalReason.PERFORMANCE_NOT_FOUND, null, 0);
    }
    if (!Openings.isSound(amendment, performance)) {
      return refusals.because(RefusalReason.MALFORMED, performance, 0);
    }
    performance.amend(amendment);
    long version = performance.changed(now);
    changes.amended(performance);
    return done.with(performance.id(), 0, version, 0);
  }

  /** Ends new holds. Closing twice is done once. */
  public Result close(Header from, long performance) {
    Result first = begin(from, NO_SEATS, NO_SEATS);
    return first != null ? first : end(from, decideClose(from, performances.find(performance)));
  }

  private Result decideClose(Header from, @Nullable Performance performance) {
    if (performance == null || !Refusals.isOrganizer(from, performance)) {
      return refusals.because(RefusalReason.PERFORMANCE_NOT_FOUND, null, 0);
    }
    if (!performance.isClosed()) {
      performance.close();
      performance.changed(now);
      changes.closed(performance);
    }
    return done.with(performance.id(), 0, performance.version(), 0);
  }

  /** Takes free seats off sale. Those that are off sale already may be among them. */
  public Result block(Header from, long performance, Seats seats) {
    return block(from, performance, seats, SeatState.FREE, SeatState.BLOCKED);
  }

  /** Puts blocked seats back on sale. Those that are free already may be among them. */
  public Result unblock(Header from, long performance, Seats seats) {
    return block(from, performance, seats, SeatState.BLOCKED, SeatState.FREE);
  }

  private Result block(Header from, long performance, Seats seats, int state, int newState) {
    Result first = begin(from, seats, seats);
    if (first != null) {
      return first;
    }
    Performance found = performances.find(performance);
    Result result = decideBlock(from, found, seats, state, newState);
    if (isWorthASecondLook(result)) {
      result = decideBlock(from, found, seats, state, newState);
    }
    return end(from, result);
  }

  private Result decideBlock(
      Header from, @Nullable Performance performance, Seats seats, int state, int newState) {
    if (performance == null || !Refusals.isOrganizer(from, performance)) {
      return refusals.because(RefusalReason.PERFORMANCE_NOT_FOUND, null, 0);
    }
    if (seats.size() == 0 || seats.hasOverflowed() || seats.size() > Seats.MOST_IN_BLOCK) {
      return refusals.because(RefusalReason.BAD_COUNT, performance, Seats.MOST_IN_BLOCK);
    }
    if (!refusals.areKnown(performance, seats)) {
      return refusals.naming(RefusalReason.UNKNOWN_SEAT, performance, seats);
    }
    if (!refusals.areDistinct(seats)) {
      return refusals.naming(RefusalReason.DUPLICATE_SEAT, performance, seats);
    }
    refusals.nameNone();
    moved.clear();
    for (int i = 0; i < seats.size(); i++) {
      int now = performance.state(seats.get(i));
      if (now == state) {
        moved.add(seats.get(i));
      } else if (now != newState) {
        refusals.name(i);
      }
    }
    if (refusals.namesAny()) {
      return refusals.naming(RefusalReason.SEATS_NOT_BLOCKABLE, performance, seats);
    }
    if (moved.size() > 0) {
      performance.move(moved, newState);
      performance.changed(now);
      if (newState == SeatState.BLOCKED) {
        changes.blocked(performance, moved);
      } else {
        changes.unblocked(performance, moved);
      }
    }
    return done.with(performance.id(), 0, performance.version(), 0);
  }

  // Commands about holds.

  /**
   * Holds seats for the buyer in the header.
   *
   * @param afterPayment the money is here already, so the on-sale window does not count
   */
  public Result hold(Header from, long performance, Selection wanted, boolean afterPayment) {
    Result first = begin(from, wanted.seats, wanted.seats);
    if (first != null) {
      return first;
    }
    Performance found = performances.find(performance);
    Result result = decideHold(from, found, wanted, afterPayment);
    if (isWorthASecondLook(result)) {
      result = decideHold(from, found, wanted, afterPayment);
    }
    return end(from, result);
  }

  private Result decideHold(
      Header from, @Nullable Performance performance, Selection wanted, boolean afterPayment) {
    if (performance == null) {
      return refusals.because(RefusalReason.PERFORMANCE_NOT_FOUND, null, 0);
    }
    if (from.buyer == 0) {
      return refusals.because(RefusalReason.MALFORMED, performance, 0);
    }
    Result.Refused no = refusals.sale(performance, now, afterPayment);
    if (no == null) {
      no = refusals.selection(performance, wanted, Seats.MOST_IN_HOLD);
    }
    if (no == null) {
      no = refusals.limits(performance, from.buyer, from.identity, wanted.wanted());
    }
    if (no == null && holds.isFull()) {
      no = refusals.because(RefusalReason.CAPACITY, performance, 0);
    }
    if (no == null) {
      no = choose(performance, wanted);
    }
    if (no != null) {
      return no;
    }
    long deadline = now + performance.holdDuration();
    int slot =
        holds.add(
            performance.index(),
            from.buyer,
            from.identity,
            deadline,
            performance.version() + 1,
            chosen.size());
    for (int i = 0; i < chosen.size(); i++) {
      holds.seat(slot, i, chosen.get(i), performance.price(chosen.get(i)));
    }
    performance.count(from.buyer, from.identity, chosen.size());
    take(performance, slot, deadline);
    return held(performance, slot, deadline, performance.version());
  }

  /** The chosen seats become the new hold's, until its deadline. */
  private void take(Performance performance, int slot, long deadline) {
    performance.move(chosen, SeatState.HELD);
    deadlines.add(slot);
    performance.changed(now);
    changes.held(performance, holds.number(slot), holds.buyer(slot), deadline, chosen);
  }

  private Result held(Performance performance, int slot, long deadline, long version) {
    held.with(performance.id(), holds.number(slot), version, deadline);
    for (int i = 0; i < holds.count(slot); i++) {
      held.add(holds.seat(slot, i), holds.price(slot, i));
    }
    return held;
  }

  /** Gives a live hold's seats back. */
  public Result release(Header from, long performance, long hold) {
    Result first = begin(from, NO_SEATS, NO_SEATS);
    return first != null
        ? first
        : end(from, decideRelease(from, performances.find(performance), hold));
  }

  private Result decideRelease(Header from, @Nullable Performance performance, long hold) {
    if (performance == null) {
      return refusals.because(RefusalReason.PERFORMANCE_NOT_FOUND, null, 0);
    }
    Result.Refused no = refusals.hold(from, performance, hold, now);
    if (no != null) {
      return no;
    }
    int slot = holds.find(performance.index(), hold);
    if (holds.status(slot) == Holds.SOLD) {
      return refusals.because(RefusalReason.HOLD_CONFIRMED, performance, 0);
    }
    deadlines.remove(slot);
    letGo(performance, slot, Holds.RELEASED);
    changes.released(performance, hold, moved);
    return done.with(performance.id(), hold, performance.version(), 0);
  }

  /** Makes a live hold's seats sold; again gives the same answer. */
  public Result confirm(Header from, long performance, long hold) {
    Result first = begin(from, NO_SEATS, NO_SEATS);
    return first != null
        ? first
        : end(from, decideConfirm(from, performances.find(performance), hold));
  }

  private Result decideConfirm(Header from, @Nullable Performance performance, long hold) {
    if (performance == null) {
      return refusals.because(RefusalReason.PERFORMANCE_NOT_FOUND, null, 0);
    }
    Result.Refused no = refusals.hold(from, performance, hold, now);
    if (no != null) {
      return no;
    }
    int slot = holds.find(performance.index(), hold);
    if (holds.status(slot) == Holds.LIVE) {
      deadlines.remove(slot);
      gather(slot, -1L);
      sell(performance, slot, moved);
    }
    return done.with(performance.id(), hold, holds.version(slot), 0);
  }

  private void sell(Performance performance, int slot, Seats seats) {
    performance.move(seats, SeatState.SOLD);
    holds.sold(slot, performance.changed(now));
    changes.sold(performance, holds.number(slot), holds.buyer(slot), seats);
  }

  /**
   * Moves a live hold's deadline to now + {@code duration}, never to an earlier one.
   *
   * @param duration milliseconds; 0 is the performance's hold duration
   * @param once refused when the hold has been extended so before
   */
  public Result extend(Header from, long performance, long hold, long duration, boolean once) {
    Result first = begin(from, NO_SEATS, NO_SEATS);
    return first != null
        ? first
        : end(from, decideExtend(from, performances.find(performance), hold, duration, once));
  }

  private Result decideExtend(
      Header from, @Nullable Performance performance, long hold, long duration, boolean once) {
    if (performance == null) {
      return refusals.because(RefusalReason.PERFORMANCE_NOT_FOUND, null, 0);
    }
    Result.Refused no = refusals.hold(from, performance, hold, now);
    if (no != null) {
      return no;
    }
    if (duration < 0 || duration > Opening.LONGEST_HOLD) {
      return refusals.because(RefusalReason.MALFORMED, performance, 0);
    }
    int slot = holds.find(performance.index(), hold);
    if (holds.status(slot) == Holds.SOLD) {
      return refusals.because(RefusalReason.HOLD_CONFIRMED, performance, 0);
    }
    if (once && holds.isExtended(slot)) {
      return refusals.because(RefusalReason.EXTENSION_USED, performance, 0);
    }
    if (once) {
      holds.extended(slot);
    }
    long wanted = now + (duration == 0 ? performance.holdDuration() : duration);
    long deadline = Math.max(holds.deadline(slot), wanted);
    deadlines.remove(slot);
    holds.deadline(slot, deadline);
    deadlines.add(slot);
    performance.changed(now);
    changes.extended(performance, hold, deadline);
    return done.with(performance.id(), hold, performance.version(), deadline);
  }

  /**
   * Makes sold seats free again: those named, or all that the hold still has when none is named.
   */
  public Result giveBack(Header from, long performance, long hold, Seats seats) {
    Result first = begin(from, seats, seats);
    return first != null
        ? first
        : end(from, decideGiveBack(from, performances.find(performance), hold, seats));
  }

  private Result decideGiveBack(
      Header from, @Nullable Performance performance, long hold, Seats seats) {
    if (performance == null) {
      return refusals.because(RefusalReason.PERFORMANCE_NOT_FOUND, null, 0);
    }
    Result.Refused no = refusals.hold(from, performance, hold, now);
    if (no != null) {
      return no;
    }
    int slot = holds.find(performance.index(), hold);
    if (holds.status(slot) != Holds.SOLD) {
      return refusals.because(RefusalReason.NOT_SOLD, performance, 0);
    }
    if (seats.hasOverflowed() || seats.size() > Seats.MOST_IN_HOLD) {
      return refusals.because(RefusalReason.BAD_COUNT, performance, Seats.MOST_IN_HOLD);
    }
    long positions = positions(slot, seats);
    if (refusals.namesAny()) {
      return refusals.naming(RefusalReason.NOT_IN_HOLD, performance, seats);
    }
    if (positions == holds.owned(slot)) {
      letGo(performance, slot, Holds.RETURNED);
    } else {
      gather(slot, positions);
      performance.move(moved, SeatState.FREE);
      performance.count(holds.buyer(slot), holds.identity(slot), -moved.size());
      holds.disown(slot, positions);
      performance.changed(now);
    }
    changes.returned(performance, hold, moved);
    return done.with(performance.id(), hold, performance.version(), 0);
  }

  /**
   * New seats for old, all or nothing. The hold ends; a new one with what is kept and what is new
   * takes its place, held until the old deadline, or sold if the old one was. What is sold only the
   * organizer exchanges.
   *
   * @param giveUp the hold's seats to give up, all when empty
   */
  public Result exchange(
      Header from,
      long performance,
      long hold,
      Seats giveUp,
      Selection wanted,
      boolean afterPayment) {
    Result first = begin(from, wanted.seats, giveUp);
    if (first != null) {
      return first;
    }
    Performance found = performances.find(performance);
    Result result = decideExchange(from, found, hold, giveUp, wanted, afterPayment);
    if (isWorthASecondLook(result)) {
      result = decideExchange(from, found, hold, giveUp, wanted, afterPayment);
    }
    return end(from, result);
  }

  private Result decideExchange(
      Header from,
      @Nullable Performance performance,
      long hold,
      Seats giveUp,
      Selection wanted,
      boolean afterPayment) {
    if (performance == null) {
      return refusals.because(RefusalReason.PERFORMANCE_NOT_FOUND, null, 0);
    }
    Result.Refused no = refusals.hold(from, performance, hold, now);
    if (no != null) {
      return no;
    }
    int slot = holds.find(performance.index(), hold);
    if (holds.status(slot) == Holds.SOLD && !Refusals.isOrganizer(from, performance)) {
      return refusals.because(RefusalReason.HOLD_CONFIRMED, performance, 0);
    }
    if (giveUp.hasOverflowed() || giveUp.size() > Seats.MOST_IN_HOLD) {
      return refusals.because(RefusalReason.BAD_COUNT, performance, Seats.MOST_IN_HOLD);
    }
    long leaving = positions(slot, giveUp);
    if (refusals.namesAny()) {
      return refusals.naming(RefusalReason.NOT_IN_HOLD, performance, giveUp);
    }
    long staying = holds.owned(slot) & ~leaving;
    int kept = Long.bitCount(staying);
    no = refusals.sale(performance, now, afterPayment);
    if (no == null) {
      no = refusals.selection(performance, wanted, Seats.MOST_IN_HOLD - kept);
    }
    if (no == null) {
      int more = wanted.wanted() - Long.bitCount(leaving);
      no = refusals.limits(performance, holds.buyer(slot), holds.identity(slot), more);
    }
    if (no == null && holds.isFull()) {
      no = refusals.because(RefusalReason.CAPACITY, performance, 0);
    }
    if (no != null) {
      return no;
    }
    // What is given up may be chosen again: it is free while the new seats are looked for.
    int state = holds.status(slot) == Holds.SOLD ? SeatState.SOLD : SeatState.HELD;
    gather(slot, leaving);
    performance.move(moved, SeatState.FREE);
    no = choose(performance, wanted);
    performance.move(moved, state);
    if (no != null) {
      return no;
    }
    return exchange(performance, slot, staying);
  }

  /** Ends the hold in the slot; a new one with what stays of it and the chosen seats begins. */
  private Result exchange(Performance performance, int slot, long staying) {
    boolean sold = holds.status(slot) == Holds.SOLD;
    long hold = holds.number(slot);
    long buyer = holds.buyer(slot);
    long identity = holds.identity(slot);
    long deadline = holds.deadline(slot);
    int kept = Long.bitCount(staying);
    int count = kept + chosen.size();
    int next =
        holds.add(performance.index(), buyer, identity, deadline, performance.version() + 2, count);
    for (int i = 0; i < chosen.size(); i++) {
      holds.seat(next, kept + i, chosen.get(i), performance.price(chosen.get(i)));
    }
    int position = 0;
    for (long rest = staying; rest != 0; rest &= rest - 1) {
      int old = Long.numberOfTrailingZeros(rest);
      holds.seat(next, position++, holds.seat(slot, old), holds.price(slot, old));
    }
    if (holds.isExtended(slot)) {
      holds.extended(next);
    }
    if (sold) {
      letGo(performance, slot, Holds.RETURNED);
      changes.returned(performance, hold, moved);
    } else {
      deadlines.remove(slot);
      letGo(performance, slot, Holds.RELEASED);
      changes.released(performance, hold, moved);
    }
    chosen.clear();
    for (int i = 0; i < count; i++) {
      chosen.add(holds.seat(next, i));
    }
    performance.count(buyer, identity, count);
    take(performance, next, deadline);
    if (sold) {
      deadlines.remove(next);
      sell(performance, next, chosen);
    }
    return held(performance, next, sold ? 0 : deadline, performance.version());
  }

  // The log itself.

  /** Switches a change of behaviour on; one that is on already stays on. */
  public Result activate(Header from, int behaviour) {
    Result first = begin(from, NO_SEATS, NO_SEATS);
    return first != null ? first : end(from, decideActivate(behaviour));
  }

  private Result decideActivate(int wanted) {
    if (wanted < 1 || wanted > BEHAVIOUR) {
      return refusals.because(RefusalReason.UNKNOWN_BEHAVIOUR, null, BEHAVIOUR);
    }
    behaviour = Math.max(behaviour, wanted);
    return done.with(0, 0, 0, 0);
  }

  /** Announces a long command that comes in pieces; again with the same facts goes on with it. */
  public Result beginUpload(Header from, long upload, int length, byte[] digest) {
    advance(from.time);
    if (length < 1 || length > Uploads.LONGEST || digest.length != 32) {
      return refusals.because(RefusalReason.MALFORMED, null, 0);
    }
    return uploads.begin(upload, from.organizer, now, length, digest)
        ? done.with(0, 0, 0, 0)
        : refusals.because(RefusalReason.CAPACITY, null, 0);
  }

  /** Takes the next {@code length} bytes, those from {@code at} on in the whole. */
  public Result continueUpload(Header from, long upload, int at, byte[] content, int length) {
    advance(from.time);
    Uploads.Upload found = uploads.find(upload, from.organizer);
    if (found == null) {
      return refusals.because(RefusalReason.UPLOAD_NOT_FOUND, null, 0);
    }
    if (at < 0 || length < 1 || length > found.content.length - at) {
      return refusals.because(RefusalReason.MALFORMED, null, 0);
    }
    if (at > found.received) {
      return refusals.because(RefusalReason.UPLOAD_OUT_OF_ORDER, null, found.received);
    }
    int known = found.received - at;
    if (known < length) {
      System.arraycopy(content, known, found.content, found.received, length - known);
      found.received = at + length;
    }
    return done.with(0, 0, 0, 0);
  }

  /**
   * Ends an upload. When all has arrived as it was announced the command's bytes are handed out,
   * once, to be applied; {@code null} when not, and {@link #refuseUpload} says why.
   */
  public byte @Nullable [] completeUpload(Header from, long upload) {
    advance(from.time);
    Uploads.Upload found = uploads.find(upload, from.organizer);
    if (found == null
        || found.received < found.content.length
        || !Arrays.equals(sha256(found.content), found.digest)) {
      return null;
    }
    uploads.remove(found);
    return found.content;
  }

  /**
   * The answer when {@link #completeUpload} had no command to apply: the first answer if the
   * command was applied before, else why there is none.
   */
  public Result refuseUpload(Header from, long upload) {
    Result first = begin(from, NO_SEATS, NO_SEATS);
    if (first != null) {
      return first;
    }
    Uploads.Upload found = uploads.find(upload, from.organizer);
    if (found == null) {
      return refusals.because(RefusalReason.UPLOAD_NOT_FOUND, null, 0);
    }
    if (found.received < found.content.length) {
      return refusals.because(RefusalReason.UPLOAD_OUT_OF_ORDER, null, found.received);
    }
    uploads.remove(found);
    return refusals.because(RefusalReason.DIGEST_MISMATCH, null, 0);
  }

  private static byte[] sha256(byte[] content) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(content);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  // The way of every command.

  /**
   * Tells the engine which commands come next, so that their places in memory are on their way
   * while others are decided. It changes nothing, and may be left out.
   */
  public void expect(long idempotencyHigh, long idempotencyLow) {
    answers.expect(idempotencyHigh, idempotencyLow);
  }

  /** What is not a command at all is refused, and not remembered. */
  public Result malformed(long time) {
    advance(time);
    return refusals.because(RefusalReason.MALFORMED, null, 0);
  }

  private void advance(long time) {
    moveClock(time);
    expireDue(EXPIRIES_PER_COMMAND);
  }

  /**
   * Moves the clock on, and looks the command's id up.
   *
   * @param seats the seats that the request names
   * @param giveUp those that an exchange gives up
   * @return the first answer; {@code null} when the command is to be decided
   */
  private @Nullable Result begin(Header from, Seats seats, Seats giveUp) {
    advance(from.time);
    if (!from.isRemembered()) {
      return null;
    }
    int answer = answers.find(from.idempotencyHigh, from.idempotencyLow);
    if (answer == Answers.NONE) {
      return answers.hasRoom(now, holds) ? null : refusals.because(RefusalReason.CAPACITY, null, 0);
    }
    if (!answers.hasFingerprint(answer, from.fingerprint)) {
      return refusals.because(RefusalReason.IDEMPOTENCY_KEY_REUSED, null, 0);
    }
    return answers.isRefused(answer) ? refusedAgain(answer, seats, giveUp) : acceptedAgain(answer);
  }

  private Result acceptedAgain(int answer) {
    long performance = concerned(answer);
    long hold = answers.fact(answer);
    long version = answers.version(answer);
    long deadline = answers.deadline(answer);
    if (!answers.isHeld(answer)) {
      return done.with(performance, hold, version, deadline);
    }
    held.with(performance, hold, version, deadline);
    answers.seats(answer, held);
    return held;
  }

  private Result refusedAgain(int answer, Seats seats, Seats giveUp) {
    RefusalReason reason = answers.reason(answer);
    return refusals.again(
        reason,
        concerned(answer),
        answers.version(answer),
        answers.fact(answer),
        answers.firstSeat(answer),
        reason == RefusalReason.NOT_IN_HOLD ? giveUp : seats);
  }

  /** Id of the performance that a remembered answer tells of. */
  private long concerned(int answer) {
    int place = answers.performance(answer);
    return place == 0 ? 0 : performances.at(place - 1).id();
  }

  /** Index + 1 of the performance with that id, or 0 for none. */
  private int place(long performance) {
    Performance found = performance == 0 ? null : performances.find(performance);
    return found == null ? 0 : found.index() + 1;
  }

  /** Remembers the result, but for those that a later try may turn out otherwise. */
  private Result end(Header from, Result result) {
    if (!from.isRemembered()) {
      return result;
    }
    switch (result) {
      case Result.Held h -> answers.addHeld(from, now, h, place(h.performance()), holds);
      case Result.Done d -> answers.addDone(from, now, d, place(d.performance()), holds);
      case Result.Refused r -> {
        if (r.reason() != RefusalReason.CAPACITY) {
          boolean names = r.reason().namesSeats();
          answers.addRefused(
              from,
              r.reason().code(),
              names ? refusals.namedFrom() : 0,
              place(r.performance()),
              names ? refusals.namedMask() : r.fact(),
              r.version());
        }
      }
    }
    return result;
  }

  /** A refusal is decided again when it may be due to holds whose time is up; these are freed. */
  private boolean isWorthASecondLook(Result result) {
    return result instanceof Result.Refused && expireDue(Integer.MAX_VALUE) > 0;
  }

  /** Chooses the wanted seats, or says why there are none. */
  private Result.@Nullable Refused choose(Performance performance, Selection wanted) {
    if (!wanted.best) {
      chosen.clear();
      refusals.nameNone();
      for (int i = 0; i < wanted.seats.size(); i++) {
        int seat = wanted.seats.get(i);
        chosen.add(seat);
        if (!performance.isFree(seat)) {
          refusals.name(i);
        }
      }
      return !refusals.namesAny()
          ? null
          : refusals.naming(RefusalReason.SEATS_TAKEN, performance, wanted.seats);
    }
    int free = performance.freeFor(wanted);
    if (free < wanted.count) {
      return refusals.because(RefusalReason.SOLD_OUT, performance, free);
    }
    return performance.findBest(wanted, chosen)
        ? null
        : refusals.because(RefusalReason.NO_ADJACENT_SEATS, performance, free);
  }

  /**
   * The positions in the hold of the seats, all that it still has when there are none; names those
   * that it does not have.
   */
  private long positions(int slot, Seats seats) {
    refusals.nameNone();
    if (seats.size() == 0) {
      return holds.owned(slot);
    }
    long positions = 0;
    for (int i = 0; i < seats.size(); i++) {
      long position = position(slot, seats.get(i));
      if (position == 0) {
        refusals.name(i);
      }
      positions |= position;
    }
    return positions;
  }

  private long position(int slot, int seat) {
    for (long rest = holds.owned(slot); rest != 0; rest &= rest - 1) {
      if (holds.seat(slot, Long.numberOfTrailingZeros(rest)) == seat) {
        return Long.lowestOneBit(rest);
      }
    }
    return 0;
  }

  // What happens to seats.

  /** Those seats at the positions that the hold still has, in {@link #moved}. */
  private void gather(int slot, long positions) {
    moved.clear();
    for (long rest = holds.owned(slot) & positions; rest != 0; rest &= rest - 1) {
      moved.add(holds.seat(slot, Long.numberOfTrailingZeros(rest)));
    }
  }

  /** Frees all seats that the hold still has, and ends it. They are in {@link #moved} then. */
  private void letGo(Performance performance, int slot, int how) {
    gather(slot, -1L);
    performance.move(moved, SeatState.FREE);
    performance.count(holds.buyer(slot), holds.identity(slot), -moved.size());
    holds.end(slot, how, performance.changed(now));
  }

  // Expiry.

  /**
   * Frees up to {@code most} holds whose deadline has passed, in the order of deadline, then hold.
   *
   * @param time cluster time in milliseconds
   * @return how many were freed
   */
  public int expire(long time, int most) {
    moveClock(time);
    return expireDue(most);
  }

  /** It never goes back, and nowhere that can't be. */
  private void moveClock(long time) {
    if (time > now && time <= END_OF_TIME) {
      now = time;
    }
  }

  private int expireDue(int most) {
    int count = 0;
    while (count < most && deadlines.first() <= now) {
      int slot = deadlines.firstSlot();
      Performance performance = performances.at(holds.performance(slot));
      long hold = holds.number(slot);
      deadlines.remove(slot);
      letGo(performance, slot, Holds.EXPIRED);
      changes.expired(performance, hold, moved);
      count++;
    }
    return count;
  }

  /**
   * The earliest deadline in milliseconds of cluster time; {@link #NO_DEADLINE} when nothing is
   * held.
   */
  public long nextDeadline() {
    return deadlines.first();
  }

  /** The latest time that any command told: the engine's clock never goes back. */
  public long now() {
    return now;
  }

  // Reads. They change nothing.

  /**
   * The performance with that id, {@code null} when there is none. It is the engine's own: it
   * changes with later commands.
   */
  public @Nullable Performance performance(long id) {
    return performances.find(id);
  }

  /** How many performances there are. */
  public int performances() {
    return performances.size();
  }

  /** The performance at {@code position} in the order of opening. */
  public Performance performanceAt(int position) {
    return performances.at(position);
  }

  /** How many holds are live. */
  public int liveHolds() {
    return holds.live();
  }

  /** How many holds are live or sold. */
  public int keptHolds() {
    return holds.kept();
  }

  /** How many first answers are remembered. */
  public int rememberedAnswers() {
    return answers.size();
  }

  /** The behaviour that is switched on. */
  public int behaviour() {
    return behaviour;
  }

  /**
   * Looks a hold up. A live or sold hold is always found, an ended one as long as it is remembered.
   *
   * @return whether it was found, and {@code into} filled
   */
  public boolean findHold(long performance, long hold, HoldView into) {
    Performance found = performances.find(performance);
    int slot = found == null ? -1 : holds.find(found.index(), hold);
    if (slot < 0) {
      return false;
    }
    into.fill(holds, slot);
    return true;
  }

  /**
   * The seats that a hold of the best would get at this moment, for nobody in particular: limits
   * and window do not count.
   *
   * @return whether there are such seats, and {@code into} filled
   */
  public boolean offer(long performance, Selection wanted, Seats into) {
    Performance found = performances.find(performance);
    return found != null
        && wanted.best
        && into.capacity() >= wanted.count
        && refusals.selection(found, wanted, Seats.MOST_IN_HOLD) == null
        && found.findBest(wanted, into);
  }

  // State.

  /** Hash of the whole state: equal on every replica at the same place of the log. */
  public long stateHash() {
    HashingSink sink = new HashingSink();
    write(sink);
    return sink.hash();
  }

  /**
   * Hash of one performance with its live and sold holds: it is the same as long as the performance
   * has not changed, whatever happens to others. 0 when there is no such performance.
   */
  public long stateHash(long performance) {
    Performance found = performances.find(performance);
    if (found == null) {
      return 0;
    }
    HashingSink sink = new HashingSink();
    found.save(sink);
    holds.saveOwning(found.index(), sink);
    return sink.hash();
  }

  /** Writes the whole state, and returns its {@link #stateHash}. */
  public long save(StateSink sink) {
    HashingSink hashing = new HashingSink(sink);
    write(hashing);
    return hashing.hash();
  }

  /**
   * The state as it is now, to be saved on another thread while commands go on here. What it takes
   * grows with the seats and the live holds, not with the answers that are remembered.
   */
  public FrozenState freeze() {
    FrozenState state = new FrozenState(frozen);
    write(state.sink());
    return state;
  }

  private void write(StateSink sink) {
    sink.putInt(behaviour);
    sink.putLong(now);
    sink.putInt(performances.size());
    for (int i = 0; i < performances.size(); i++) {
      performances.at(i).save(sink);
    }
    holds.save(sink);
    deadlines.save(sink);
    answers.save(sink);
    uploads.save(sink);
  }

  /**
   * Reads a state back.
   *
   * @throws IllegalStateException when it is damaged
   */
  public static SeatEngine restore(StateSource source, SeatChanges changes) {
    return restore(source, changes, Sizes.STANDARD);
  }

  static SeatEngine restore(StateSource source, SeatChanges changes, Sizes sizes) {
    SeatEngine engine = new SeatEngine(changes, sizes);
    engine.load(source);
    return engine;
  }

  private void load(StateSource source) {
    behaviour = source.getInt();
    if (behaviour > BEHAVIOUR) {
      throw new IllegalStateException(
          "the state needs behaviour " + behaviour + ", this release knows up to " + BEHAVIOUR);
    }
    now = source.getLong();
    for (int left = source.getInt(); left > 0; left--) {
      performances.add(Performance.load(performances.size(), source));
    }
    holds.load(source);
    deadlines.load(source);
    answers.load(source);
    uploads.load(source);
    for (int slot = 0; slot < holds.end(); slot++) {
      if (holds.number(slot) != 0) {
        Performance performance = performances.at(holds.performance(slot));
        int seats = Long.bitCount(holds.owned(slot));
        performance.count(holds.buyer(slot), holds.identity(slot), seats);
      }
    }
  }
}
