package io.onsale.gateway.edge;

import io.onsale.gateway.peers.SeatIds;
import io.onsale.kit.refusal.Refusals;
import io.onsale.kit.refusal.Refused;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/** The seats that a refusal names: indices inside, ids outside. */
final class SeatFacts {
  private static final List<String> NAMES = List.of("seats", "offer");

  private SeatFacts() {}

  /** The same refusal, its seats told by their ids; what is not a refusal as it is. */
  static RuntimeException named(Throwable fault, SeatIds seats) {
    Optional<Refused> refused = Refusals.of(fault);
    if (refused.isEmpty()) {
      return fault instanceof RuntimeException e ? e : new CompletionException(fault);
    }
    Refused told = refused.get();
    for (String name : NAMES) {
      if (told.facts().get(name) instanceof List<?> indices) {
        List<String> ids = new ArrayList<>(indices.size());
        for (Object index : indices) {
          if (index instanceof Number number && number.intValue() < seats.size()) {
            ids.add(seats.id(number.intValue()));
          }
        }
        told = told.with(name, ids);
      }
    }
    return told;
  }
}
