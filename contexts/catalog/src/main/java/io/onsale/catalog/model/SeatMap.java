package io.onsale.catalog.model;

import java.util.List;
import java.util.Set;

/**
 * A venue's geometry, immutable. A seat's index is its place when all seats are counted in the
 * order of this record; within a row the seats stand in order along the row.
 *
 * @param tiers the price tiers of the plan, in the plan's order
 * @param areas shapes without seats
 */
public record SeatMap(
    String name, Size size, List<Tier> tiers, List<Section> sections, List<Area> areas) {
  public SeatMap {
    tiers = List.copyOf(tiers);
    sections = List.copyOf(sections);
    areas = List.copyOf(areas);
  }

  /** How many seats there are. */
  public int seats() {
    return sections.stream().mapToInt(Section::seats).sum();
  }

  /**
   * A price tier.
   *
   * @param color a CSS colour
   */
  public record Tier(String name, String color) {}

  /**
   * A part of the house with a name of its own.
   *
   * @param standing its seats are unnumbered places, and none is beside another
   */
  public record Section(String name, boolean standing, List<Row> rows) {
    public Section {
      rows = List.copyOf(rows);
    }

    int seats() {
      return rows.stream().mapToInt(row -> row.seats().size()).sum();
    }
  }

  /** A row; its seats in order along it. */
  public record Row(String label, List<Seat> seats) {
    public Row {
      seats = List.copyOf(seats);
    }
  }

  /**
   * A seat or an unnumbered place.
   *
   * @param id unique in the map
   * @param label what stands on the seat
   * @param tier the name of its price tier in the plan
   */
  public record Seat(
      String id, String label, Position position, String tier, Set<SeatAttribute> attributes) {
    public Seat {
      attributes = Set.copyOf(attributes);
    }
  }
}
