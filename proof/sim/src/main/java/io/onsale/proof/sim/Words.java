package io.onsale.proof.sim;

import io.onsale.inventory.model.Opening;
import java.util.List;
import java.util.stream.Collectors;

/** Parts of what a failure tells. */
final class Words {
  private Words() {}

  static String opening(Opening opening) {
    return "performance %d: %d seats in %s, tiers %s, attributes %s, limits %d and %d, on sale from %d until %d, holds of %d ms"
        .formatted(
            opening.performance(),
            opening.seats(),
            runs(opening),
            opening.tierSpans().stream()
                .map(span -> span.seats() + "×t" + span.tier())
                .collect(Collectors.joining(" ")),
            opening.attributeSpans().stream()
                .map(span -> span.seats() + "@" + span.firstSeat() + "=" + span.attributes())
                .collect(Collectors.joining(" ", "[", "]")),
            opening.limits().perBuyer(),
            opening.limits().perIdentity(),
            opening.window().from(),
            opening.window().until(),
            opening.holdDuration());
  }

  private static String runs(Opening opening) {
    List<Opening.Section> sections = opening.sections();
    return opening.runs().stream()
        .map(run ->
            "%s%d%s:%d-%d"
                .formatted(
                    sections.get(run.section()).standing() ? "standing " : "",
                    run.section(),
                    (char) ('a' + run.row() % 26),
                    run.firstSeat(),
                    run.firstSeat() + run.seats() - 1))
        .collect(Collectors.joining(" ", "[", "]"));
  }

  static String wanted(Command.Wanted wanted) {
    return switch (wanted) {
      case Command.Wanted.Named named -> "seats " + named.seats();
      case Command.Wanted.Best best ->
          "the best %d of tier %d%s%s"
              .formatted(
                  best.count(),
                  best.tier(),
                  best.section() == -1 ? "" : " in section " + best.section(),
                  best.attributes() == 0 ? "" : " with attributes " + best.attributes());
    };
  }

  static String paid(boolean afterPayment) {
    return afterPayment ? ", paid already" : "";
  }
}
