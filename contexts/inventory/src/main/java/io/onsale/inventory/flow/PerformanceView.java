package io.onsale.inventory.flow;

import io.onsale.inventory.model.Opening;
import io.onsale.inventory.model.Performance;
import io.onsale.inventory.model.SeatState;
import java.util.ArrayList;
import java.util.List;

/**
 * A performance at one version: what everybody may read of it. All of it is of the same moment, so
 * its counts agree with each other and with its states.
 *
 * @param terms what it was opened with, as last amended
 * @param version grows by one with each change
 * @param closed takes no new holds
 * @param total counts of all seats
 * @param tiers counts by tier, in the order of the terms
 * @param sections counts by section, in the order of the terms
 * @param states two bits a seat in index order, lowest bits first; not to be written to
 * @param head of its chain of hashes at this version; not to be written to
 */
@SuppressWarnings("ArrayRecordComponent") // read by other rooms, compared by none
public record PerformanceView(
    Terms terms,
    long version,
    boolean closed,
    Counts total,
    List<Counts> tiers,
    List<Counts> sections,
    byte[] states,
    byte[] head) {

  /** How many seats there are of each state; the four add up to the capacity. */
  public record Counts(int capacity, int free, int held, int sold, int blocked) {
    static Counts of(int free, int held, int sold, int blocked) {
      return new Counts(free + held + sold + blocked, free, held, sold, blocked);
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
    List<Counts> tiers = new ArrayList<>();
    for (int tier = 0; tier < terms.tiers().size(); tier++) {
      tiers.add(
          Counts.of(
              from.countInTier(tier, SeatState.FREE),
              from.countInTier(tier, SeatState.HELD),
              from.countInTier(tier, SeatState.SOLD),
              from.countInTier(tier, SeatState.BLOCKED)));
    }
    List<Counts> sections = new ArrayList<>();
    for (int section = 0; section < terms.sections().size(); section++) {
      sections.add(
          Counts.of(
              from.countInSection(section, SeatState.FREE),
              from.countInSection(section, SeatState.HELD),
              from.countInSection(section, SeatState.SOLD),
              from.countInSection(section, SeatState.BLOCKED)));
    }
    Counts total =
        Counts.of(
            from.count(SeatState.FREE),
            from.count(SeatState.HELD),
            from.count(SeatState.SOLD),
            from.count(SeatState.BLOCKED));
    return new PerformanceView(
        terms,
        from.version(),
        from.isClosed(),
        total,
        List.copyOf(tiers),
        List.copyOf(sections),
        from.states(),
        head);
  }
}
