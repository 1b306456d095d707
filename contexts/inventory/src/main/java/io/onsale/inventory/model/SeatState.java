package io.onsale.inventory.model;

/** What a seat is, as the two bits that the public availability uses. */
public final class SeatState {
  /** For sale. */
  public static final int FREE = 0;

  /** In a live hold. */
  public static final int HELD = 1;

  /** Bought. */
  public static final int SOLD = 2;

  /** Taken off sale by the organizer. */
  public static final int BLOCKED = 3;

  private SeatState() {}
}
