package io.onsale.orders.flow;

import io.onsale.orders.flow.Seats.HeldSeat;
import io.onsale.orders.flow.Seats.Hold;
import io.onsale.orders.model.Money;
import io.onsale.orders.model.Order;
import io.onsale.orders.model.OrderSeat;
import io.onsale.orders.model.PriceLines;
import io.onsale.orders.model.PriceSplit;
import io.onsale.orders.model.Refusal;
import io.onsale.orders.model.Refusal.Fault;
import io.onsale.orders.model.Seating;
import io.onsale.orders.model.Terms;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns a buyer's live hold into an order, once. */
public final class PlaceOrder {
  private static final Logger LOG = LoggerFactory.getLogger(PlaceOrder.class);
  private static final int NAME_MAX = 100;
  private static final int SWEEP_MAX = 100;

  /** Much longer than any call lasts: who has not placed it by then never will. */
  private static final Duration CUT_OFF = Duration.ofMinutes(10);

  private final Orders orders;
  private final Seats seats;
  private final Deliveries deliveries;
  private final PriceSplit split;
  private final Supplier<String> ids;
  private final InstantSource clock;

  /**
   * @param ids makes ids that grow with time
   */
  public PlaceOrder(
      Orders orders,
      Seats seats,
      Deliveries deliveries,
      PriceSplit split,
      Supplier<String> ids,
      InstantSource clock) {
    this.orders = orders;
    this.seats = seats;
    this.deliveries = deliveries;
    this.split = split;
    this.ids = ids;
    this.clock = clock;
  }

  /**
   * @param attendees one name for each seat in the hold's order, or none
   */
  public record Wish(
      String buyer,
      String hold,
      List<String> attendees,
      boolean substitute,
      Deliveries.Wish delivery) {
    public Wish {
      attendees = List.copyOf(attendees);
    }
  }

  /** What a hold costs and what its total is made of. */
  public record Price(Money total, PriceLines lines) {}

  /** What an order of the buyer's hold would cost. Refuses with NotFound. */
  public Answer<Price> price(String buyer, String hold) {
    return seats
        .find(hold)
        .filter(found -> found.buyer().equals(buyer))
        .map(found -> Answer.given(new Price(found.total(), split.split(found.total()))))
        .orElseGet(() -> Answer.refused(new Refusal.NotFound("hold")));
  }

  /**
   * Asks the peers, and writes nothing yet: the order as it would be. Who gets one has to {@link
   * #place} it or {@link #abandon} it. Refuses with NotFound, HoldExpired, HoldEnded,
   * HoldAlreadyOrdered, Impossible.
   */
  public Answer<Order> prepare(Wish wish) {
    Optional<Hold> found =
        seats.find(wish.hold()).filter(hold -> hold.buyer().equals(wish.buyer()));
    if (found.isEmpty()) {
      return Answer.refused(new Refusal.NotFound("hold"));
    }
    Hold hold = found.get();
    Optional<Refusal> refusal = refuses(hold, wish.attendees());
    if (refusal.isPresent()) {
      return Answer.refused(refusal.get());
    }
    Order order = order(hold, wish);
    orders.begin(order.id(), order.terms().placedAt());
    List<Fault> faults =
        deliveries.plan(order.id(), wish.buyer(), hold.organizer(), wish.delivery());
    if (faults.isEmpty()) {
      return Answer.given(order);
    }
    orders.forget(order.id());
    return Answer.refused(new Refusal.Impossible(faults));
  }

  /** Writes it, with its event. Refuses with HoldAlreadyOrdered when another was faster. */
  public Answer<Order> place(Order prepared) {
    if (orders.place(prepared, new OrderEvent.Placed(prepared))) {
      return Answer.given(prepared);
    }
    Order winner =
        orders
            .findByHold(prepared.terms().hold())
            .orElseThrow(
                () -> new IllegalStateException("nobody has hold " + prepared.terms().hold()));
    return Answer.refused(new Refusal.HoldAlreadyOrdered(winner.id()));
  }

  /** It was not placed after all: nothing of it is left with the peers. */
  public void abandon(Order prepared) {
    abandon(prepared.id());
  }

  private void abandon(String id) {
    deliveries.lapse(id);
    orders.forget(id);
  }

  /**
   * Abandons what was begun and cut off. Called again and again; each call does a bounded piece.
   * Answers how many.
   */
  public int sweep() {
    int swept = 0;
    for (String id : orders.begun(clock.instant().minus(CUT_OFF), SWEEP_MAX)) {
      try {
        abandon(id);
        swept++;
      } catch (RuntimeException e) {
        // One that can't be abandoned must not keep those behind it.
        LOG.warn("what was begun of order {} is not taken back yet", id, e);
      }
    }
    return swept;
  }

  private Optional<Refusal> refuses(Hold hold, List<String> attendees) {
    Optional<Order> ordered = orders.findByHold(hold.id());
    if (ordered.isPresent()) {
      return Optional.of(new Refusal.HoldAlreadyOrdered(ordered.get().id()));
    }
    Optional<Refusal> ended =
        switch (hold.standing()) {
          case LIVE ->
              clock.instant().isBefore(hold.expiresAt())
                  ? Optional.empty()
                  : Optional.of(new Refusal.HoldExpired());
          case EXPIRED -> Optional.of(new Refusal.HoldExpired());
          case ENDED -> Optional.of(new Refusal.HoldEnded());
        };
    if (ended.isPresent()) {
      return ended;
    }
    List<Fault> faults = faults(hold, attendees);
    return faults.isEmpty() ? Optional.empty() : Optional.of(new Refusal.Impossible(faults));
  }

  private static List<Fault> faults(Hold hold, List<String> attendees) {
    List<Fault> faults = new ArrayList<>();
    int seats = hold.seats().size();
    if (!attendees.isEmpty() && attendees.size() != seats) {
      faults.add(
          new Fault(
              "/attendees", "must name one for each of the " + seats + " seats, or none at all"));
      return faults;
    }
    for (int i = 0; i < attendees.size(); i++) {
      String name = attendees.get(i);
      if (name.isBlank()
          || name.length() > NAME_MAX
          || name.chars().anyMatch(Character::isISOControl)) {
        faults.add(
            new Fault(
                "/attendees/" + i + "/name",
                "must have 1 to " + NAME_MAX + " characters in one line"));
      }
    }
    return faults;
  }

  private Order order(Hold hold, Wish wish) {
    List<OrderSeat> taken = new ArrayList<>(hold.seats().size());
    for (int i = 0; i < hold.seats().size(); i++) {
      HeldSeat seat = hold.seats().get(i);
      String attendee = wish.attendees().isEmpty() ? "" : wish.attendees().get(i).strip();
      taken.add(new OrderSeat(seat.index(), seat.tier(), seat.price(), attendee));
    }
    Terms terms =
        new Terms(
            ids.get(),
            hold.id(),
            hold.performance(),
            wish.buyer(),
            hold.organizer(),
            hold.total(),
            split.split(hold.total()),
            wish.substitute(),
            wish.delivery().method(),
            // As precise as the books keep it.
            clock.instant().truncatedTo(ChronoUnit.MILLIS));
    return Order.place(terms, new Seating(hold.id(), taken), hold.expiresAt());
  }
}
