package io.onsale.proof.system;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Seating plans in pretix's form, made for a purpose. */
final class Plans {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final double SPACING = 25;

  private Plans() {}

  /**
   * One block of straight rows with an aisle after every so many seats.
   *
   * @param aisleAfter seats between aisles; 0 for none
   */
  static String rows(String name, int rows, int seatsPerRow, int aisleAfter) {
    ObjectNode plan = plan(name);
    ObjectNode zone = zone(plan, "Stalls");
    for (int r = 0; r < rows; r++) {
      ObjectNode row = row(zone, String.valueOf(r + 1), r * 30.0);
      for (int s = 0; s < seatsPerRow; s++) {
        double aisles = aisleAfter == 0 ? 0 : Math.floorDiv(s, aisleAfter) * 3 * SPACING;
        seat(row, "S-" + (r + 1) + "-" + (s + 1), s + 1, s * SPACING + aisles, 0, "Gold");
      }
    }
    return plan.toString();
  }

  /** A curved row, numbered from right to left, its seats in no order in the file. */
  static String curved(String name, int seats) {
    ObjectNode plan = plan(name);
    ObjectNode row = row(zone(plan, "Arc"), "A", 0);
    for (int i = 0; i < seats; i++) {
      int shuffled = (i * 7) % seats;
      double angle = Math.PI * (0.15 + 0.7 * shuffled / (seats - 1.0));
      seat(
          row,
          "arc-" + shuffled,
          seats - shuffled,
          -300 * Math.cos(angle),
          300 * Math.sin(angle),
          "Gold");
    }
    return plan.toString();
  }

  private static ObjectNode plan(String name) {
    ObjectNode plan = JSON.createObjectNode().put("name", name).put("uuid", "ignored");
    plan.putArray("categories").addObject().put("name", "Gold").put("color", "#d4a017");
    plan.putArray("zones");
    plan.putObject("size").put("width", 2000).put("height", 2000);
    return plan;
  }

  private static ObjectNode zone(ObjectNode plan, String name) {
    ObjectNode zone = ((ArrayNode) plan.get("zones")).addObject().put("name", name);
    position(zone, 10.5, 10);
    zone.putArray("rows");
    zone.putArray("areas");
    return zone;
  }

  private static ObjectNode row(ObjectNode zone, String number, double y) {
    ObjectNode row = ((ArrayNode) zone.get("rows")).addObject().put("row_number", number);
    position(row, 0, y);
    row.putArray("seats");
    return row;
  }

  private static void seat(
      ObjectNode row, String guid, int number, double x, double y, String category) {
    ObjectNode seat =
        ((ArrayNode) row.get("seats"))
            .addObject()
            .put("seat_guid", guid)
            .put("seat_number", String.valueOf(number))
            .put("category", category);
    position(seat, x, y);
  }

  private static void position(ObjectNode of, double x, double y) {
    of.putObject("position").put("x", x).put("y", y);
  }
}
