package io.onsale.inventory.model;

/** A short list of seat indices with a fixed capacity, used again and again without allocation. */
public final class Seats {
  /** Most seats of one hold. */
  public static final int MOST_IN_HOLD = 64;

  /** Most seats of one Block or Unblock. */
  public static final int MOST_IN_BLOCK = 4096;

  private final int[] seats;
  private int size;
  private boolean overflowed;

  /** An empty list that takes up to {@code capacity} seats. */
  public Seats(int capacity) {
    seats = new int[capacity];
  }

  /** Number of seats in the list. */
  public int size() {
    return size;
  }

  /** The seat at {@code position}, 0 to size - 1. */
  public int get(int position) {
    return seats[position];
  }

  /** Most seats that fit. */
  public int capacity() {
    return seats.length;
  }

  /** Adds a seat at the end, or remembers that there was no room for it. */
  public void add(int seat) {
    if (size == seats.length) {
      overflowed = true;
    } else {
      seats[size++] = seat;
    }
  }

  /** Whether there was no room for a seat since the list was emptied. */
  public boolean hasOverflowed() {
    return overflowed;
  }

  /** Empties the list. */
  public void clear() {
    size = 0;
    overflowed = false;
  }
}
