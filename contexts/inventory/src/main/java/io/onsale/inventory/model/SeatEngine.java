package io.onsale.inventory.model;

import org.jspecify.annotations.Nullable;

/**
 * The authority for seats: a deterministic state machine with one writer. The same commands in the
 * same order give the same state, results and changes, on every machine and for ever.
 *
 * <p>Not thread-safe: one thread calls it, commands and reads alike.
 */
public final class SeatEngine {
  /** The newest behaviour that this release knows. */
  public static final int BEHAVIOUR = 1;

  /** {@link #nextDeadline} when nothing is held. */
  public static final long NO_DEADLINE = Long.MAX_VALUE;

  /** An engine without performances. */
  public SeatEngine(SeatChanges changes) {}

  // Commands. Each first frees what has expired by its time.

  /** Opens a performance for the organizer in the header. */
  public Result open(Header from, Opening opening) {
    throw new UnsupportedOperationException();
  }

  /** Changes what is told of a performance. */
  public Result amend(Header from, Amendment amendment) {
    throw new UnsupportedOperationException();
  }

  /** Ends new holds. */
  public Result close(Header from, long performance) {
    throw new UnsupportedOperationException();
  }

  /** Takes free seats off sale. */
  public Result block(Header from, long performance, Seats seats) {
    throw new UnsupportedOperationException();
  }

  /** Puts blocked seats back on sale. */
  public Result unblock(Header from, long performance, Seats seats) {
    throw new UnsupportedOperationException();
  }

  /**
   * Holds seats for the buyer in the header.
   *
   * @param afterPayment the money is here already, so the on-sale window does not count
   */
  public Result hold(Header from, long performance, Selection wanted, boolean afterPayment) {
    throw new UnsupportedOperationException();
  }

  /** Gives a live hold's seats back. */
  public Result release(Header from, long performance, long hold) {
    throw new UnsupportedOperationException();
  }

  /** Makes a live hold's seats sold; again gives the same answer. */
  public Result confirm(Header from, long performance, long hold) {
    throw new UnsupportedOperationException();
  }

  /**
   * Moves a live hold's deadline to now + {@code duration}, never to an earlier one.
   *
   * @param duration milliseconds; 0 is the performance's hold duration
   * @param once refused when the hold has been extended before
   */
  public Result extend(Header from, long performance, long hold, long duration, boolean once) {
    throw new UnsupportedOperationException();
  }

  /** Makes sold seats free again: those named, or all that the hold still has when none is. */
  public Result giveBack(Header from, long performance, long hold, Seats seats) {
    throw new UnsupportedOperationException();
  }

  /**
   * New seats for old, all or nothing. The hold ends; a new one with what is kept and what is new
   * takes its place.
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
    throw new UnsupportedOperationException();
  }

  /** Switches a change of behaviour on. */
  public Result activate(Header from, int behaviour) {
    throw new UnsupportedOperationException();
  }

  // Expiry.

  /**
   * Frees up to {@code most} holds whose deadline has passed, in the order of deadline, then hold.
   *
   * @param time cluster time in milliseconds
   * @return how many were freed
   */
  public int expire(long time, int most) {
    throw new UnsupportedOperationException();
  }

  /**
   * The earliest deadline in milliseconds of cluster time; {@link #NO_DEADLINE} when nothing is
   * held.
   */
  public long nextDeadline() {
    throw new UnsupportedOperationException();
  }

  /** The latest time that any command told: the engine's clock never goes back. */
  public long now() {
    throw new UnsupportedOperationException();
  }

  // Reads. They change nothing.

  /**
   * The performance with that id, {@code null} when there is none. It is the engine's own: it
   * changes with later commands.
   */
  public @Nullable Performance performance(long id) {
    throw new UnsupportedOperationException();
  }

  /** How many performances there are. */
  public int performances() {
    throw new UnsupportedOperationException();
  }

  /** The performance at {@code position} in the order of opening. */
  public Performance performanceAt(int position) {
    throw new UnsupportedOperationException();
  }

  /**
   * Looks a hold up. A live or sold hold is always found, an ended one as long as it is remembered.
   *
   * @return whether it was found, and {@code into} filled
   */
  public boolean findHold(long performance, long hold, HoldView into) {
    throw new UnsupportedOperationException();
  }

  /**
   * The seats that a hold of the best would get at this moment, for nobody in particular: limits
   * and window do not count.
   *
   * @return whether there are such seats, and {@code into} filled
   */
  public boolean offer(long performance, Selection wanted, Seats into) {
    throw new UnsupportedOperationException();
  }

  // State.

  /** Hash of the whole state: equal on every replica at the same place of the log. */
  public long stateHash() {
    throw new UnsupportedOperationException();
  }

  /** Writes the whole state. */
  public void save(StateSink sink) {
    throw new UnsupportedOperationException();
  }

  /**
   * Reads a state back.
   *
   * @throws IllegalStateException when it is damaged
   */
  public static SeatEngine restore(StateSource source, SeatChanges changes) {
    throw new UnsupportedOperationException();
  }
}
