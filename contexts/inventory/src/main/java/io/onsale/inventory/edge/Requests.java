package io.onsale.inventory.edge;

import io.onsale.contracts.inventory.v1.Best;
import io.onsale.contracts.inventory.v1.ExchangeRequest;
import io.onsale.contracts.inventory.v1.HoldRequest;
import io.onsale.inventory.flow.PerformanceView;
import io.onsale.inventory.flow.SeatCommand;
import io.onsale.inventory.model.Seats;
import io.onsale.inventory.model.Selection;
import io.onsale.kit.ids.Ids;
import io.onsale.kit.refusal.Refused;
import java.util.List;

/**
 * Reads what calls ask for, and refuses what can be no seat, no performance and no number of them.
 */
final class Requests {
  private Requests() {}

  static long performance(String id) {
    if (!Ids.isPublic(id)) {
      throw Refused.notFound("performance");
    }
    return Ids.parse(id);
  }

  /** Seats by their indices; whether the performance has them, the log says. */
  static int[] seats(List<Integer> indices, int least, int most) {
    if (indices.size() < least || indices.size() > most) {
      throw Reasons.badCount(most);
    }
    return indices.stream().mapToInt(Integer::intValue).toArray();
  }

  /** The seats that a hold or an exchange asks for. */
  static SeatCommand.Wanted wanted(PerformanceView.Terms terms, HoldRequest request) {
    return switch (request.getWhatCase()) {
      case SEATS -> named(request.getSeats().getIndicesList());
      case BEST -> best(terms, request.getBest());
      case WHAT_NOT_SET -> throw nothingWanted();
    };
  }

  static SeatCommand.Wanted wanted(PerformanceView.Terms terms, ExchangeRequest request) {
    return switch (request.getWhatCase()) {
      case SEATS -> named(request.getSeats().getIndicesList());
      case BEST -> best(terms, request.getBest());
      case WHAT_NOT_SET -> throw nothingWanted();
    };
  }

  private static SeatCommand.Named named(List<Integer> indices) {
    return new SeatCommand.Named(seats(indices, 1, Seats.MOST_IN_HOLD));
  }

  private static SeatCommand.Best best(PerformanceView.Terms terms, Best best) {
    if (best.getCount() < 1 || best.getCount() > Seats.MOST_IN_HOLD) {
      throw Reasons.badCount(Seats.MOST_IN_HOLD);
    }
    int tier = terms.tier(best.getTier());
    if (tier < 0) {
      throw Reasons.unknownTier();
    }
    int section =
        best.getSection().isEmpty() ? Selection.ANY_SECTION : terms.section(best.getSection());
    if (section < 0 && !best.getSection().isEmpty()) {
      throw Reasons.unknownSection();
    }
    return new SeatCommand.Best(
        tier,
        section,
        best.getCount(),
        Openings.attributes("/best/attributes", best.getAttributesList()));
  }

  private static Refused nothingWanted() {
    return Refused.unprocessable("", "Say which seats you want: either seats or best.");
  }
}
