package io.onsale.inventory.peers;

import java.util.Arrays;
import java.util.function.Consumer;
import org.agrona.collections.Long2ObjectHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The commands without an answer, by the numbers that they were given one after the other. So each
 * has a place of its own in a ring, but for the few that are there while the numbers go around it
 * once. Not safe for more than one thread.
 */
final class Unanswered {
  private final SeatLogClient.@Nullable Pending[] ring;
  private final Long2ObjectHashMap<SeatLogClient.Pending> others = new Long2ObjectHashMap<>();
  private int size;
  private long last;

  /**
   * @param most so many are there at most
   */
  Unanswered(int most) {
    ring = new SeatLogClient.@Nullable Pending[2 * (Integer.highestOneBit(most) << 1)];
  }

  boolean isEmpty() {
    return size == 0;
  }

  int size() {
    return size;
  }

  void add(SeatLogClient.Pending one) {
    int place = place(one.correlation);
    if (ring[place] == null) {
      ring[place] = one;
    } else {
      others.put(one.correlation, one);
    }
    last = one.correlation;
    size++;
  }

  SeatLogClient.@Nullable Pending find(long correlation) {
    SeatLogClient.Pending there = ring[place(correlation)];
    return there != null && there.correlation == correlation ? there : others.get(correlation);
  }

  /** Forgets one that is there. */
  void remove(SeatLogClient.Pending one) {
    int place = place(one.correlation);
    if (ring[place] == one) {
      ring[place] = null;
    } else {
      others.remove(one.correlation);
    }
    size--;
  }

  /** All, about the oldest first; those that are told may be removed meanwhile. */
  void forEach(Consumer<SeatLogClient.Pending> action) {
    if (size == 0) {
      return;
    }
    if (!others.isEmpty()) {
      var old = others.values().toArray(SeatLogClient.Pending[]::new);
      Arrays.sort(old, (a, b) -> Long.compare(a.correlation, b.correlation));
      Arrays.stream(old).forEach(action);
    }
    for (int i = 1; i <= ring.length; i++) {
      SeatLogClient.Pending one = ring[place(last + i)];
      if (one != null) {
        action.accept(one);
      }
    }
  }

  private int place(long correlation) {
    return (int) correlation & (ring.length - 1);
  }
}
