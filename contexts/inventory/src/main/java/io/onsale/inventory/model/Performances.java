package io.onsale.inventory.model;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Performances in the order of opening, found by id through an open-addressing table. */
final class Performances {
  static final int MOST = 65_536;

  private final List<Performance> inOrder = new ArrayList<>();
  private @Nullable Performance[] table = new @Nullable Performance[64];

  @Nullable Performance find(long id) {
    int mask = table.length - 1;
    int place = (int) Hash.mix(id) & mask;
    while (true) {
      Performance performance = table[place];
      if (performance == null || performance.id() == id) {
        return performance;
      }
      place = (place + 1) & mask;
    }
  }

  void add(Performance performance) {
    inOrder.add(performance);
    if (2 * inOrder.size() > table.length) {
      table = new @Nullable Performance[2 * table.length];
      inOrder.forEach(this::place);
    } else {
      place(performance);
    }
  }

  private void place(Performance performance) {
    int mask = table.length - 1;
    int place = (int) Hash.mix(performance.id()) & mask;
    while (table[place] != null) {
      place = (place + 1) & mask;
    }
    table[place] = performance;
  }

  Performance at(int index) {
    return inOrder.get(index);
  }

  int size() {
    return inOrder.size();
  }
}
