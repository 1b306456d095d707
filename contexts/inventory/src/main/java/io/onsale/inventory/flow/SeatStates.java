package io.onsale.inventory.flow;

import io.onsale.inventory.model.Performance;
import java.util.BitSet;

/**
 * The states of all seats of a performance at one version: two bits a seat in index order, lowest
 * bits first. It lies in pages, and shares with the version before those in which nothing has
 * changed: in a sale a version is made thousands of times a second.
 */
public final class SeatStates {
  private static final int PAGE_SEATS = 1024;
  private static final int PAGE_BYTES = PAGE_SEATS / 4;

  private final byte[][] pages;
  private final int length;

  private SeatStates(byte[][] pages, int length) {
    this.pages = pages;
    this.length = length;
  }

  static SeatStates of(Performance from) {
    int length = (from.capacity() + 3) / 4;
    SeatStates states = new SeatStates(new byte[(length + PAGE_BYTES - 1) / PAGE_BYTES][], length);
    for (int page = 0; page < states.pages.length; page++) {
      states.read(page, from);
    }
    return states;
  }

  /** Where in {@code changed} of {@link #after} a seat is. */
  static int page(int seat) {
    return seat / PAGE_SEATS;
  }

  /** The states as they are now, when nothing but those pages has changed. */
  SeatStates after(Performance from, BitSet changed) {
    if (changed.isEmpty()) {
      return this;
    }
    SeatStates next = new SeatStates(pages.clone(), length);
    for (int page = changed.nextSetBit(0); page >= 0; page = changed.nextSetBit(page + 1)) {
      next.read(page, from);
    }
    return next;
  }

  private void read(int page, Performance from) {
    byte[] states = new byte[Math.min(PAGE_BYTES, length - page * PAGE_BYTES)];
    from.states(page * PAGE_SEATS, states);
    pages[page] = states;
  }

  /** In one piece, made anew: (capacity + 3) / 4 bytes. */
  public byte[] toBytes() {
    byte[] bytes = new byte[length];
    for (int page = 0; page < pages.length; page++) {
      System.arraycopy(pages[page], 0, bytes, page * PAGE_BYTES, pages[page].length);
    }
    return bytes;
  }
}
