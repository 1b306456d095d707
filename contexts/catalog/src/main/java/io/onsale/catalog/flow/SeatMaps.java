package io.onsale.catalog.flow;

import io.onsale.catalog.model.SeatMap;
import io.onsale.catalog.model.SeatMapDocument;
import io.onsale.catalog.model.SeatMapSummary;
import java.time.Instant;
import java.util.Optional;

/** Keeps seat maps. A map is shared by all who import it, and is each one's own. */
public interface SeatMaps {

  /** Makes a map an organisation's; once, however often it is imported. */
  void keep(String organizerId, SeatMapDocument document, SeatMapSummary summary, Instant now);

  /** A map, if the organisation has imported it. */
  Optional<SeatMapSummary> owned(String organizerId, String digest);

  /** An organisation's maps, the last imported first. */
  Page<SeatMapSummary> list(String organizerId, Page.Wanted wanted);

  /** The document's JSON, gzip-compressed, for everybody who knows its digest. */
  Optional<byte[]> compressed(String digest);

  /**
   * The geometry of a map that is there.
   *
   * @throws IllegalStateException when it is not
   */
  SeatMap read(String digest);
}
