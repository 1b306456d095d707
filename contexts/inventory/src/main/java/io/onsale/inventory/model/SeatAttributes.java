package io.onsale.inventory.model;

/** Attributes of a seat as bits of one byte. */
public final class SeatAttributes {
  /** A place for a wheelchair: given only when asked for. */
  public static final int WHEELCHAIR = 1;

  /** A seat for who comes with a wheelchair user: given only when asked for. */
  public static final int COMPANION = 2;

  /** Something stands in the way: given when asked for, or when nothing else fits. */
  public static final int RESTRICTED_VIEW = 4;

  static final int ALL = WHEELCHAIR | COMPANION | RESTRICTED_VIEW;

  private SeatAttributes() {}
}
