package io.onsale.catalog.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The order of seats along their row, told by where they stand and never by what they are called.
 *
 * <p>A straight or gently curved row is its projection on its principal axis. A row that folds back
 * on itself (a horseshoe, a ring, a table with two sides) is not: there a walk to the nearest seat
 * that is left, begun at an end, is shorter, and the shorter way is the row. Walks cost the square
 * of the row, so very long rows are taken by their axis.
 */
final class RowOrder {
  private static final int WALKED_MAX = 1_000;

  private RowOrder() {}

  /** The indices of the seats in order along the row, from the end that comes first in the list. */
  static List<Integer> of(List<Position> seats) {
    Axis axis = Axis.of(seats);
    int[] order = axis.sorted(seats);
    // No way through all seats is shorter than the row's extent along its axis.
    boolean folds = length(seats, order) > axis.extent(seats) * 1.01;
    if (folds && seats.size() <= WALKED_MAX) {
      order = shortestWalk(seats, axis, order);
      openRing(seats, order);
    }
    List<Integer> along = new ArrayList<>(IntStream.of(order).boxed().toList());
    return along.isEmpty() || along.getFirst() <= along.getLast() ? along : along.reversed();
  }

  private static int[] shortestWalk(List<Position> seats, Axis axis, int[] byAxis) {
    int[] byOther = axis.perpendicular().sorted(seats);
    int last = seats.size() - 1;
    int[] best = byAxis;
    double shortest = length(seats, best) * (1 - 1e-9);
    for (int start : new int[] {byAxis[0], byAxis[last], byOther[0], byOther[last]}) {
      int[] walk = walk(seats, start);
      double length = length(seats, walk);
      if (length < shortest * (1 - 1e-9)) {
        best = walk;
        shortest = length;
      }
    }
    return best;
  }

  private static int[] walk(List<Position> seats, int start) {
    int n = seats.size();
    int[] order = new int[n];
    boolean[] taken = new boolean[n];
    int here = start;
    for (int step = 0; step < n; step++) {
      order[step] = here;
      taken[here] = true;
      Position at = seats.get(here);
      double nearest = Double.POSITIVE_INFINITY;
      for (int i = 0; i < n; i++) {
        if (!taken[i]) {
          Position other = seats.get(i);
          double dx = other.x() - at.x();
          double dy = other.y() - at.y();
          double squared = dx * dx + dy * dy;
          if (squared < nearest) {
            nearest = squared;
            here = i;
          }
        }
      }
    }
    return order;
  }

  /** A ring has no end: it is opened where the way is widest, so that no neighbours are parted. */
  private static void openRing(List<Position> seats, int[] order) {
    int n = order.length;
    double closing = seats.get(order[n - 1]).distanceTo(seats.get(order[0]));
    int widest = 0;
    double width = closing;
    for (int i = 1; i < n; i++) {
      double gap = seats.get(order[i - 1]).distanceTo(seats.get(order[i]));
      if (gap > width * (1 + 1e-9)) {
        width = gap;
        widest = i;
      }
    }
    if (widest > 0 && closing <= Seating.aisle(usualStep(seats, order))) {
      int[] turned = new int[n];
      for (int i = 0; i < n; i++) {
        turned[i] = order[(i + widest) % n];
      }
      System.arraycopy(turned, 0, order, 0, n);
    }
  }

  private static double usualStep(List<Position> seats, int[] order) {
    double[] gaps = new double[order.length - 1];
    for (int i = 0; i < gaps.length; i++) {
      gaps[i] = seats.get(order[i]).distanceTo(seats.get(order[i + 1]));
    }
    return Seating.usual(gaps);
  }

  private static double length(List<Position> seats, int[] order) {
    double length = 0;
    for (int i = 1; i < order.length; i++) {
      length += seats.get(order[i - 1]).distanceTo(seats.get(order[i]));
    }
    return length;
  }

  /** A direction through the seats. */
  private record Axis(double x, double y) {

    /** The direction in which the seats spread most. */
    static Axis of(List<Position> seats) {
      double meanX = seats.stream().mapToDouble(Position::x).average().orElse(0);
      double meanY = seats.stream().mapToDouble(Position::y).average().orElse(0);
      double xx = 0;
      double xy = 0;
      double yy = 0;
      for (Position seat : seats) {
        double dx = seat.x() - meanX;
        double dy = seat.y() - meanY;
        xx += dx * dx;
        xy += dx * dy;
        yy += dy * dy;
      }
      double angle = Math.atan2(2 * xy, xx - yy) / 2;
      return new Axis(Math.cos(angle), Math.sin(angle));
    }

    Axis perpendicular() {
      return new Axis(-y, x);
    }

    double along(Position seat) {
      return seat.x() * x + seat.y() * y;
    }

    int[] sorted(List<Position> seats) {
      Axis across = perpendicular();
      double[] along = seats.stream().mapToDouble(this::along).toArray();
      Comparator<Integer> order =
          Comparator.<Integer>comparingDouble(i -> along[i])
              .thenComparingDouble(i -> across.along(seats.get(i)))
              .thenComparingInt(i -> i);
      Integer[] indices = IntStream.range(0, seats.size()).boxed().toArray(Integer[]::new);
      Arrays.sort(indices, order);
      return Arrays.stream(indices).mapToInt(Integer::intValue).toArray();
    }

    double extent(List<Position> seats) {
      var along = seats.stream().mapToDouble(this::along).summaryStatistics();
      return seats.isEmpty() ? 0 : along.getMax() - along.getMin();
    }
  }
}
