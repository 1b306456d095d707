package io.onsale.catalog.model;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What was understood of a plan, for whoever drew it to compare with what was meant.
 *
 * @param rows of seats; standing places have none
 * @param places unnumbered ones, of standing sections
 * @param tiers how many seats each price tier has, in the plan's order
 * @param attributes how many seats have each attribute; those that no seat has are left out
 * @param runs how many runs of seats side by side there are
 * @param longest one of the longest runs
 * @param shapes how many areas of each shape there are, in the plan's order
 * @param remarks what may be meant, but seldom is
 */
public record PlanSurvey(
    String name,
    int seats,
    List<Section> sections,
    int rows,
    int places,
    Map<String, Integer> tiers,
    Map<SeatAttribute, Integer> attributes,
    int runs,
    Run longest,
    Map<String, Integer> shapes,
    List<String> remarks) {
  private static final int NAMED_MAX = 3;

  /**
   * A section.
   *
   * @param rows 0 for a standing one
   */
  public record Section(String name, int seats, int rows, boolean standing) {}

  /** Seats side by side; none when there are standing places only. */
  public record Run(String section, String row, int seats, String from, String to) {
    static final Run NONE = new Run("", "", 0, "", "");
  }

  /** Sums up a map. */
  public static PlanSurvey of(SeatMap map) {
    Seating seating = Seating.of(map);
    Map<String, Integer> tiers = new LinkedHashMap<>();
    map.tiers().forEach(tier -> tiers.put(tier.name(), 0));
    Map<SeatAttribute, Integer> attributes = new EnumMap<>(SeatAttribute.class);
    List<SeatMap.Seat> seats = new ArrayList<>();
    List<SeatMap.Row> rows = new ArrayList<>();
    for (SeatMap.Section section : map.sections()) {
      for (SeatMap.Row row : section.rows()) {
        rows.add(row);
        for (SeatMap.Seat seat : row.seats()) {
          seats.add(seat);
          tiers.merge(seat.tier(), 1, Integer::sum);
          seat.attributes().forEach(attribute -> attributes.merge(attribute, 1, Integer::sum));
        }
      }
    }
    int runs = 0;
    Run longest = Run.NONE;
    for (Seating.Run run : seating.runs()) {
      SeatMap.Section section = map.sections().get(run.section());
      if (section.standing()) {
        continue;
      }
      runs++;
      if (run.seats() > longest.seats()) {
        longest =
            new Run(
                section.name(),
                rows.get(run.row()).label(),
                run.seats(),
                seats.get(run.firstSeat()).label(),
                seats.get(run.firstSeat() + run.seats() - 1).label());
      }
    }
    Map<String, Integer> shapes = new LinkedHashMap<>();
    map.areas().forEach(area -> shapes.merge(area.shape(), 1, Integer::sum));
    List<Section> sections = map.sections().stream().map(PlanSurvey::section).toList();
    return new PlanSurvey(
        map.name(),
        seats.size(),
        sections,
        sections.stream().mapToInt(Section::rows).sum(),
        sections.stream().filter(Section::standing).mapToInt(Section::seats).sum(),
        tiers,
        attributes,
        runs,
        longest,
        shapes,
        remarks(map, tiers));
  }

  private static Section section(SeatMap.Section section) {
    int rows = section.standing() ? 0 : section.rows().size();
    return new Section(section.name(), section.seats(), rows, section.standing());
  }

  private static List<String> remarks(SeatMap map, Map<String, Integer> tiers) {
    List<String> remarks = new ArrayList<>();
    List<String> unused =
        tiers.entrySet().stream()
            .filter(tier -> tier.getValue() == 0)
            .map(Map.Entry::getKey)
            .toList();
    if (!unused.isEmpty()) {
      remarks.add("no seat is of " + named(unused));
    }
    List<String> stacked = new ArrayList<>();
    List<String> twins = new ArrayList<>();
    Map<Position, String> standing = new HashMap<>();
    for (SeatMap.Section section : map.sections()) {
      Set<String> names = new HashSet<>();
      for (SeatMap.Row row : section.standing() ? List.<SeatMap.Row>of() : section.rows()) {
        for (SeatMap.Seat seat : row.seats()) {
          String other = standing.putIfAbsent(seat.position(), seat.id());
          if (other != null) {
            stacked.add(seat.id() + " (on " + other + ")");
          }
          if (!names.add(row.label() + "\n" + seat.label())) {
            twins.add(section.name() + ", row " + row.label() + ", seat " + seat.label());
          }
        }
      }
    }
    if (!stacked.isEmpty()) {
      remarks.add("seats on the place of another, " + stacked.size() + ": " + named(stacked));
    }
    if (!twins.isEmpty()) {
      remarks.add("seats with the name of another, " + twins.size() + ": " + named(twins));
    }
    return remarks;
  }

  private static String named(List<String> all) {
    String first = String.join("; ", all.subList(0, Math.min(all.size(), NAMED_MAX)));
    return all.size() > NAMED_MAX ? first + "; …" : first;
  }
}
