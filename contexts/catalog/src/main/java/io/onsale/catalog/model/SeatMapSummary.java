package io.onsale.catalog.model;

import java.util.List;

/**
 * What there is to know of a map without its geometry.
 *
 * @param digest names the map; SHA-256 of its document, lower-case hex
 * @param seats how many
 */
public record SeatMapSummary(
    String digest, String name, int seats, List<SeatMap.Tier> tiers, List<String> sections) {
  public SeatMapSummary {
    tiers = List.copyOf(tiers);
    sections = List.copyOf(sections);
  }

  /** Sums up a map. */
  public static SeatMapSummary of(String digest, SeatMap map) {
    List<String> sections = map.sections().stream().map(SeatMap.Section::name).toList();
    return new SeatMapSummary(digest, map.name(), map.seats(), map.tiers(), sections);
  }
}
