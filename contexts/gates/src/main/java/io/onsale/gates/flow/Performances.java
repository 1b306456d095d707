package io.onsale.gates.flow;

import io.onsale.gates.model.Performance;
import java.util.Optional;

/** What the catalog has told of performances. */
public interface Performances {
  Optional<Known> byId(long id);

  /** Keeps a performance as it is now, and counts one change more. */
  void keep(Performance performance);

  /**
   * @param changes how often it has been told
   */
  record Known(Performance performance, int changes) {}
}
