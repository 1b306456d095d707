package io.onsale.proof.sim;

import io.onsale.inventory.model.RefusalReason;
import java.util.List;

/**
 * What became of a command. Holds are numbered 1, 2, 3 … in the order in which they begin; 0 is
 * none.
 */
sealed interface Outcome {
  record Held(
      long performance,
      long hold,
      List<Integer> seats,
      List<Long> prices,
      long deadline,
      long version)
      implements Outcome {}

  record Done(long performance, long hold, long version, long deadline) implements Outcome {}

  record Refused(
      RefusalReason reason, long performance, long fact, List<Integer> seats, long version)
      implements Outcome {}
}
