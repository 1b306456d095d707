package io.onsale.catalog.flow;

import io.onsale.catalog.model.Performance;
import io.onsale.catalog.model.SeatMap;

/** Where seats are sold. It decides by what it has been told, and reads nothing of ours. */
public interface SeatLog {

  /** Opens a performance; returns when holds on it work. A second time changes nothing. */
  void open(Performance performance, SeatMap map);

  /**
   * Tells it the terms of a performance, and what is special about its seats.
   *
   * @return false when it has not been opened
   */
  boolean amend(Performance performance, SeatMap map);
}
