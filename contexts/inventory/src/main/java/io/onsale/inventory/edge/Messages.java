package io.onsale.inventory.edge;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import com.google.protobuf.UnsafeByteOperations;
import io.onsale.contracts.common.v1.Money;
import io.onsale.contracts.inventory.v1.Availability;
import io.onsale.contracts.inventory.v1.AvailabilityDelta;
import io.onsale.contracts.inventory.v1.Counts;
import io.onsale.contracts.inventory.v1.Held;
import io.onsale.contracts.inventory.v1.HeldSeat;
import io.onsale.contracts.inventory.v1.SectionCounts;
import io.onsale.contracts.inventory.v1.TierCounts;
import io.onsale.inventory.flow.Answer;
import io.onsale.inventory.flow.HoldState;
import io.onsale.inventory.flow.PerformanceView;
import io.onsale.inventory.flow.SeatEvent;
import io.onsale.kit.ids.Ids;

/** Writes what the seats say as messages of the contract. */
final class Messages {
  private Messages() {}

  static Held held(PerformanceView.Terms terms, Answer.Held held) {
    return held(
        terms,
        held.hold(),
        held.seats(),
        held.prices(),
        held.total(),
        held.deadline(),
        held.version());
  }

  static Held held(PerformanceView.Terms terms, HoldState hold) {
    return held(
        terms,
        hold.hold(),
        hold.seats(),
        hold.prices(),
        hold.total(),
        hold.deadline(),
        hold.version());
  }

  static io.onsale.contracts.inventory.v1.HoldState holdState(
      PerformanceView.Terms terms, HoldState hold) {
    return io.onsale.contracts.inventory.v1.HoldState.newBuilder()
        .setHold(held(terms, hold))
        .setStatus(
            switch (hold.status()) {
              case LIVE -> io.onsale.contracts.inventory.v1.HoldState.Status.LIVE;
              case SOLD -> io.onsale.contracts.inventory.v1.HoldState.Status.SOLD;
              case RELEASED -> io.onsale.contracts.inventory.v1.HoldState.Status.RELEASED;
              case EXPIRED -> io.onsale.contracts.inventory.v1.HoldState.Status.EXPIRED;
              case RETURNED -> io.onsale.contracts.inventory.v1.HoldState.Status.RETURNED;
            })
        .setPerformanceId(Ids.format(hold.performance()))
        .setBuyerId(Ids.format(hold.buyer()))
        .setOrganizerId(Ids.format(terms.organizer()))
        .build();
  }

  static Availability availability(PerformanceView view) {
    PerformanceView.Terms terms = view.terms();
    Availability.Builder availability =
        Availability.newBuilder()
            .setPerformanceId(Ids.format(terms.performance()))
            .setVersion(view.version())
            .setTotal(counts(view.total()))
            .setStates(UnsafeByteOperations.unsafeWrap(view.states().toBytes()))
            .setMapDigest(ByteString.copyFrom(terms.mapDigest()))
            .setOrganizerId(Ids.format(terms.organizer()))
            .setChainHead(UnsafeByteOperations.unsafeWrap(view.head()));
    for (int i = 0; i < terms.tiers().size(); i++) {
      availability.addTiers(
          TierCounts.newBuilder()
              .setTier(terms.tiers().get(i).name())
              .setCounts(counts(view.tier(i))));
    }
    for (int i = 0; i < terms.sections().size(); i++) {
      availability.addSections(
          SectionCounts.newBuilder()
              .setSection(terms.sections().get(i).name())
              .setCounts(counts(view.section(i))));
    }
    return availability.build();
  }

  static AvailabilityDelta delta(SeatEvent event) {
    AvailabilityDelta.Builder delta =
        AvailabilityDelta.newBuilder().setVersion(event.version()).setState(event.kind().state());
    for (int seat : event.seats()) {
      delta.addSeats(seat);
    }
    return delta.build();
  }

  private static Held held(
      PerformanceView.Terms terms,
      long hold,
      int[] seats,
      long[] prices,
      long total,
      long deadline,
      long version) {
    Held.Builder held =
        Held.newBuilder()
            .setHoldId(HoldId.format(terms.performance(), hold))
            .setTotal(Money.newBuilder().setAmount(total).setCurrency(terms.currency()))
            .setVersion(version);
    if (deadline != 0) {
      held.setExpiresAt(time(deadline));
    }
    for (int i = 0; i < seats.length; i++) {
      held.addSeats(
          HeldSeat.newBuilder()
              .setIndex(seats[i])
              .setTier(terms.tiers().get(terms.tierOf()[seats[i]]).name())
              .setPrice(prices[i]));
    }
    return held.build();
  }

  static Counts counts(PerformanceView.Counts counts) {
    return Counts.newBuilder()
        .setCapacity(counts.capacity())
        .setFree(counts.free())
        .setHeld(counts.held())
        .setSold(counts.sold())
        .setBlocked(counts.blocked())
        .build();
  }

  private static Timestamp time(long millis) {
    return Timestamp.newBuilder()
        .setSeconds(Math.floorDiv(millis, 1_000L))
        .setNanos((int) Math.floorMod(millis, 1_000L) * 1_000_000)
        .build();
  }
}
