package io.onsale.inventory.flow;

import io.onsale.inventory.model.Opening;
import io.onsale.inventory.model.Performance;
import io.onsale.inventory.model.SeatState;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * A performance at one version: what everybody may read of it. All of it is of the same moment, so
 * its counts agree with each other and with its states.
 *
 * @param terms what it was opened with, as last amended
 * @param version grows by one with each change
 * @param closed takes no new holds
 * @param tierCounts free, held, sold and blocked seats of each tier, in the order of the terms; not
 *     to be written to
 * @param sectionCounts the same of each section
 * @param states of the seats
 * @param head of its chain of hashes at this version; not to be written to
 */
@SuppressWarnings("ArrayRecordComponent") // read by other rooms, compared by none
public record PerformanceView(
    Terms terms,
    long version,
    boolean closed,
    int[] tierCounts,
    int[] sectionCounts,
    SeatStates states,
    byte[] head) {

  /** How many seats there are of each state; the four add up to the capacity. */
  public record Counts(int capacity, int free, int held, int sold, int blocked) {
    private static Counts of(int[] counts, int group) {
      int at = 4 * group;
      int free = counts[at + SeatState.FREE];
      int held = counts[at + SeatState.HELD];
      int sold = counts[at + SeatState.SOLD];
      int blocked = counts[at + SeatState.BLOCKED];
      return new Counts(free + held + sold + blocked, free, held, sold, blocked);
    }

    private Counts plus(Counts more) {
      return new Counts(
          capacity + more.capacity,
          free + more.free,
          held + more.held,
          sold + more.sold,
          blocked + more.blocked);
    }
  }

  /**
   * What a performance was opened with, as last amended; {@code tierOf} has a tier's index and
   * {@code attributesOf} the attributes' bits for each seat.
   */
  public record Terms(
      long performance,
      long organizer,
      byte[] mapDigest,
      String currency,
      Opening.Window window,
      Opening.Limits limits,
      long holdDuration,
      List<Opening.Tier> tiers,
      List<Opening.Section> sections,
      byte[] tierOf,
      byte[] attributesOf) {

    static Terms of(Performance from) {
      byte[] tierOf = new byte[from.capacity()];
      byte[] attributesOf = new byte[from.capacity()];
      for (int seat = 0; seat < tierOf.length; seat++) {
        tierOf[seat] = (byte) from.tierOf(seat);
        attributesOf[seat] = (byte) from.attributesOf(seat);
      }
      return new Terms(
          from.id(),
          from.organizer(),
          from.mapDigest(),
          from.currency(),
          from.window(),
          from.limits(),
          from.holdDuration(),
          List.copyOf(from.tiers()),
          List.copyOf(from.sections()),
          tierOf,
          attributesOf);
    }

    /** The same, with the other's lists of all seats where these are equal. */
    Terms sharing(Terms other) {
      return new Terms(
          performance,
          organizer,
          mapDigest,
          currency,
          window,
          limits,
          holdDuration,
          tiers,
          sections,
          Arrays.equals(tierOf, other.tierOf) ? other.tierOf : tierOf,
          Arrays.equals(attributesOf, other.attributesOf) ? other.attributesOf : attributesOf);
    }

    /** How many seats it has. */
    public int capacity() {
      return tierOf.length;
    }

    /** Place of the tier with that name, -1 when there is none. */
    public int tier(String name) {
      for (int i = 0; i < tiers.size(); i++) {
        if (tiers.get(i).name().equals(name)) {
          return i;
        }
      }
      return -1;
    }

    /** Place of the section with that name, -1 when there is none. */
    public int section(String name) {
      for (int i = 0; i < sections.size(); i++) {
        if (sections.get(i).name().equals(name)) {
          return i;
        }
      }
      return -1;
    }
  }

  static PerformanceView of(Terms terms, Performance from, byte[] head) {
    return of(terms, from, SeatStates.of(from), head);
  }

  /** The next view, when nothing but seats of those pages of the states has changed. */
  PerformanceView after(Terms now, Performance from, BitSet changed, byte[] newHead) {
    return of(now, from, states.after(from, changed), newHead);
  }

  private static PerformanceView of(Terms terms, Performance from, SeatStates states, byte[] head) {
    return new PerformanceView(
        terms,
        from.version(),
        from.isClosed(),
        from.countsOfTiers(),
        from.countsOfSections(),
        states,
        head);
  }

  /** Counts of all seats. */
  public Counts total() {
    Counts total = new Counts(0, 0, 0, 0, 0);
    for (int tier = 0; tier < terms.tiers().size(); tier++) {
      total = total.plus(tier(tier));
    }
    return total;
  }

  /** Counts of a tier by its place in the terms. */
  public Counts tier(int place) {
    return Counts.of(tierCounts, place);
  }

  /** Counts of a section by its place in the terms. */
  public Counts section(int place) {
    return Counts.of(sectionCounts, place);
  }
}
