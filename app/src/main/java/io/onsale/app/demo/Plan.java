package io.onsale.app.demo;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A seating plan in the open format that the catalog imports; the names of its parts are the
 * format's own.
 */
record Plan(String name, Size size, List<Category> categories, List<Zone> zones) {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(
                  JsonInclude.Include.NON_EMPTY, JsonInclude.Include.NON_EMPTY))
          .build();

  record Size(int width, int height) {}

  record Category(String name, String color) {}

  record Zone(String name, Position position, boolean standing, List<Row> rows, List<Area> areas) {}

  record Row(String rowNumber, Position position, List<Seat> seats) {}

  record Seat(
      String seatGuid,
      String seatNumber,
      Position position,
      String category,
      List<String> attributes) {}

  record Area(
      String shape,
      Position position,
      String color,
      Text text,
      @Nullable Rectangle rectangle,
      @Nullable Polygon polygon) {}

  record Text(String text, Position position, String color, int size) {}

  record Rectangle(double width, double height) {}

  record Polygon(List<Position> points) {}

  /** Relative to the parent, to a hundredth. */
  record Position(double x, double y) {
    static final Position ORIGIN = new Position(0, 0);

    Position {
      x = Math.rint(x * 100) / 100;
      y = Math.rint(y * 100) / 100;
    }

    /**
     * The point at an angle and a distance from a centre; 0 is to the right, a quarter turn is
     * down.
     */
    static Position polar(double centreX, double centreY, double radius, double angle) {
      return new Position(centreX + radius * Math.cos(angle), centreY + radius * Math.sin(angle));
    }
  }

  int seats() {
    return zones.stream()
        .flatMap(zone -> zone.rows().stream())
        .mapToInt(row -> row.seats().size())
        .sum();
  }

  byte[] json() {
    try {
      return JSON.writeValueAsBytes(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a plan of ours cannot be written", e);
    }
  }
}
