package io.onsale.orders.flow;

import io.onsale.orders.model.Money;
import io.onsale.orders.model.Seating;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The inventory. Every call that changes something is the same call when it is made again for the
 * same order and hold. Refusals are answers; a call that could not be made, or whose outcome is not
 * known, throws.
 */
public interface Seats {
  Optional<Hold> find(String hold);

  /** Whose performance it is; empty when the inventory doesn't know it. */
  Optional<String> organizerOf(String performance);

  /** Makes the seats sold. False when the hold has ended, and they are not. */
  boolean sell(String order, String hold);

  /**
   * Holds seats again for a hold that has ended.
   *
   * @param substitute false: the same; true: the best as many side by side of the same tier
   * @return empty when there are none
   */
  Optional<Retaken> retake(String order, String hold, boolean substitute);

  /** Gives a live hold back; harmless when it has ended. */
  void release(String order, String hold);

  /** Makes sold seats free; harmless when they are. */
  void giveBack(String order, String hold);

  /** Starts the hold's time anew: its new end, or empty when it has ended. */
  Optional<Instant> extend(String order, String hold);

  /** A hold as the inventory knows it. */
  record Hold(
      String id,
      String performance,
      String buyer,
      String organizer,
      Standing standing,
      Instant expiresAt,
      Money total,
      List<HeldSeat> seats) {
    public Hold {
      seats = List.copyOf(seats);
    }
  }

  /**
   * @param price all-in, in minor units, as it was when the seat was held
   */
  record HeldSeat(int index, String tier, long price) {}

  /** How a hold stands. */
  enum Standing {
    LIVE,
    EXPIRED,
    /** Given back, sold, or sold and given back. */
    ENDED
  }

  /** A new hold. */
  record Retaken(String hold, List<Seating.Place> places) {
    public Retaken {
      places = List.copyOf(places);
    }
  }
}
