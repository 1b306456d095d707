package io.onsale.catalog.model;

import io.onsale.catalog.model.JsonCursor.Kind;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a seating plan as pretix's editor writes it, and finds all its faults in one pass.
 *
 * <p>What a plan must have: {@code name}, {@code categories[{name}]}, {@code zones[{position,
 * rows[{row_number, seats[{seat_guid, seat_number, position, category}]}]}]}. What it may have:
 * {@code size}, a zone's {@code name} and {@code areas}, a row's {@code position}, a category's
 * {@code color}; and two keys of our own, a zone's {@code standing} (its seats are unnumbered
 * places) and a seat's {@code attributes}, a list of {@code wheelchair}, {@code companion} and
 * {@code restricted-view}. Plans in the wild say the same by a member of the seat that is true:
 * {@code wheelchair} or {@code accessible}, {@code companion} or {@code companionSeat}, {@code
 * restricted_view} or {@code restrictedView}. Positions are relative to the parent. Keys and
 * attributes that are not known are passed over; a null is as good as nothing for what may be left
 * out.
 *
 * <p>Nothing here grows with the text: what exceeds a bound is counted, told as a fault, and not
 * kept.
 */
public final class PlanReader {
  static final int SEATS_MAX = 200_000;
  static final int ROWS_MAX = 50_000;
  static final int ZONES_MAX = 4_000;
  static final int RUNS_MAX = 60_000;
  static final int AREAS_MAX = 10_000;
  static final int POINTS_MAX = 1_000;
  static final int CATEGORIES_MAX = 64;
  static final int NAME_MAX = 200;
  static final double COORDINATE_MAX = 1_000_000;

  private static final List<String> PALETTE =
      List.of(
          "#1f77b4", "#ff7f0e", "#2ca02c", "#d62728", "#9467bd", "#8c564b", "#e377c2", "#17becf");

  private final JsonCursor json;
  private final Faults faults = new Faults();
  private final Map<String, SeatMap.Tier> tiers = new LinkedHashMap<>();
  private final List<Zone> zones = new ArrayList<>();
  private int zoneCount;
  private int rowCount;
  private int seatCount;
  private int areaCount;

  private PlanReader(JsonCursor json) {
    this.json = json;
  }

  /**
   * Reads the one value that the cursor is before.
   *
   * @throws RuntimeException what the cursor throws when the text is not JSON
   */
  public static PlanReading read(JsonCursor json) {
    return new PlanReader(json).plan();
  }

  private static final class Zone {
    @Nullable String name;
    Position position = Position.ORIGIN;
    boolean standing;
    final List<Row> rows = new ArrayList<>();
    final List<Area> areas = new ArrayList<>();
  }

  private static final class Row {
    String label = "";
    Position position = Position.ORIGIN;
    final List<Seat> seats = new ArrayList<>();
  }

  /** A seat as read; not whole when there are faults. */
  private record Seat(
      Pointer at,
      @Nullable String guid,
      String label,
      Position position,
      @Nullable String category,
      Set<SeatAttribute> attributes) {}

  private PlanReading plan() {
    String name = "";
    Size size = null;
    Kind kind = json.next();
    if (is(Kind.OBJECT, kind, Pointer.ROOT)) {
      Members members = new Members(Pointer.ROOT);
      while ((kind = json.next()) != Kind.END) {
        String key = json.key();
        switch (key) {
          case "name" -> name = line(kind, members.at(key), 1);
          case "categories" -> elements(kind, members.at(key), this::category);
          case "zones" -> elements(kind, members.at(key), this::zone);
          case "size" -> size = size(kind, members.at(key));
          default -> json.skip();
        }
      }
      members.require("name", "categories", "zones");
    }
    bounds();
    if (faults.none() && seatCount == 0) {
      faults.add("/zones", "has no seats");
    }
    references();
    if (!faults.none()) {
      return new PlanReading.Broken(faults.first(), faults.count());
    }
    SeatMap map = Surveyor.map(name, size, List.copyOf(tiers.values()), drafts());
    tooMany(Seating.of(map).runs().size(), RUNS_MAX, "runs of seats side by side");
    return faults.none()
        ? new PlanReading.Read(map)
        : new PlanReading.Broken(faults.first(), faults.count());
  }

  private void bounds() {
    tooMany(zoneCount, ZONES_MAX, "zones");
    tooMany(rowCount, ROWS_MAX, "rows");
    tooMany(seatCount, SEATS_MAX, "seats");
    tooMany(areaCount, AREAS_MAX, "areas");
  }

  private void tooMany(int count, int max, String what) {
    if (count > max) {
      faults.add("/zones", "has " + count + " " + what + "; " + max + " are allowed");
    }
  }

  /** What can be told only when all is read: seats that share an id, seats of no category. */
  private void references() {
    Map<String, Pointer> ids = new HashMap<>();
    for (Zone zone : zones) {
      for (Row row : zone.rows) {
        for (Seat seat : row.seats) {
          if (seat.guid != null) {
            Pointer before = ids.putIfAbsent(seat.guid, seat.at);
            if (before != null) {
              faults.add(seat.at.to("seat_guid"), "is the seat_guid of " + before + " too");
            }
          }
          if (seat.category != null && !tiers.containsKey(seat.category)) {
            faults.add(seat.at.to("category"), "is the name of no category");
          }
        }
      }
    }
  }

  private List<Surveyor.Zone> drafts() {
    List<Surveyor.Zone> drafts = new ArrayList<>();
    for (Zone zone : zones) {
      List<SeatMap.Row> rows = new ArrayList<>();
      for (Row row : zone.rows) {
        Position origin = zone.position.plus(row.position);
        List<SeatMap.Seat> seats = new ArrayList<>();
        for (Seat seat : row.seats) {
          if (seat.guid == null || seat.category == null) {
            throw new IllegalStateException("a plan without faults has whole seats");
          }
          seats.add(
              new SeatMap.Seat(
                  seat.guid,
                  seat.label,
                  origin.plus(seat.position),
                  seat.category,
                  seat.attributes));
        }
        rows.add(new SeatMap.Row(row.label, seats));
      }
      String name = zone.name == null ? "" : zone.name.strip();
      drafts.add(new Surveyor.Zone(name, zone.position, zone.standing, rows, zone.areas));
    }
    return drafts;
  }

  private void category(Kind kind, Pointer at) {
    if (!is(Kind.OBJECT, kind, at)) {
      return;
    }
    String name = null;
    String color = null;
    Members members = new Members(at);
    while ((kind = json.next()) != Kind.END) {
      String key = json.key();
      switch (key) {
        case "name" -> name = line(kind, members.at(key), 1);
        case "color" -> color = optionalLine(kind, members.at(key));
        default -> json.skip();
      }
    }
    members.require("name");
    if (name == null) {
      return;
    }
    if (tiers.size() == CATEGORIES_MAX) {
      faults.add(at, "is one too many: " + CATEGORIES_MAX + " categories are allowed");
    } else if (tiers.containsKey(name)) {
      faults.add(at.to("name"), "is the name of another category too");
    } else {
      String palette = PALETTE.get(tiers.size() % PALETTE.size());
      tiers.put(name, new SeatMap.Tier(name, Surveyor.color(color).orElse(palette)));
    }
  }

  private void zone(Kind kind, Pointer at) {
    zoneCount++;
    if (!is(Kind.OBJECT, kind, at)) {
      return;
    }
    Zone zone = new Zone();
    Members members = new Members(at);
    while ((kind = json.next()) != Kind.END) {
      String key = json.key();
      switch (key) {
        case "name" -> zone.name = optionalLine(kind, members.at(key));
        case "position" -> zone.position = position(kind, members.at(key));
        case "standing" -> zone.standing = truth(kind, members.at(key));
        case "rows" -> elements(kind, members.at(key), (k, place) -> row(k, place, zone));
        case "areas" -> {
          Pointer areas = members.at(key);
          if (kind != Kind.NULL) {
            elements(kind, areas, (k, place) -> area(k, place, zone));
          }
        }
        default -> json.skip();
      }
    }
    members.require("position", "rows");
    if (zoneCount <= ZONES_MAX) {
      zones.add(zone);
    }
  }

  private void row(Kind kind, Pointer at, Zone zone) {
    rowCount++;
    if (!is(Kind.OBJECT, kind, at)) {
      return;
    }
    Row row = new Row();
    Members members = new Members(at);
    while ((kind = json.next()) != Kind.END) {
      String key = json.key();
      switch (key) {
        case "row_number" -> row.label = line(kind, members.at(key), 0);
        case "position" -> row.position = optionalPosition(kind, members.at(key));
        case "seats" -> elements(kind, members.at(key), (k, place) -> seat(k, place, row));
        default -> json.skip();
      }
    }
    members.require("row_number", "seats");
    if (rowCount <= ROWS_MAX) {
      zone.rows.add(row);
    }
  }

  private void seat(Kind kind, Pointer at, Row row) {
    seatCount++;
    if (!is(Kind.OBJECT, kind, at)) {
      return;
    }
    String guid = null;
    String label = "";
    Position position = Position.ORIGIN;
    String category = null;
    Set<SeatAttribute> attributes = EnumSet.noneOf(SeatAttribute.class);
    Members members = new Members(at);
    while ((kind = json.next()) != Kind.END) {
      String key = json.key();
      switch (key) {
        case "seat_guid" -> guid = lineOrNull(kind, members.at(key), 1);
        case "seat_number" -> label = line(kind, members.at(key), 0);
        case "position" -> position = position(kind, members.at(key));
        case "category" -> category = lineOrNull(kind, members.at(key), 0);
        case "attributes" -> attributes(kind, members.at(key), attributes);
        case "wheelchair", "accessible" -> attribute(kind, SeatAttribute.WHEELCHAIR, attributes);
        case "companion", "companionSeat" -> attribute(kind, SeatAttribute.COMPANION, attributes);
        case "restricted_view", "restrictedView" ->
            attribute(kind, SeatAttribute.RESTRICTED_VIEW, attributes);
        default -> json.skip();
      }
    }
    members.require("seat_guid", "seat_number", "position", "category");
    if (seatCount <= SEATS_MAX) {
      row.seats.add(new Seat(at, guid, label, position, category, attributes));
    }
  }

  private void attributes(Kind kind, Pointer at, Set<SeatAttribute> attributes) {
    if (kind != Kind.ARRAY) {
      json.skip();
      return;
    }
    elements(
        kind,
        at,
        (k, place) -> {
          if (k == Kind.STRING) {
            SeatAttribute.of(json.text().toLowerCase(Locale.ROOT).replace('_', '-'))
                .ifPresent(attributes::add);
          } else {
            json.skip();
          }
        });
  }

  private void attribute(Kind kind, SeatAttribute attribute, Set<SeatAttribute> attributes) {
    if (kind == Kind.TRUE) {
      attributes.add(attribute);
    } else {
      json.skip();
    }
  }

  /**
   * Areas are decoration: plans in the wild have many shapes, with the shape's numbers in an object
   * that is named for it ({@code "circle": {"radius": 5}}) or, in older plans, in the area itself.
   */
  private void area(Kind kind, Pointer at, Zone zone) {
    areaCount++;
    if (!is(Kind.OBJECT, kind, at)) {
      return;
    }
    Surveyor.Shape shape = new Surveyor.Shape();
    Members members = new Members(at);
    while ((kind = json.next()) != Kind.END) {
      String key = json.key();
      switch (key) {
        case "shape" -> shape.kind = optionalLine(kind, members.at(key));
        case "position" -> shape.position = optionalPosition(kind, members.at(key));
        case "rotation" -> shape.rotation = optionalNumber(kind, members.at(key));
        case "color" -> shape.color = optionalLine(kind, members.at(key));
        case "text" -> text(kind, members.at(key), shape);
        case "width" -> shape.width = optionalNumber(kind, members.at(key));
        case "height" -> shape.height = optionalNumber(kind, members.at(key));
        case "rectangle", "circle", "ellipse", "polygon" ->
            shape(kind, members.at(key), shape, key);
        default -> json.skip();
      }
    }
    if (areaCount <= AREAS_MAX) {
      shape.area().ifPresent(zone.areas::add);
    }
  }

  private Position radius(Kind kind, Pointer at) {
    if (kind == Kind.OBJECT) {
      return position(kind, at);
    }
    double radius = number(kind, at);
    return new Position(radius, radius);
  }

  private void shape(Kind kind, Pointer at, Surveyor.Shape shape, String round) {
    if (kind == Kind.NULL || !is(Kind.OBJECT, kind, at)) {
      return;
    }
    Members members = new Members(at);
    while ((kind = json.next()) != Kind.END) {
      String key = json.key();
      switch (key) {
        case "width" -> shape.width = optionalNumber(kind, members.at(key));
        case "height" -> shape.height = optionalNumber(kind, members.at(key));
        case "radius" -> {
          Pointer place = members.at(key);
          if (kind != Kind.NULL) {
            Position radius = radius(kind, place);
            if (round.equals("circle")) {
              shape.circle = radius;
            } else {
              shape.ellipse = radius;
            }
          }
        }
        case "points" -> {
          Pointer points = members.at(key);
          if (kind != Kind.NULL) {
            elements(
                kind,
                points,
                (k, place) -> {
                  Position point = position(k, place);
                  if (shape.points.size() < POINTS_MAX) {
                    shape.points.add(point);
                  } else {
                    faults.add(place, "is one too many: " + POINTS_MAX + " points are allowed");
                  }
                });
          }
        }
        default -> json.skip();
      }
    }
  }

  private void text(Kind kind, Pointer at, Surveyor.Shape shape) {
    if (kind != Kind.OBJECT) {
      shape.text = optionalLine(kind, at);
      return;
    }
    Members members = new Members(at);
    while ((kind = json.next()) != Kind.END) {
      String key = json.key();
      switch (key) {
        case "text" -> shape.text = optionalLine(kind, members.at(key));
        case "position" -> shape.textPosition = optionalPosition(kind, members.at(key));
        case "color" -> shape.textColor = optionalLine(kind, members.at(key));
        default -> json.skip();
      }
    }
  }

  private @Nullable Size size(Kind kind, Pointer at) {
    if (kind == Kind.NULL || !is(Kind.OBJECT, kind, at)) {
      return null;
    }
    double width = 0;
    double height = 0;
    Members members = new Members(at);
    while ((kind = json.next()) != Kind.END) {
      String key = json.key();
      switch (key) {
        case "width" -> width = number(kind, members.at(key));
        case "height" -> height = number(kind, members.at(key));
        default -> json.skip();
      }
    }
    members.require("width", "height");
    return new Size(Math.max(0, width), Math.max(0, height));
  }

  private Position optionalPosition(Kind kind, Pointer at) {
    return kind == Kind.NULL ? Position.ORIGIN : position(kind, at);
  }

  private Position position(Kind kind, Pointer at) {
    if (!is(Kind.OBJECT, kind, at)) {
      return Position.ORIGIN;
    }
    double x = 0;
    double y = 0;
    Members members = new Members(at);
    while ((kind = json.next()) != Kind.END) {
      String key = json.key();
      switch (key) {
        case "x" -> x = number(kind, members.at(key));
        case "y" -> y = number(kind, members.at(key));
        default -> json.skip();
      }
    }
    members.require("x", "y");
    return new Position(x, y);
  }

  private double optionalNumber(Kind kind, Pointer at) {
    return kind == Kind.NULL ? 0 : number(kind, at);
  }

  private double number(Kind kind, Pointer at) {
    if (!is(Kind.NUMBER, kind, at)) {
      return 0;
    }
    double number = json.number();
    if (!(Math.abs(number) <= COORDINATE_MAX)) {
      faults.add(at, "must be from -1000000 to 1000000");
      return 0;
    }
    return number;
  }

  private boolean truth(Kind kind, Pointer at) {
    if (kind != Kind.TRUE && kind != Kind.FALSE && kind != Kind.NULL) {
      faults.add(at, "must be true or false");
      json.skip();
    }
    return kind == Kind.TRUE;
  }

  private @Nullable String optionalLine(Kind kind, Pointer at) {
    return kind == Kind.NULL ? null : lineOrNull(kind, at, 0);
  }

  private String line(Kind kind, Pointer at, int min) {
    String line = lineOrNull(kind, at, min);
    return line == null ? "" : line;
  }

  /** The text, or null after a fault. */
  private @Nullable String lineOrNull(Kind kind, Pointer at, int min) {
    if (!is(Kind.STRING, kind, at)) {
      return null;
    }
    String line = json.text();
    Optional<String> fault = Words.faultOfLine(line, min, NAME_MAX);
    fault.ifPresent(message -> faults.add(at, message));
    return fault.isPresent() ? null : line;
  }

  private interface Element {
    void read(Kind kind, Pointer at);
  }

  private void elements(Kind kind, Pointer at, Element element) {
    if (!is(Kind.ARRAY, kind, at)) {
      return;
    }
    int index = 0;
    while ((kind = json.next()) != Kind.END) {
      element.read(kind, at.to(index++));
    }
  }

  private boolean is(Kind wanted, Kind kind, Pointer at) {
    if (kind == wanted) {
      return true;
    }
    faults.add(
        at,
        switch (wanted) {
          case OBJECT -> "must be an object";
          case ARRAY -> "must be an array";
          case STRING -> "must be a string";
          case NUMBER -> "must be a number";
          case TRUE, FALSE, NULL, END -> throw new IllegalArgumentException(wanted.name());
        });
    json.skip();
    return false;
  }

  /**
   * The members of an object that have been seen: each at most once, the required ones at least
   * once.
   */
  private final class Members {
    private final Pointer at;
    private final Set<String> seen = new HashSet<>();

    Members(Pointer at) {
      this.at = at;
    }

    Pointer at(String key) {
      Pointer place = at.to(key);
      if (!seen.add(key)) {
        faults.add(place, "stands here more than once");
      }
      return place;
    }

    void require(String... keys) {
      for (String key : keys) {
        if (!seen.contains(key)) {
          faults.add(at.to(key), "is missing");
        }
      }
    }
  }
}
