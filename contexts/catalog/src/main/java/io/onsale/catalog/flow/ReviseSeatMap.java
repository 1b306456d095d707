package io.onsale.catalog.flow;

import io.onsale.catalog.model.AttributeChange;
import io.onsale.catalog.model.SeatMap;
import io.onsale.catalog.model.SeatMapSummary;
import io.onsale.catalog.model.Validated;
import java.util.List;
import java.util.Optional;

/** Says anew what is special about seats. A map never changes, so this makes another. */
public final class ReviseSeatMap {
  private final SeatMaps seatMaps;
  private final ImportSeatMap importSeatMap;

  public ReviseSeatMap(SeatMaps seatMaps, ImportSeatMap importSeatMap) {
    this.seatMaps = seatMaps;
    this.importSeatMap = importSeatMap;
  }

  /** Empty when the organisation has no such map. */
  public Optional<Validated<SeatMapSummary>> of(
      String organizerId, String digest, List<AttributeChange> changes) {
    if (seatMaps.owned(organizerId, digest).isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        switch (seatMaps.read(digest).revised(changes)) {
          case Validated.Invalid<SeatMap>(var faults) -> new Validated.Invalid<>(faults);
          case Validated.Valid<SeatMap>(SeatMap revised) ->
              new Validated.Valid<>(importSeatMap.of(organizerId, revised));
        });
  }
}
