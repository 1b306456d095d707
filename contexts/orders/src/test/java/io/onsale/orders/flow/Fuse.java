package io.onsale.orders.flow;

/** Cuts the power before or after a call: the process is gone, and what it had written is not. */
final class Fuse {
  /** The power is out. */
  static final class Blown extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private int left = Integer.MAX_VALUE;

  /** Blows at this point, counted from 1. */
  void blowAt(int point) {
    left = point;
  }

  void hold() {
    left = Integer.MAX_VALUE;
  }

  void pass() {
    if (--left == 0) {
      throw new Blown();
    }
  }
}
