package io.onsale.catalog.model;

import java.util.List;

/** What came of reading a plan. */
public sealed interface PlanReading {

  /** The plan is sound. */
  record Read(SeatMap map) implements PlanReading {}

  /**
   * The plan is refused whole.
   *
   * @param first the first 100 faults
   * @param count how many there are
   */
  record Broken(List<Fault> first, int count) implements PlanReading {
    public Broken {
      first = List.copyOf(first);
    }
  }
}
