package io.onsale.kit.events;

/** Events are told in parallel lanes; a key's events are all in one, so they keep their order. */
public final class Lanes {
  /** Fixed, because positions are kept per lane. */
  public static final int COUNT = 8;

  private Lanes() {}

  public static int of(String key) {
    int hash = key.hashCode();
    return Math.floorMod(hash ^ hash >>> 16, COUNT);
  }
}
