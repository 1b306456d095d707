package io.onsale.orders.model;

import java.util.ArrayList;
import java.util.List;

/**
 * Which seats, and by which hold of the inventory they are held or sold now.
 *
 * @param hold the hold that was ordered, or the one by which a late payment took seats again
 */
public record Seating(String hold, List<OrderSeat> seats) {
  public Seating {
    seats = List.copyOf(seats);
  }

  /** A seat as the inventory names it. */
  public record Place(int index, String tier) {}

  /**
   * The same people at these places: who sits there and what was paid stays.
   *
   * @throws IllegalArgumentException when there are more or fewer places than seats
   */
  public Seating at(String newHold, List<Place> places) {
    if (places.size() != seats.size()) {
      throw new IllegalArgumentException(places.size() + " places for " + seats.size() + " seats");
    }
    List<OrderSeat> moved = new ArrayList<>(seats.size());
    for (int i = 0; i < places.size(); i++) {
      OrderSeat seat = seats.get(i);
      Place place = places.get(i);
      moved.add(new OrderSeat(place.index(), place.tier(), seat.price(), seat.attendee()));
    }
    return new Seating(newHold, moved);
  }
}
