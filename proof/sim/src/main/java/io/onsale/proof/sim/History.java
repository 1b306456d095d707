package io.onsale.proof.sim;

import java.util.List;

/** What happens to a cluster of one or three nodes. */
record History(int nodes, List<Step> steps) {
  History {
    steps = List.copyOf(steps);
  }
}
