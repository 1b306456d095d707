package io.onsale.app.demo;

import io.onsale.app.demo.Plan.Area;
import io.onsale.app.demo.Plan.Category;
import io.onsale.app.demo.Plan.Position;
import io.onsale.app.demo.Plan.Row;
import io.onsale.app.demo.Plan.Seat;
import io.onsale.app.demo.Plan.Zone;
import java.util.ArrayList;
import java.util.List;

/**
 * A theatre of {@value #SEATS} seats: curved stalls with two aisles, a balcony, and boxes on both
 * sides. As in many Chinese houses odd numbers go left from the middle and even ones right, so that
 * a seat's neighbours are two numbers away.
 */
final class TheatrePlan {
  static final int SEATS = 1_200;

  private static final double WIDTH = 700;
  private static final double PITCH = 14;

  /** From the end of one seat to the next across an aisle, in seats. */
  private static final double AISLE = 3;

  /** Rows bend round a point this far above the stage. */
  private static final double BEND = 620;

  private TheatrePlan() {}

  static Plan plan() {
    return new Plan(
        "槐树街剧院 Huaishu Street Theatre",
        new Plan.Size((int) WIDTH, 800),
        List.of(
            new Category("stalls-front", "#c2255c"),
            new Category("stalls", "#7048e8"),
            new Category("balcony", "#1c7ed6"),
            new Category("box", "#e8590c")),
        List.of(
            stalls(),
            balcony(),
            boxes("左包厢 Boxes left", "L", 1),
            boxes("右包厢 Boxes right", "R", -1)));
  }

  private static Zone stalls() {
    List<Row> rows = new ArrayList<>();
    for (int row = 0; row < 22; row++) {
      String category = row < 8 ? "stalls-front" : "stalls";
      boolean last = row == 21;
      rows.add(
          bent("S", rowName(row), 110 + row * 17, new int[] {8, 16, 8}, category, last, false));
    }
    Area stage =
        new Area(
            "polygon",
            new Position(WIDTH / 2, 20),
            "#343a40",
            new Plan.Text("舞台 Stage", new Position(0, 20), "#ffffff", 20),
            null,
            new Plan.Polygon(
                List.of(
                    new Position(-180, 0),
                    new Position(180, 0),
                    new Position(140, 50),
                    new Position(-140, 50))));
    return new Zone("池座 Stalls", Position.ORIGIN, false, rows, List.of(stage));
  }

  private static Zone balcony() {
    List<Row> rows = new ArrayList<>();
    for (int row = 0; row < 12; row++) {
      rows.add(
          bent("B", rowName(row), 520 + row * 17, new int[] {10, 16, 10}, "balcony", false, true));
    }
    return new Zone("楼座 Balcony", Position.ORIGIN, false, rows, List.of());
  }

  private static String rowName(int row) {
    return Character.toString('A' + row);
  }

  /** A row of blocks with aisles between them, bent round a point above the stage. */
  private static Row bent(
      String zone,
      String name,
      double y,
      int[] blocks,
      String category,
      boolean stepFree,
      boolean wallsHide) {
    List<Double> places = new ArrayList<>();
    double at = 0;
    for (int block : blocks) {
      for (int seat = 0; seat < block; seat++) {
        places.add(at);
        at += 1;
      }
      at += AISLE - 1;
    }
    double middle = places.getLast() / 2;
    int half = places.size() / 2;
    List<Seat> seats = new ArrayList<>();
    for (int i = 0; i < places.size(); i++) {
      int number = i < half ? 2 * (half - i) - 1 : 2 * (i - half + 1);
      double angle = Math.PI / 2 - (places.get(i) - middle) * PITCH / (y + BEND);
      List<String> attributes = List.of();
      if (stepFree && (i < 4 || i >= places.size() - 4)) {
        attributes = List.of(i % 2 == 0 ? "wheelchair" : "companion");
      } else if (wallsHide && (i < 2 || i >= places.size() - 2)) {
        attributes = List.of("restricted-view");
      }
      seats.add(
          new Seat(
              zone + "-" + name + "-" + number,
              Integer.toString(number),
              Position.polar(WIDTH / 2, -BEND, y + BEND, angle),
              category,
              attributes));
    }
    return new Row(name, Position.ORIGIN, seats);
  }

  /** Eight boxes of four along a wall; from the two nearest one sees a part of the stage only. */
  private static Zone boxes(String name, String side, int inwards) {
    double wall = inwards > 0 ? 24 : WIDTH - 24;
    List<Row> rows = new ArrayList<>();
    for (int box = 1; box <= 8; box++) {
      List<Seat> seats = new ArrayList<>();
      for (int seat = 1; seat <= 4; seat++) {
        seats.add(
            new Seat(
                side + box + "-" + seat,
                Integer.toString(seat),
                new Position(inwards * (seat - 1) * 3, (seat - 1) * 11),
                "box",
                box <= 2 ? List.of("restricted-view") : List.of()));
      }
      rows.add(new Row(side + box, new Position(wall, 90 + (box - 1) * 56), seats));
    }
    return new Zone(name, Position.ORIGIN, false, rows, List.of());
  }
}
