package io.onsale.catalog.model;

import io.onsale.catalog.model.JsonCursor.Kind;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
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
  private final PlanValues values;
  private final AreaReader areas;
  private final Map<String, SeatMap.Tier> tiers = new LinkedHashMap<>();
  private final List<Zone> zones = new ArrayList<>();
  private int zoneCount;
  private int rowCount;
  private int seatCount;
  private int areaCount;

  private PlanReader(JsonCursor json) {
    this.json = json;
    this.values = new PlanValues(json, faults);
    this.areas = new AreaReader(json, values, faults);
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
    if (values.is(Kind.OBJECT, kind, Pointer.ROOT)) {
      PlanValues.Members members = values.members(Pointer.ROOT);
      while ((kind = json.next()) != Kind.END) {
        String key = json.key();
        switch (key) {
          case "name" -> name = values.line(kind, members.at(key), 1);
          case "categories" -> values.elements(kind, members.at(key), this::category);
          case "zones" -> values.elements(kind, members.at(key), this::zone);
          case "size" -> size = values.size(kind, members.at(key));
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
    if (!values.is(Kind.OBJECT, kind, at)) {
      return;
    }
    String name = null;
    String color = null;
    PlanValues.Members members = values.members(at);
    while ((kind = json.next()) != Kind.END) {
      String key = json.key();
      switch (key) {
        case "name" -> name = values.line(kind, members.at(key), 1);
        case "color" -> color = values.optionalLine(kind, members.at(key));
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
    if (!values.is(Kind.OBJECT, kind, at)) {
      return;
    }
    Zone zone = new Zone();
    PlanValues.Members members = values.members(at);
    while ((kind = json.next()) != Kind.END) {
      String key = json.key();
      switch (key) {
        case "name" -> zone.name = values.optionalLine(kind, members.at(key));
        case "position" -> zone.position = values.position(kind, members.at(key));
        case "standing" -> zone.standing = values.truth(kind, members.at(key));
        case "rows" -> values.elements(kind, members.at(key), (k, place) -> row(k, place, zone));
        case "areas" -> {
          Pointer list = members.at(key);
          if (kind != Kind.NULL) {
            values.elements(kind, list, (k, place) -> area(k, place, zone));
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
    if (!values.is(Kind.OBJECT, kind, at)) {
      return;
    }
    Row row = new Row();
    PlanValues.Members members = values.members(at);
    while ((kind = json.next()) != Kind.END) {
      String key = json.key();
      switch (key) {
        case "row_number" -> row.label = values.line(kind, members.at(key), 0);
        case "position" -> row.position = values.optionalPosition(kind, members.at(key));
        case "seats" -> values.elements(kind, members.at(key), (k, place) -> seat(k, place, row));
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
    if (!values.is(Kind.OBJECT, kind, at)) {
      return;
    }
    String guid = null;
    String label = "";
    Position position = Position.ORIGIN;
    String category = null;
    Set<SeatAttribute> attributes = EnumSet.noneOf(SeatAttribute.class);
    PlanValues.Members members = values.members(at);
    while ((kind = json.next()) != Kind.END) {
      String key = json.key();
      switch (key) {
        case "seat_guid" -> guid = values.lineOrNull(kind, members.at(key), 1);
        case "seat_number" -> label = values.line(kind, members.at(key), 0);
        case "position" -> position = values.position(kind, members.at(key));
        case "category" -> category = values.lineOrNull(kind, members.at(key), 0);
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
    values.elements(
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

  private void area(Kind kind, Pointer at, Zone zone) {
    areaCount++;
    Optional<Area> area = areas.area(kind, at);
    if (areaCount <= AREAS_MAX) {
      area.ifPresent(zone.areas::add);
    }
  }
}
