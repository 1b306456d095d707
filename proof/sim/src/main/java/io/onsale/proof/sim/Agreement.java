package io.onsale.proof.sim;

import io.onsale.inventory.model.HoldView;
import io.onsale.inventory.model.Performance;
import io.onsale.inventory.model.SeatEngine;
import io.onsale.proof.sim.Failure.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Whether an engine has what the model has, and what the changes told make of it. */
final class Agreement {
  private final ReferenceModel model;
  private final Ledger ledger;

  Agreement(ReferenceModel model, Ledger ledger) {
    this.model = model;
    this.ledger = ledger;
  }

  /**
   * Compares time, seats and terms, and closely also counts and holds.
   *
   * @throws Failure where they differ
   */
  void check(String who, SeatEngine engine, boolean closely) {
    if (engine.now() != model.now) {
      throw new Failure(
          Kind.STATE, "%s has the time %d, not %d".formatted(who, engine.now(), model.now));
    }
    for (ReferenceModel.Show show : model.shows.values()) {
      Performance performance = engine.performance(show.id);
      if (performance == null || engine.performances() != model.shows.size()) {
        throw new Failure(Kind.STATE, who + " has not the performances that were opened");
      }
      compare(who, performance, show);
      if (closely) {
        compareCounts(who, performance, show);
      }
    }
    if (closely) {
      for (ReferenceModel.Hold hold : model.holds) {
        compare(who, engine, hold);
      }
      long live = model.holds.stream().filter(h -> h.status == ReferenceModel.Status.LIVE).count();
      if (engine.liveHolds() != live) {
        throw new Failure(
            Kind.STATE, "%s has %d live holds, not %d".formatted(who, engine.liveHolds(), live));
      }
    }
  }

  private void compare(String who, Performance performance, ReferenceModel.Show show) {
    int[] told = ledger.states(show.id);
    int all = 0;
    for (int state = 0; state < 4; state++) {
      all += performance.count(state);
    }
    if (all != show.states.length || performance.capacity() != show.states.length) {
      throw new Failure(
          Kind.CAPACITY,
          "%s counts %d seats of %d in performance %d"
              .formatted(who, all, show.states.length, show.id));
    }
    if (performance.version() != show.version) {
      throw new Failure(
          Kind.VERSION,
          "%s has version %d of performance %d, not %d"
              .formatted(who, performance.version(), show.id, show.version));
    }
    for (int seat = 0; seat < show.states.length; seat++) {
      int state = performance.state(seat);
      if (state != show.states[seat].code || state != told[seat]) {
        throw new Failure(
            Kind.STATE,
            "%s has seat %d of performance %d in state %d; the changes told make it %d, and it should be %s"
                .formatted(who, seat, show.id, state, told[seat], show.states[seat]));
      }
    }
    if (performance.isClosed() != show.closed
        || !performance.limits().equals(show.limits)
        || !performance.window().equals(show.window)
        || performance.holdDuration() != show.holdDuration
        || !performance.tiers().equals(show.tiers)) {
      throw new Failure(Kind.STATE, who + " has other facts of performance " + show.id);
    }
  }

  private void compare(String who, SeatEngine engine, ReferenceModel.Hold hold) {
    HoldView view = new HoldView();
    if (!engine.findHold(hold.show.id, ledger.number(hold.number), view)) {
      throw new Failure(
          Kind.STATE,
          "%s does not know hold %d of performance %d".formatted(who, hold.number, hold.show.id));
    }
    Set<Integer> owned = new TreeSet<>();
    List<Integer> seats = new ArrayList<>();
    List<Long> prices = new ArrayList<>();
    for (int i = 0; i < view.size(); i++) {
      seats.add(view.seat(i));
      prices.add(view.price(i));
      if (view.owns(i)) {
        owned.add(view.seat(i));
      }
    }
    if (!view.status().name().equals(hold.status.name())
        || view.buyer() != hold.buyer
        || view.identity() != hold.identity
        || view.deadline() != hold.deadline
        || !seats.equals(hold.seats)
        || !prices.equals(hold.prices)
        || !owned.equals(hold.owned)) {
      throw new Failure(
          Kind.STATE,
          "%s has hold %d as %s of buyer %d until %d, seats %s of which %s are its own; it should be %s of buyer %d until %d, seats %s of which %s"
              .formatted(
                  who,
                  hold.number,
                  view.status(),
                  view.buyer(),
                  view.deadline(),
                  seats,
                  owned,
                  hold.status,
                  hold.buyer,
                  hold.deadline,
                  hold.seats,
                  hold.owned));
    }
  }

  private void compareCounts(String who, Performance performance, ReferenceModel.Show show) {
    int[][] tiers = new int[4][show.tiers.size()];
    int[][] sections = new int[4][show.opening.sections().size()];
    byte[] packed = performance.states();
    Set<Long> buyers = new TreeSet<>();
    Set<Long> identities = new TreeSet<>();
    for (int seat = 0; seat < show.states.length; seat++) {
      int state = show.states[seat].code;
      tiers[state][show.tierOf[seat]]++;
      sections[state][show.sectionOf(seat)]++;
      same(who, "the packed state of seat", seat, packed[seat / 4] >>> (seat % 4 * 2) & 3, state);
      same(who, "the tier of seat", seat, performance.tierOf(seat), show.tierOf[seat]);
      same(
          who,
          "the attributes of seat",
          seat,
          performance.attributesOf(seat),
          show.attributesOf[seat]);
    }
    int[] tierCounts = performance.countsOfTiers();
    int[] sectionCounts = performance.countsOfSections();
    for (int state = 0; state < 4; state++) {
      for (int tier = 0; tier < show.tiers.size(); tier++) {
        same(who, "the count of tier", tier, tierCounts[4 * tier + state], tiers[state][tier]);
      }
      for (int section = 0; section < sections[state].length; section++) {
        same(
            who,
            "the count of section",
            section,
            sectionCounts[4 * section + state],
            sections[state][section]);
      }
    }
    for (ReferenceModel.Hold hold : model.holds) {
      buyers.add(hold.buyer);
      identities.add(hold.identity);
    }
    identities.remove(0L);
    for (long buyer : buyers) {
      same(
          who,
          "the seats of buyer",
          buyer,
          performance.seatsOfBuyer(buyer),
          model.seatsOfBuyer(show, buyer));
    }
    for (long identity : identities) {
      same(
          who,
          "the seats of identity",
          identity,
          performance.seatsOfIdentity(identity),
          model.seatsOfIdentity(show, identity));
    }
  }

  private static void same(String who, String what, long which, int is, int should) {
    if (is != should) {
      throw new Failure(
          Kind.STATE,
          "%s has %d as %s %d, and it should be %d".formatted(who, is, what, which, should));
    }
  }
}
