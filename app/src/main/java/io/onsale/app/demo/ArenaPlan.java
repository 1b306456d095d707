package io.onsale.app.demo;

import io.onsale.app.demo.Plan.Area;
import io.onsale.app.demo.Plan.Category;
import io.onsale.app.demo.Plan.Position;
import io.onsale.app.demo.Plan.Row;
import io.onsale.app.demo.Plan.Seat;
import io.onsale.app.demo.Plan.Zone;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * An arena for {@value #SEATS}: two rings of blocks round a standing floor, open towards the stage.
 * The floor takes whom the rings cannot.
 */
final class ArenaPlan {
  static final int SEATS = 50_000;

  private static final double CENTRE = 1_130;
  private static final double SEAT_PITCH = 5;
  private static final double ROW_PITCH = 9;
  private static final double AISLE = 12;

  /** The rings leave out 60 degrees behind the stage, which is at the top. */
  private static final double FIRST_ANGLE = Math.toRadians(-60);

  private static final double ALL_ANGLES = Math.toRadians(300);
  private static final int FLOOR_COLUMNS = 80;

  private ArenaPlan() {}

  static Plan plan() {
    List<Zone> zones = new ArrayList<>();
    zones.addAll(ring("1", 20, 25, 430, "lower-front", "lower-back", 10));
    zones.addAll(ring("2", 40, 38, 690, "upper-front", "upper-back", 14));
    int seated =
        zones.stream()
            .flatMap(zone -> zone.rows().stream())
            .mapToInt(row -> row.seats().size())
            .sum();
    zones.addFirst(floor(SEATS - seated));
    int extent = (int) (2 * CENTRE);
    return new Plan(
        "浦江体育馆 Pujiang Arena",
        new Plan.Size(extent, extent),
        List.of(
            new Category("floor", "#d6336c"),
            new Category("lower-front", "#7048e8"),
            new Category("lower-back", "#1c7ed6"),
            new Category("upper-front", "#0ca678"),
            new Category("upper-back", "#868e96")),
        zones);
  }

  /** Blocks of concentric rows; those at the stage's sides see it from behind. */
  private static List<Zone> ring(
      String ring, int blocks, int rows, double radius, String front, String back, int frontRows) {
    List<Zone> zones = new ArrayList<>();
    double width = ALL_ANGLES / blocks;
    for (int block = 0; block < blocks; block++) {
      String name = String.format(Locale.ROOT, "%s%02d", ring, block + 1);
      double middle = FIRST_ANGLE + (block + 0.5) * width;
      boolean besideStage = block == 0 || block == blocks - 1;
      List<Row> lines = new ArrayList<>();
      for (int row = 0; row < rows; row++) {
        double distance = radius + row * ROW_PITCH;
        int count = (int) ((distance * width - AISLE) / SEAT_PITCH);
        String category = row < frontRows ? front : back;
        List<Seat> seats = new ArrayList<>();
        for (int seat = 0; seat < count; seat++) {
          double angle = middle + (seat - (count - 1) / 2.0) * SEAT_PITCH / distance;
          seats.add(
              new Seat(
                  name + "-" + (row + 1) + "-" + (seat + 1),
                  Integer.toString(seat + 1),
                  Position.polar(0, 0, distance, angle),
                  category,
                  attributes(row == 0 && block % 4 == 2 && ring.equals("1"), seat, besideStage)));
        }
        lines.add(new Row(Integer.toString(row + 1), Position.ORIGIN, seats));
      }
      zones.add(new Zone(name, new Position(CENTRE, CENTRE), false, lines, List.of()));
    }
    return zones;
  }

  private static List<String> attributes(boolean stepFree, int seat, boolean besideStage) {
    if (stepFree && seat < 8) {
      return List.of(seat % 2 == 0 ? "wheelchair" : "companion");
    }
    return besideStage ? List.of("restricted-view") : List.of();
  }

  private static Zone floor(int places) {
    List<Row> lines = new ArrayList<>();
    for (int first = 0; first < places; first += FLOOR_COLUMNS) {
      List<Seat> line = new ArrayList<>();
      for (int place = first; place < Math.min(places, first + FLOOR_COLUMNS); place++) {
        line.add(
            new Seat(
                "F-" + (place + 1),
                Integer.toString(place + 1),
                new Position(
                    (place - first) * 7 - (FLOOR_COLUMNS - 1) * 3.5, first / FLOOR_COLUMNS * 6),
                "floor",
                List.of()));
      }
      lines.add(new Row(Integer.toString(lines.size() + 1), new Position(0, -190), line));
    }
    Area stage =
        new Area(
            "rectangle",
            new Position(-210, -420),
            "#343a40",
            new Plan.Text("舞台 STAGE", new Position(210, 80), "#ffffff", 48),
            new Plan.Rectangle(420, 160),
            null);
    return new Zone("内场站席 Floor", new Position(CENTRE, CENTRE), true, lines, List.of(stage));
  }
}
