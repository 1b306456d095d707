package io.onsale.catalog.model;

import java.util.ArrayList;
import java.util.List;

/**
 * Collects faults: keeps the first {@value #KEPT_MAX} and counts all, so that a hostile input stays
 * cheap.
 */
public final class Faults {
  static final int KEPT_MAX = 100;

  private final List<Fault> kept = new ArrayList<>();
  private int count;

  void add(Pointer at, String message) {
    if (kept.size() < KEPT_MAX) {
      kept.add(new Fault(at.toString(), message));
    }
    count++;
  }

  void add(String pointer, String message) {
    if (kept.size() < KEPT_MAX) {
      kept.add(new Fault(pointer, message));
    }
    count++;
  }

  public boolean none() {
    return count == 0;
  }

  /** How many there are, those not kept included. */
  public int count() {
    return count;
  }

  /** The first ones, in the order in which they were found. */
  public List<Fault> first() {
    return List.copyOf(kept);
  }
}
