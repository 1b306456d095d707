package io.onsale.inventory.model;

/** What a buyer wants: named seats, or the best so many of a tier. Filled anew for each command. */
public final class Selection {
  /** {@link #section} of a selection from any section. */
  public static final int ANY_SECTION = -1;

  /** The named seats; empty when the best are wanted. */
  public final Seats seats = new Seats(Seats.MOST_IN_HOLD);

  boolean best;
  int tier;
  int section;
  int count;
  int attributes;

  /** Wants the seats that the caller then adds to {@link #seats}. */
  public Selection named() {
    best = false;
    seats.clear();
    return this;
  }

  /**
   * Wants the best {@code count} seats of {@code tier}, side by side.
   *
   * @param section index of the section, or {@link #ANY_SECTION}
   * @param attributes what every seat must have, see {@link SeatAttributes}
   */
  public Selection best(int tier, int section, int count, int attributes) {
    best = true;
    seats.clear();
    this.tier = tier;
    this.section = section;
    this.count = count;
    this.attributes = attributes;
    return this;
  }

  /** How many seats are wanted. */
  int wanted() {
    return best ? count : seats.size();
  }
}
