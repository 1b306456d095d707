package io.onsale.catalog.edge;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Seating plans as houses draw them, by what is special about each. */
final class WildPlans {
  private static final double STEP = 25;

  private WildPlans() {}

  /** All that are sound, by name. */
  static Map<String, String> all() {
    Map<String, String> plans = new LinkedHashMap<>();
    plans.put("curved", curved());
    plans.put("righttoleft", rightToLeft());
    plans.put("oddeven", oddAndEven());
    plans.put("aisles", aisles());
    plans.put("letters", letters());
    plans.put("scattered", scattered());
    plans.put("slanted", slanted());
    plans.put("tables", tables());
    plans.put("areas", areas());
    plans.put("cellar", cellar());
    plans.put("tiny", tiny());
    plans.put("arena", arena(12, 20, 30));
    return plans;
  }

  /** An amphitheatre: rows on circles about the stage, angles that are not even. */
  static String curved() {
    List<String> rows = new ArrayList<>();
    Random chance = new Random(1);
    for (int r = 0; r < 12; r++) {
      double radius = 200 + r * 40;
      int seats = (int) (radius * 2.4 / STEP);
      List<String> row = new ArrayList<>();
      for (int s = 0; s < seats; s++) {
        double angle =
            Math.PI / 2
                + (s - (seats - 1) / 2.0) * STEP / radius
                + (chance.nextDouble() - 0.5) * 6 / radius;
        row.add(
            seat(
                "c-%d-%d".formatted(r, s),
                s + 1,
                radius * Math.cos(angle),
                radius * Math.sin(angle),
                r < 4 ? "gold" : "blue"));
      }
      rows.add(row(Character.toString('A' + r), 0, 0, row));
    }
    return plan(
        "Amphitheatre",
        zone(
            "Cavea",
            600,
            60,
            rows,
            List.of(
                "{'shape':'circle','position':{'x':0,'y':0},'color':'#ddd','circle':{'radius':120},'text':{'text':'Bühne'}}")));
  }

  /** Numbers run from right to left, row by row in both orders of the text. */
  static String rightToLeft() {
    List<String> rows = new ArrayList<>();
    for (int r = 0; r < 4; r++) {
      List<String> row = new ArrayList<>();
      for (int s = 0; s < 14; s++) {
        row.add(seat("r-%d-%d".formatted(r, s), s + 1, (13 - s) * STEP, 0, "blue"));
      }
      if (r % 2 == 1) {
        Collections.reverse(row);
      }
      rows.add(row(String.valueOf(r + 1), 0, r * 35, row));
    }
    return plan("Right to left", zone("Stalls", 100, 100, rows, List.of()));
  }

  /** Odd numbers to the left of the middle aisle, even ones to the right. */
  static String oddAndEven() {
    List<String> rows = new ArrayList<>();
    for (int r = 0; r < 5; r++) {
      List<String> row = new ArrayList<>();
      for (int n = 1; n <= 20; n++) {
        int pair = n / 2;
        double x = n % 2 == 1 ? -40 - STEP * pair : 40 + STEP * (pair - 1);
        row.add(seat("o-%d-%d".formatted(r, n), n, x, 0, n > 14 ? "blue" : "gold"));
      }
      rows.add(row(Character.toString('A' + r), 0, r * 35, row));
    }
    return plan("Odd and even", zone("Parterre", 400, 100, rows, List.of()));
  }

  /** Gaps just narrower and just wider than an aisle, at different places of each row. */
  static String aisles() {
    List<String> rows = new ArrayList<>();
    double[] gaps = {1.5, 1.9, 2.0, 2.09, 2.15, 2.5, 3, 6};
    for (int r = 0; r < gaps.length; r++) {
      List<String> row = new ArrayList<>();
      double x = 0;
      for (int s = 0; s < 12; s++) {
        row.add(seat("g-%d-%d".formatted(r, s), s + 1, x, 0, "blue"));
        x += STEP * (s == 5 ? gaps[r] : 1);
      }
      rows.add(row("gap " + gaps[r], 0, r * 35, row));
    }
    return plan("Aisles", zone("Stalls", 100, 100, rows, List.of()));
  }

  /** Seats called by letters, rows by Chinese numbers, tiers of two colours within a row. */
  static String letters() {
    List<String> rows = new ArrayList<>();
    String[] names = {"一排", "二排", "三排"};
    for (int r = 0; r < names.length; r++) {
      List<String> row = new ArrayList<>();
      for (int s = 0; s < 16; s++) {
        row.add(
            seat(
                "l-%d-%d".formatted(r, s),
                Character.toString('A' + s),
                s * STEP,
                0,
                s < 4 ? "gold" : "blue",
                s == 0
                    ? ",'wheelchair':true"
                    : s == 1
                        ? ",'attributes':['companion']"
                        : s == 15 ? ",'attributes':['restricted-view']" : ""));
      }
      rows.add(row(names[r], 12.5 * r, r * 35.25, row));
    }
    return plan("国家大剧院 · 小剧场", zone("池座", -300.5, -40.25, rows, List.of()));
  }

  /** The seats of each row in no order at all, and a row with one seat only. */
  static String scattered() {
    List<String> rows = new ArrayList<>();
    Random chance = new Random(3);
    for (int r = 0; r < 5; r++) {
      List<String> row = new ArrayList<>();
      for (int s = 0; s < (r == 4 ? 1 : 18); s++) {
        double x = s * STEP + (s > 8 ? 60 : 0);
        row.add(seat("s-%d-%d".formatted(r, s), s + 1, x, Math.pow(s - 9, 2) * 0.6, "gold"));
      }
      Collections.shuffle(row, chance);
      rows.add(row(String.valueOf(r + 1), 0, r * 40, row));
    }
    return plan("Scattered", zone("Stalls", 100, 100, rows, List.of()));
  }

  /** Upright, diagonal and turned rows. */
  static String slanted() {
    List<String> zones = new ArrayList<>();
    double[] angles = {90, 45, 120, 200};
    for (int z = 0; z < angles.length; z++) {
      double cos = Math.cos(Math.toRadians(angles[z]));
      double sin = Math.sin(Math.toRadians(angles[z]));
      List<String> rows = new ArrayList<>();
      for (int r = 0; r < 4; r++) {
        List<String> row = new ArrayList<>();
        for (int s = 0; s < 10; s++) {
          double along = s * STEP + (s > 4 ? 50 : 0);
          double across = r * 35;
          row.add(
              seat(
                  "t-%d-%d-%d".formatted(z, r, s),
                  s + 1,
                  along * cos - across * sin,
                  along * sin + across * cos,
                  z % 2 == 0 ? "gold" : "blue"));
        }
        rows.add(row(String.valueOf(r + 1), 0, 0, row));
      }
      zones.add(zone("Turned " + (int) angles[z], 300 + z * 480, 400, rows, List.of()));
    }
    return plan("Slanted", zones.toArray(String[]::new));
  }

  /** Tables with seats at two sides, and boxes of two. */
  static String tables() {
    List<String> rows = new ArrayList<>();
    List<String> shapes = new ArrayList<>();
    for (int t = 0; t < 6; t++) {
      List<String> row = new ArrayList<>();
      for (int n = 1; n <= 8; n++) {
        int along = (n - 1) / 2;
        row.add(seat("b-%d-%d".formatted(t, n), n, n % 2 == 0 ? 60 : 0, STEP * along, "gold"));
      }
      double x = t % 3 * 150;
      double y = t / 3 * 180;
      rows.add(row("T" + (t + 1), x, y, row));
      shapes.add(
          "{'shape':'rectangle','position':{'x':%s,'y':%s},'color':'#d7c29b','border_color':'#6f4e37','rotation':0,'rectangle':{'width':30,'height':95},'text':{'position':{'x':0,'y':0},'text':'%d'}}"
              .formatted(x + 15, y - 10, t + 1));
    }
    return plan("Dinner", zone("Hall", 100, 100, rows, shapes));
  }

  /** Every shape, turned and coloured, with and without words. */
  static String areas() {
    List<String> row = new ArrayList<>();
    for (int s = 0; s < 20; s++) {
      row.add(seat("a-" + s, s + 1, s * STEP, 0, "blue"));
    }
    List<String> shapes =
        List.of(
            "{'shape':'rectangle','position':{'x':50,'y':-220},'color':'#f4a261','rotation':0,'rectangle':{'width':400,'height':80},'text':{'position':{'x':200,'y':40},'color':'#333','text':'Stage · 舞台','size':24}}",
            "{'shape':'rectangle','position':{'x':520,'y':-200},'color':'#e76f51','rotation':30,'rectangle':{'width':160,'height':50},'text':{'text':'turned bar'}}",
            "{'shape':'circle','position':{'x':0,'y':-160},'color':'#2a9d8f','circle':{'radius':45},'text':{'text':'WC'}}",
            "{'shape':'ellipse','position':{'x':-140,'y':40},'color':'#e9c46a','rotation':20,'ellipse':{'radius':{'x':90,'y':40}},'text':{'text':'Foyer'}}",
            "{'shape':'polygon','position':{'x':560,'y':40},'color':'#8ab17d','polygon':{'points':[{'x':0,'y':0},{'x':140,'y':20},{'x':120,'y':120},{'x':40,'y':150}]},'text':{'text':'Garden'}}",
            "{'shape':'text','position':{'x':240,'y':110},'text':{'position':{'x':0,'y':0},'color':'#333','text':'Exit → & <stairs>','size':18}}",
            "{'shape':'gemstone','position':{'x':240,'y':150}}",
            "{'width':120,'height':40,'position':{'x':-200,'y':-120},'text':'Older form'}");
    return plan("Shapes", zone("Row", 300, 300, List.of(row("A", 0, 0, row)), shapes));
  }

  /** A floor to stand on, before seats at its sides. */
  static String cellar() {
    List<String> places = new ArrayList<>();
    for (int p = 0; p < 240; p++) {
      places.add(seat("p-" + p, p + 1, p % 20 * 20, p / 20 * 20, "floor"));
    }
    List<String> side = new ArrayList<>();
    for (int s = 0; s < 10; s++) {
      side.add(seat("q-" + s, s + 1, 0, s * STEP, "blue"));
    }
    return plan(
        "Cellar",
        zone(
                "Floor",
                100,
                200,
                List.of(row("", 0, 0, places)),
                List.of(
                    "{'shape':'rectangle','position':{'x':0,'y':-120},'color':'#888','rectangle':{'width':380,'height':60},'text':{'text':'STAGE'}}"))
            .replaceFirst("'name'", "'standing':true,'name'"),
        zone("Side", 540, 200, List.of(row("W", 0, 0, side)), List.of()));
  }

  /** All of it within a unit, as plans in metres of another house's scale are. */
  static String tiny() {
    List<String> rows = new ArrayList<>();
    for (int r = 0; r < 3; r++) {
      List<String> row = new ArrayList<>();
      for (int s = 0; s < 9; s++) {
        row.add(seat("y-%d-%d".formatted(r, s), s + 1, s * 0.005 + (s > 3 ? 0.01 : 0), 0, "gold"));
      }
      rows.add(row(String.valueOf(r + 1), 0, r * 0.008, row));
    }
    return plan("Tiny", zone("", 0.1, 0.1, rows, List.of()));
  }

  /** Blocks around a ring, each turned to the middle. */
  static String arena(int blocks, int rowsEach, int seatsEach) {
    List<String> zones = new ArrayList<>();
    double inner = blocks * seatsEach * STEP / (2 * Math.PI) * 1.25;
    for (int b = 0; b < blocks; b++) {
      double turn = 2 * Math.PI * b / blocks;
      List<String> rows = new ArrayList<>();
      for (int r = 0; r < rowsEach; r++) {
        double radius = inner + r * 30;
        List<String> row = new ArrayList<>();
        for (int s = 0; s < seatsEach; s++) {
          double angle = turn + (s - (seatsEach - 1) / 2.0) * STEP / radius;
          row.add(
              seat(
                  "%d-%d-%d".formatted(b + 1, r + 1, s + 1),
                  s + 1,
                  radius * Math.cos(angle),
                  radius * Math.sin(angle),
                  r < rowsEach / 2 ? "gold" : "blue"));
        }
        rows.add(row(String.valueOf(r + 1), 0, 0, row));
      }
      zones.add(
          zone(
              "Block " + (100 + b),
              6000,
              6000,
              rows,
              b > 0
                  ? List.of()
                  : List.of(
                      "{'shape':'rectangle','position':{'x':-200,'y':-80},'color':'#999','rectangle':{'width':400,'height':160},'text':{'text':'Stage'}}")));
    }
    return plan("Arena of " + blocks * rowsEach * seatsEach, zones.toArray(String[]::new));
  }

  static String plan(String name, String... zones) {
    String categories =
        "{'name':'gold','color':'#d4a017','uuid':'x'},{'name':'blue','color':'#3267a8'},{'name':'floor','color':'#7a3b9a'}";
    return "{'name':'%s','uuid':'6a1b','version':2,'categories':[%s],'zones':[%s]}"
        .formatted(name, categories, String.join(",", zones))
        .replace('\'', '"');
  }

  static String zone(String name, double x, double y, List<String> rows, List<String> areas) {
    return "{'name':'%s','zone_id':'z','uuid':'u','position':{'x':%s,'y':%s},'rows':[%s],'areas':[%s]}"
        .formatted(name, x, y, String.join(",", rows), String.join(",", areas));
  }

  static String row(String label, double x, double y, List<String> seats) {
    return "{'row_number':'%s','row_label':'Row','row_number_position':'both','uuid':'r','position':{'x':%s,'y':%s},'seats':[%s]}"
        .formatted(label, x, y, String.join(",", seats));
  }

  private static String seat(String id, int number, double x, double y, String tier) {
    return seat(id, String.valueOf(number), x, y, tier, "");
  }

  static String seat(String id, String label, double x, double y, String tier, String more) {
    return "{'seat_guid':'%s','seat_number':'%s','uuid':'s','radius':10,'position':{'x':%s,'y':%s},'category':'%s'%s}"
        .formatted(id, label, x, y, tier, more);
  }
}
