package io.onsale.inventory.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Finds the best free seats of a tier.
 *
 * <p>The seats are cut into stretches: side by side, of one run, one tier and one set of
 * attributes; all such places of a standing section are one stretch. Stretches lie in the order of
 * tier, attributes and rank. For each count up to eight a bitset tells which stretches may have so
 * many seats together: the bit is set when a seat becomes free, and cleared when a search has
 * looked in vain, so that a search in a sold-out tier reads a few words and stops. The bits only
 * save work and never change an answer; so they are no part of the engine's state.
 *
 * <p>Best is the lowest rank; within it the fewest single seats left alone, then the nearest to the
 * row's centre, then the lowest index. Sixty-four places are judged at once: bit i stands for a
 * group that starts at seat i.
 */
final class BestAvailable {
  private static final int LEVELS = 8;
  private static final int CLASSES = 8;

  /** Attributes that keep stretches apart. */
  private final int mask;

  private final long[] free;
  private final int[] stretchOf;
  private final int[] first;
  private final int[] length;
  private final int[] rank;
  private final int[] section;
  private final boolean[] standing;

  /** The run around a stretch, for seats left alone at its edges. */
  private final int[] runFirst;

  private final int[] runEnd;

  /** Twice the centre of the row. */
  private final int[] centre;

  /** Of standing stretches: no place below is free. */
  private final int[] lowest;

  /** First stretch of tier * 8 + attributes. */
  private final int[] start;

  /** Per level 1 to 8 a bitset of stretches. */
  private final long[][] hopeful;

  /** What the last {@link #judge} found: where, and how far from the ideal. */
  private int bestStart;

  private record Stretch(
      int group, int rank, int first, int seats, Opening.Run run, boolean standing, int centre) {}

  /**
   * Cuts the seats into stretches.
   *
   * @param mask the attributes that keep stretches apart; seats that differ in others only are
   *     alike
   * @param free bit per seat, with at least one word more than the seats need
   */
  BestAvailable(
      List<Opening.Section> sections,
      List<Opening.Run> runs,
      byte[] tiers,
      byte[] attributes,
      int mask,
      long[] free) {
    this.mask = mask;
    this.free = free;
    List<Stretch> stretches = cut(sections, runs, tiers, attributes);
    int count = stretches.size();
    stretchOf = new int[tiers.length];
    first = new int[count];
    length = new int[count];
    rank = new int[count];
    section = new int[count];
    standing = new boolean[count];
    runFirst = new int[count];
    runEnd = new int[count];
    centre = new int[count];
    lowest = new int[count];
    start = new int[Opening.MOST_TIERS * CLASSES + 1];
    hopeful = new long[LEVELS + 1][(count >>> 6) + 1];
    for (int i = 0; i < count; i++) {
      fill(i, stretches.get(i));
    }
    for (int group = 0; group < start.length - 1; group++) {
      start[group + 1] += start[group];
    }
    assign(tiers, attributes, stretches);
  }

  private void fill(int i, Stretch stretch) {
    first[i] = stretch.first;
    length[i] = stretch.seats;
    rank[i] = stretch.rank;
    section[i] = stretch.run.section();
    standing[i] = stretch.standing;
    runFirst[i] = stretch.run.firstSeat();
    runEnd[i] = stretch.run.firstSeat() + stretch.run.seats();
    centre[i] = stretch.centre;
    lowest[i] = stretch.first;
    start[stretch.group + 1]++;
    for (int level = 1; level <= Math.min(LEVELS, stretch.seats); level++) {
      hopeful[level][i >>> 6] |= 1L << i;
    }
  }

  private List<Stretch> cut(
      List<Opening.Section> sections, List<Opening.Run> runs, byte[] tiers, byte[] attributes) {
    int[] centres = centres(runs);
    List<Stretch> stretches = new ArrayList<>();
    // A standing section's stretches by group, gathered over all its runs.
    Stretch[] places = new Stretch[Opening.MOST_TIERS * CLASSES];
    for (int r = 0; r < runs.size(); r++) {
      Opening.Run run = runs.get(r);
      boolean stands = sections.get(run.section()).standing();
      int end = run.firstSeat() + run.seats();
      for (int seat = run.firstSeat(); seat < end; ) {
        int group = group(tiers[seat], attributes[seat]);
        int next = seat + 1;
        while (next < end && group(tiers[next], attributes[next]) == group) {
          next++;
        }
        Stretch stretch =
            new Stretch(group, run.rank(), seat, next - seat, run, stands, centres[r]);
        if (stands) {
          Stretch before = places[group];
          places[group] = before == null ? stretch : join(before, stretch);
        } else {
          stretches.add(stretch);
        }
        seat = next;
      }
      boolean lastOfSection = r + 1 == runs.size() || runs.get(r + 1).section() != run.section();
      if (stands && lastOfSection) {
        for (Stretch stretch : places) {
          if (stretch != null) {
            stretches.add(stretch);
          }
        }
        Arrays.fill(places, null);
      }
    }
    stretches.sort(
        Comparator.comparingInt(Stretch::group)
            .thenComparingInt(Stretch::rank)
            .thenComparingInt(Stretch::first));
    return stretches;
  }

  private static Stretch join(Stretch a, Stretch b) {
    int rank = Math.min(a.rank, b.rank);
    return new Stretch(a.group, rank, a.first, a.seats + b.seats, a.run, true, a.centre);
  }

  /** Twice the centre of each run's row; a row is what has one section and one row number. */
  private static int[] centres(List<Opening.Run> runs) {
    int[] centres = new int[runs.size()];
    Integer[] order = new Integer[runs.size()];
    Arrays.setAll(order, i -> i);
    Arrays.sort(
        order,
        Comparator.<Integer>comparingInt(i -> runs.get(i).section())
            .thenComparingInt(i -> runs.get(i).row())
            .thenComparingInt(i -> runs.get(i).firstSeat()));
    for (int from = 0; from < order.length; ) {
      Opening.Run head = runs.get(order[from]);
      int to = from;
      int end = 0;
      while (to < order.length
          && runs.get(order[to]).section() == head.section()
          && runs.get(order[to]).row() == head.row()) {
        end = runs.get(order[to]).firstSeat() + runs.get(order[to]).seats();
        to++;
      }
      for (int i = from; i < to; i++) {
        centres[order[i]] = head.firstSeat() + end;
      }
      from = to;
    }
    return centres;
  }

  private void assign(byte[] tiers, byte[] attributes, List<Stretch> stretches) {
    for (int i = 0; i < stretches.size(); i++) {
      Stretch stretch = stretches.get(i);
      if (!stretch.standing) {
        Arrays.fill(stretchOf, stretch.first, stretch.first + stretch.seats, i);
        continue;
      }
      int left = stretch.seats;
      for (int seat = stretch.first; left > 0; seat++) {
        if (group(tiers[seat], attributes[seat]) == stretch.group) {
          stretchOf[seat] = i;
          left--;
        }
      }
    }
  }

  private int group(int tier, int attributes) {
    return tier * CLASSES + (attributes & mask);
  }

  /** A seat has become free. */
  void freed(int seat) {
    int stretch = stretchOf[seat];
    if (standing[stretch] && seat < lowest[stretch]) {
      lowest[stretch] = seat;
    }
    int top = Math.min(LEVELS, length[stretch]);
    if ((hopeful[top][stretch >>> 6] & 1L << stretch) != 0) {
      return; // then it is hopeful of all lower counts, too
    }
    for (int level = 1; level <= top; level++) {
      hopeful[level][stretch >>> 6] |= 1L << stretch;
    }
  }

  /**
   * Finds the best free seats.
   *
   * @param wantedSection section, or {@link Selection#ANY_SECTION}
   * @param attributes exactly what the seats have, within the mask
   * @param into takes the seats in index order; untouched when there are none
   */
  boolean find(int tier, int wantedSection, int attributes, int count, Seats into) {
    long[] candidates = hopeful[Math.min(LEVELS, count)];
    int group = group(tier, attributes);
    int end = start[group + 1];
    int best = -1;
    int bestFrom = 0;
    long bestCost = Long.MAX_VALUE;
    for (int i = next(candidates, start[group], end); i < end; i = next(candidates, i + 1, end)) {
      if (best >= 0 && rank[i] != rank[best]) {
        break;
      }
      if (wantedSection != Selection.ANY_SECTION && section[i] != wantedSection) {
        continue;
      }
      long cost = standing[i] ? judgePlaces(i, count) : judge(i, count);
      if (cost == Long.MAX_VALUE) {
        lowerHope(i, count);
      } else if (cost < bestCost) {
        best = i;
        bestFrom = bestStart;
        bestCost = cost;
        if (cost == 0) {
          break;
        }
      }
    }
    if (best < 0) {
      return false;
    }
    take(best, bestFrom, count, into);
    return true;
  }

  private static int next(long[] bits, int from, int end) {
    int word = from >>> 6;
    if (from >= end) {
      return end;
    }
    long rest = bits[word] & -1L << from;
    while (rest == 0) {
      word++;
      if (word << 6 >= end) {
        return end;
      }
      rest = bits[word];
    }
    return Math.min(end, (word << 6) + Long.numberOfTrailingZeros(rest));
  }

  private void lowerHope(int stretch, int count) {
    for (int level = count; level <= LEVELS; level++) {
      hopeful[level][stretch >>> 6] &= ~(1L << stretch);
    }
  }

  private void take(int stretch, int from, int count, Seats into) {
    into.clear();
    for (int seat = from; into.size() < count; seat++) {
      if (!standing[stretch] || (isFree(seat) && stretchOf[seat] == stretch)) {
        into.add(seat);
      }
    }
  }

  /** Any places of a standing section are as good as any others. */
  private long judgePlaces(int stretch, int count) {
    int found = 0;
    int seat = lowest[stretch];
    int left = stretchOf.length;
    while (seat < left && found < count) {
      long rest = free[seat >>> 6] >>> seat;
      if (rest == 0) {
        seat = (seat | 63) + 1;
        continue;
      }
      seat += Long.numberOfTrailingZeros(rest);
      if (section(seat) != section[stretch]) {
        break;
      }
      if (stretchOf[seat] == stretch) {
        if (found == 0) {
          lowest[stretch] = seat;
          bestStart = seat;
        }
        found++;
      }
      seat++;
    }
    return found == count ? 0 : Long.MAX_VALUE;
  }

  private int section(int seat) {
    return section[stretchOf[seat]];
  }

  /**
   * Judges all groups of {@code count} in a stretch.
   *
   * @return single seats left alone, then distance from the centre; the highest number when there
   *     is no group
   */
  private long judge(int stretch, int count) {
    long best = Long.MAX_VALUE;
    int lastStart = first[stretch] + length[stretch] - count;
    for (int at = first[stretch]; at <= lastStart; at += 64) {
      long starts = starts(at, count);
      if (lastStart - at < 63) {
        starts &= (1L << (lastStart - at + 1)) - 1;
      }
      if (starts == 0) {
        continue;
      }
      long alone = aloneAtLeft(stretch, at);
      long right = aloneAtRight(stretch, at, count);
      long both = alone & right;
      alone |= right;
      long judged = starts & ~alone;
      long left = 0;
      if (judged == 0) {
        judged = starts & ~both;
        left = 1;
      }
      if (judged == 0) {
        judged = starts;
        left = 2;
      }
      int nearest = nearest(judged, centre[stretch] - count - 2 * at);
      int distance = Math.abs(2 * (at + nearest) + count - centre[stretch]) >> 1;
      long cost = left << 32 | distance;
      if (cost < best) {
        best = cost;
        bestStart = at + nearest;
      }
    }
    return best;
  }

  /** Bit i: the seats from at + i on are free, {@code count} of them. */
  private long starts(int at, int count) {
    long low = bits(at);
    long high = bits(at + 64);
    for (int have = 1; have < count; ) {
      int shift = Math.min(have, count - have);
      low &= low >>> shift | high << (64 - shift);
      high &= high >>> shift;
      have += shift;
    }
    return low;
  }

  /** Bit i: a group that starts at at + i leaves the seat before it alone. */
  private long aloneAtLeft(int stretch, int at) {
    long here = bits(at);
    int from = runFirst[stretch];
    long one = at - 1 >= from && isFree(at - 1) ? 1 : 0;
    long two = at - 2 >= from && isFree(at - 2) ? 1 : 0;
    return (here << 1 | one) & ~(here << 2 | one << 1 | two);
  }

  /** Bit i: a group of {@code count} that starts at at + i leaves the seat after it alone. */
  private long aloneAtRight(int stretch, int at, int count) {
    int end = runEnd[stretch];
    return bitsUpTo(at + count, end) & ~bitsUpTo(at + count + 1, end);
  }

  private long bitsUpTo(int at, int end) {
    int room = end - at;
    if (room <= 0) {
      return 0;
    }
    return room >= 64 ? bits(at) : bits(at) & (1L << room) - 1;
  }

  /** The set bit nearest to {@code twice / 2}, the lower one of two. */
  private static int nearest(long candidates, int twice) {
    int ideal = Math.max(-1, Math.min(63, twice >> 1));
    long below = ideal < 0 ? 0 : candidates & -1L >>> (63 - ideal);
    long above = candidates & ~(ideal < 0 ? 0 : -1L >>> (63 - ideal));
    if (below == 0) {
      return Long.numberOfTrailingZeros(above);
    }
    int lower = 63 - Long.numberOfLeadingZeros(below);
    if (above == 0) {
      return lower;
    }
    int upper = Long.numberOfTrailingZeros(above);
    // Distances in whole seats, as judge counts them: of two that are equal the lower one.
    return Math.abs(2 * upper - twice) >> 1 < Math.abs(2 * lower - twice) >> 1 ? upper : lower;
  }

  private boolean isFree(int seat) {
    return (free[seat >>> 6] & 1L << seat) != 0;
  }

  /** Sixty-four seats from {@code at} on; 0 beyond the last. */
  private long bits(int at) {
    int word = at >>> 6;
    if (word >= free.length) {
      return 0;
    }
    long low = free[word] >>> at;
    return (at & 63) == 0 || word + 1 == free.length ? low : low | free[word + 1] << -at;
  }
}
