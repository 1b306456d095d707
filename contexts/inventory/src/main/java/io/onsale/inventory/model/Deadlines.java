package io.onsale.inventory.model;

import java.util.Arrays;

/**
 * Live holds in the order of deadline, then number: a binary heap that knows each hold's place, so
 * that one that ends early leaves at once. Deadlines mostly grow, so most holds are added at the
 * end without a swap.
 */
final class Deadlines {
  private final Holds holds;

  /** Pairs of deadline and number. */
  private long[] heap = new long[2 * 256];

  private int size;

  Deadlines(Holds holds) {
    this.holds = holds;
  }

  int size() {
    return size;
  }

  long first() {
    return size == 0 ? SeatEngine.NO_DEADLINE : heap[0];
  }

  int firstSlot() {
    return Holds.slotOf(heap[1]);
  }

  void add(int slot) {
    if (2 * size == heap.length) {
      heap = Arrays.copyOf(heap, 2 * heap.length);
    }
    up(size++, holds.deadline(slot), holds.number(slot));
  }

  void remove(int slot) {
    int place = holds.queuePlace(slot);
    size--;
    long deadline = heap[2 * size];
    long number = heap[2 * size + 1];
    if (place == size) {
      return;
    }
    if (place > 0 && isBefore(deadline, number, (place - 1) / 2)) {
      up(place, deadline, number);
    } else {
      down(place, deadline, number);
    }
  }

  private boolean isBefore(long deadline, long number, int place) {
    long other = heap[2 * place];
    return deadline < other || (deadline == other && number < heap[2 * place + 1]);
  }

  private void up(int from, long deadline, long number) {
    int place = from;
    while (place > 0) {
      int parent = (place - 1) / 2;
      if (!isBefore(deadline, number, parent)) {
        break;
      }
      put(place, heap[2 * parent], heap[2 * parent + 1]);
      place = parent;
    }
    put(place, deadline, number);
  }

  private void down(int from, long deadline, long number) {
    int place = from;
    while (true) {
      int child = 2 * place + 1;
      if (child >= size) {
        break;
      }
      if (child + 1 < size && isBefore(heap[2 * child + 2], heap[2 * child + 3], child)) {
        child++;
      }
      if (isBefore(deadline, number, child)) {
        break;
      }
      put(place, heap[2 * child], heap[2 * child + 1]);
      place = child;
    }
    put(place, deadline, number);
  }

  private void put(int place, long deadline, long number) {
    heap[2 * place] = deadline;
    heap[2 * place + 1] = number;
    holds.queuePlace(Holds.slotOf(number), place);
  }

  void save(StateSink sink) {
    sink.putInt(size);
    sink.putLongs(heap, 0, 2 * size);
  }

  void load(StateSource source) {
    size = source.getInt();
    heap = new long[2 * Math.max(256, Integer.highestOneBit(Math.max(1, size)) * 2)];
    source.getLongs(heap, 0, 2 * size);
  }
}
