package io.onsale.kit.events;

/**
 * How far a subscriber has come. kit/store's {@code Inbox} keeps it in the subscriber's own schema.
 */
public interface Positions {
  /** The last position that has been dealt with; 0 before the first. */
  long position(String source, int lane);

  /**
   * Says that everything up to here has been dealt with; a position that is not ahead changes
   * nothing.
   */
  void advance(String source, int lane, long position);
}
