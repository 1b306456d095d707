package io.onsale.delivery.model;

import io.onsale.delivery.model.State.Cancelled;
import io.onsale.delivery.model.State.Delivered;
import io.onsale.delivery.model.State.Packed;
import io.onsale.delivery.model.State.Planned;
import io.onsale.delivery.model.State.Preparing;
import io.onsale.delivery.model.State.Sent;
import java.time.Instant;

/**
 * How an order's tickets travel, and where they are.
 *
 * @param account the buyer
 * @param organizer whose show it is
 * @param revision grows by one with each change
 */
public record Delivery(
    String order,
    String account,
    String organizer,
    Wish wish,
    State state,
    Instant updatedAt,
    long revision) {

  /** A new one; it waits for the order's payment. */
  public static Delivery plan(
      String order, String account, String organizer, Wish wish, Instant now) {
    return new Delivery(order, account, organizer, wish, new Planned(), now, 0);
  }

  public Status status() {
    return state.status();
  }

  /** The tickets are there. */
  public Decision dispatch(Instant now) {
    return switch (state) {
      case Planned planned -> become(planned.dispatch(wish.method()), now);
      // Its order had ended without payment, and a late one woke it.
      case Cancelled cancelled -> become(cancelled.dispatch(wish.method()), now);
      case Preparing _, Packed _, Sent _, Delivered _ -> new Decision.Stays(this);
    };
  }

  /** Stops what waits for payment: its order ended without. What was dispatched stays as it is. */
  public Decision lapse(Instant now) {
    return state instanceof Planned ? cancel(now) : new Decision.Stays(this);
  }

  /** Stops what has not left the house; what has left stays as it is. */
  public Decision cancel(Instant now) {
    return switch (state) {
      case Planned _, Preparing _, Packed _ -> become(new Cancelled(), now);
      case Sent _, Delivered _, Cancelled _ -> new Decision.Stays(this);
    };
  }

  /**
   * The organiser says where it is. It goes forward only, and may skip a step that nobody told.
   *
   * @param trackingNumber empty when there is none, or to keep the one that is known
   */
  public Decision update(Status told, String trackingNumber, Instant now) {
    if (wish.method() == Method.MOBILE) {
      return new Decision.Refuses("Tickets on the phone don't travel by courier.");
    }
    return switch (state) {
      case Planned _ ->
          new Decision.Refuses("The order is not paid yet: there is nothing to send.");
      case Cancelled _ -> new Decision.Refuses("The delivery was cancelled.");
      case Preparing _, Packed _, Sent _, Delivered _ -> forward(told, trackingNumber, now);
    };
  }

  private Decision forward(Status told, String trackingNumber, Instant now) {
    String number = trackingNumber.isEmpty() ? state.trackingNumber() : trackingNumber;
    if (told.compareTo(status()) < 0) {
      return new Decision.Refuses("It is further already: " + status() + ".");
    }
    State next =
        switch (told) {
          case PACKED -> new Packed();
          case SENT -> new Sent(number);
          case DELIVERED -> new Delivered(number);
          case PLANNED, PREPARING, CANCELLED -> state;
        };
    return next.equals(state) ? new Decision.Stays(this) : become(next, now);
  }

  private Decision become(State next, Instant now) {
    return new Decision.Become(
        new Delivery(order, account, organizer, wish, next, now, revision + 1));
  }
}
