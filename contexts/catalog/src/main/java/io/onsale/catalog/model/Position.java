package io.onsale.catalog.model;

/**
 * A place on the plan, in the plan's own units; y grows downwards.
 *
 * @param x to the right
 * @param y down
 */
public record Position(double x, double y) {
  static final Position ORIGIN = new Position(0, 0);

  Position plus(Position other) {
    return new Position(x + other.x, y + other.y);
  }

  double distanceTo(Position other) {
    return Math.hypot(x - other.x, y - other.y);
  }
}
