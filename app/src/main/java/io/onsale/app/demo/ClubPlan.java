package io.onsale.app.demo;

import io.onsale.app.demo.Plan.Area;
import io.onsale.app.demo.Plan.Category;
import io.onsale.app.demo.Plan.Position;
import io.onsale.app.demo.Plan.Row;
import io.onsale.app.demo.Plan.Seat;
import io.onsale.app.demo.Plan.Zone;
import java.util.ArrayList;
import java.util.List;

/** A club of {@value #SEATS} seats: ten tables, three people on each side. */
final class ClubPlan {
  static final int SEATS = 60;

  private static final int TABLES_A_LINE = 5;

  private ClubPlan() {}

  static Plan plan() {
    List<Row> tables = new ArrayList<>();
    List<Area> areas = new ArrayList<>();
    areas.add(
        new Area(
            "rectangle",
            new Position(140, 10),
            "#343a40",
            new Plan.Text("Stage 舞台", new Position(60, 20), "#ffffff", 14),
            new Plan.Rectangle(120, 40),
            null));
    for (int table = 0; table < SEATS / 6; table++) {
      Position place =
          new Position(30 + table % TABLES_A_LINE * 78, 90 + table / TABLES_A_LINE * 90);
      String name = Integer.toString(table + 1);
      List<Seat> seats = new ArrayList<>();
      for (int seat = 0; seat < 6; seat++) {
        seats.add(
            new Seat(
                "T" + name + "-" + (seat + 1),
                Integer.toString(seat + 1),
                new Position(seat % 2 * 36, seat / 2 * 14),
                table < TABLES_A_LINE ? "front" : "back",
                List.of()));
      }
      tables.add(new Row(name, place, seats));
      areas.add(
          new Area(
              "rectangle",
              new Position(place.x() + 8, place.y() - 6),
              "#d7c29b",
              new Plan.Text(name, new Position(10, 20), "#333333", 10),
              new Plan.Rectangle(20, 40),
              null));
    }
    return new Plan(
        "小河爵士俱乐部 Little River Club",
        new Plan.Size(420, 260),
        List.of(new Category("front", "#e8590c"), new Category("back", "#1c7ed6")),
        List.of(new Zone("Tables 桌位", Position.ORIGIN, false, tables, areas)));
  }
}
