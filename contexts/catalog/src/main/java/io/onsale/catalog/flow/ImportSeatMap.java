package io.onsale.catalog.flow;

import io.onsale.catalog.model.SeatMap;
import io.onsale.catalog.model.SeatMapDocument;
import io.onsale.catalog.model.SeatMapSummary;
import java.time.InstantSource;

/** Makes a venue's geometry an organisation's own. */
public final class ImportSeatMap {
  private final SeatMaps seatMaps;
  private final InstantSource clock;

  public ImportSeatMap(SeatMaps seatMaps, InstantSource clock) {
    this.seatMaps = seatMaps;
    this.clock = clock;
  }

  /** Keeps a map; the same map twice is one. */
  public SeatMapSummary of(String organizerId, SeatMap map) {
    SeatMapDocument document = SeatMapDocument.of(map);
    SeatMapSummary summary = SeatMapSummary.of(document.digest(), map);
    seatMaps.keep(organizerId, document, summary, clock.instant());
    return summary;
  }
}
