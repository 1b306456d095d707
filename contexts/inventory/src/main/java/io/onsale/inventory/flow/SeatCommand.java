package io.onsale.inventory.flow;

import io.onsale.inventory.model.Amendment;
import io.onsale.inventory.model.Opening;

/**
 * What can be asked of the seat log. Seats, tiers and sections are indices; a hold is told by its
 * number.
 */
@SuppressWarnings("ArrayRecordComponent") // read by other rooms, compared by none
public sealed interface SeatCommand {
  /** Opens a performance for the organizer. */
  record Open(Opening opening) implements SeatCommand {}

  /** Changes what is told of a performance. */
  record Amend(Amendment amendment) implements SeatCommand {}

  /** Ends new holds. */
  record Close(long performance) implements SeatCommand {}

  /** Takes free seats off sale. */
  record Block(long performance, int[] seats) implements SeatCommand {}

  /** Puts blocked seats back on sale. */
  record Unblock(long performance, int[] seats) implements SeatCommand {}

  /** Holds seats for the buyer; {@code afterPayment} ignores the on-sale window. */
  record Hold(long performance, Wanted wanted, boolean afterPayment) implements SeatCommand {}

  /** Gives held seats back. */
  record Release(long performance, long hold) implements SeatCommand {}

  /** Makes held seats sold. */
  record Confirm(long performance, long hold) implements SeatCommand {}

  /**
   * Moves a hold's deadline to now + {@code millis} (0: the performance's hold time); {@code once}:
   * only the first time.
   */
  record Extend(long performance, long hold, long millis, boolean once) implements SeatCommand {}

  /** Makes sold seats free: those named, all of the hold's when none is. */
  record Return(long performance, long hold, int[] seats) implements SeatCommand {}

  /** New seats for old: those named to give up, all of the hold's when none is. */
  record Exchange(long performance, long hold, int[] giveUp, Wanted wanted)
      implements SeatCommand {}

  /** Which seats somebody wants. */
  sealed interface Wanted {}

  /** These seats. */
  record Named(int[] seats) implements Wanted {}

  /**
   * The best {@code count} of a tier side by side; {@code section} -1 is any; each seat has all
   * {@code attributes}.
   */
  record Best(int tier, int section, int count, int attributes) implements Wanted {}
}
