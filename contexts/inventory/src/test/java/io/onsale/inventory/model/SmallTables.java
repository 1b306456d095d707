package io.onsale.inventory.model;

/** An engine whose tables a log of a few thousand commands fills. */
public final class SmallTables {
  private SmallTables() {}

  /** Without performances. */
  public static SeatEngine engine() {
    return new SeatEngine(SeatChanges.NONE, new SeatEngine.Sizes(512, 64, 256, 512));
  }
}
