package io.onsale.catalog.model;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

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
   * The same seats with other attributes.
   *
   * @param changes one after the other
   */
  public Validated<SeatMap> revised(List<AttributeChange> changes) {
    Map<String, Set<SeatAttribute>> attributes = new HashMap<>();
    for (Section section : sections) {
      for (Row row : section.rows()) {
        row.seats().forEach(seat -> attributes.put(seat.id(), seat.attributes()));
      }
    }
    Faults faults = new Faults();
    for (int i = 0; i < changes.size(); i++) {
      Pointer at = Pointer.ROOT.to("changes").to(i);
      AttributeChange change = changes.get(i);
      SeatAttribute.of(change.attribute())
          .ifPresentOrElse(
              attribute -> apply(change, attribute, attributes, at.to("seats"), faults),
              () ->
                  faults.add(
                      at.to("attribute"), "must be wheelchair, companion or restricted-view"));
    }
    return Validated.unless(
        faults, () -> with(seat -> attributes.getOrDefault(seat.id(), Set.of())));
  }

  private static void apply(
      AttributeChange change,
      SeatAttribute attribute,
      Map<String, Set<SeatAttribute>> attributes,
      Pointer at,
      Faults faults) {
    for (int i = 0; i < change.seats().size(); i++) {
      String seat = change.seats().get(i);
      Set<SeatAttribute> before = attributes.get(seat);
      if (before == null) {
        faults.add(at.to(i), "is no seat of this map");
      } else {
        Set<SeatAttribute> after = EnumSet.noneOf(SeatAttribute.class);
        after.addAll(before);
        if (change.has()) {
          after.add(attribute);
        } else {
          after.remove(attribute);
        }
        attributes.put(seat, after);
      }
    }
  }

  private SeatMap with(Function<Seat, Set<SeatAttribute>> attributes) {
    return new SeatMap(
        name,
        size,
        tiers,
        sections.stream()
            .map(section ->
                new Section(
                    section.name(),
                    section.standing(),
                    section.rows().stream()
                        .map(row ->
                            new Row(
                                row.label(),
                                row.seats().stream()
                                    .map(seat ->
                                        new Seat(
                                            seat.id(),
                                            seat.label(),
                                            seat.position(),
                                            seat.tier(),
                                            attributes.apply(seat)))
                                    .toList()))
                        .toList()))
            .toList(),
        areas);
  }

  /**
   * Whether all but the attributes are the same: each seat at its place, with its tier and index.
   */
  public boolean hasSeatsOf(SeatMap other) {
    return with(seat -> Set.of()).equals(other.with(seat -> Set.of()));
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
