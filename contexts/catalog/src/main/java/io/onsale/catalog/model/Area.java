package io.onsale.catalog.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A shape without seats, such as a stage or a bar. What the shape does not need is null.
 *
 * @param shape the plan's word for it: rectangle, circle, ellipse, polygon, text, or another
 * @param position the upper left corner of a rectangle, the centre of a circle or an ellipse, the
 *     origin of others
 * @param rotation degrees, clockwise
 * @param size of a rectangle
 * @param radius of a circle or an ellipse
 * @param points corners of a polygon, absolute; empty for others
 */
public record Area(
    String shape,
    Position position,
    double rotation,
    @Nullable String color,
    @Nullable String text,
    @Nullable Size size,
    @Nullable Position radius,
    List<Position> points) {
  public Area {
    points = List.copyOf(points);
  }

  /** The middle of the shape; the rotation is about it. */
  Position centre() {
    if (size != null) {
      return position.plus(new Position(size.width() / 2, size.height() / 2));
    }
    if (points.isEmpty()) {
      return position;
    }
    double x = points.stream().mapToDouble(Position::x).average().orElseThrow();
    double y = points.stream().mapToDouble(Position::y).average().orElseThrow();
    return new Position(x, y);
  }
}
