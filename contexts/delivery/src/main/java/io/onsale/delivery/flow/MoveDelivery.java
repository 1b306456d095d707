package io.onsale.delivery.flow;

import io.onsale.delivery.model.Decision;
import io.onsale.delivery.model.Delivery;
import io.onsale.delivery.model.Status;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.BiFunction;

/** Moves a delivery on: its tickets are there, it is stopped, or its organiser says where it is. */
public final class MoveDelivery {
  private static final int TRIES_MAX = 20;

  private final Deliveries deliveries;
  private final InstantSource clock;

  public MoveDelivery(Deliveries deliveries, InstantSource clock) {
    this.deliveries = deliveries;
    this.clock = clock;
  }

  /** The tickets are there. Answers NotFound. */
  public Answer dispatch(String order) {
    return move(deliveries.find(order), Delivery::dispatch);
  }

  /** Stops what has not left the house; answers how it stands. Answers NotFound. */
  public Answer cancel(String order) {
    return move(deliveries.find(order), Delivery::cancel);
  }

  /** Its order ended without payment: stops what waits for it. Answers NotFound. */
  public Answer lapse(String order) {
    return move(deliveries.find(order), Delivery::lapse);
  }

  /** The organiser says where a paper delivery is. Answers NotFound for another's, WrongState. */
  public Answer update(String organizer, String order, Status told, String trackingNumber) {
    return move(
        deliveries.find(order).filter(delivery -> delivery.organizer().equals(organizer)),
        (delivery, now) -> delivery.update(told, trackingNumber, now));
  }

  private Answer move(Optional<Delivery> found, BiFunction<Delivery, Instant, Decision> step) {
    Optional<Delivery> delivery = found;
    for (int i = 0; i < TRIES_MAX; i++) {
      if (delivery.isEmpty()) {
        return new Answer.NotFound();
      }
      Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
      switch (step.apply(delivery.get(), now)) {
        case Decision.Become(var next) -> {
          if (deliveries.replace(next)) {
            return new Answer.Given(next);
          }
          delivery = deliveries.find(next.order());
        }
        case Decision.Stays(var same) -> {
          return new Answer.Given(same);
        }
        case Decision.Refuses(var why) -> {
          return new Answer.WrongState(why);
        }
      }
    }
    throw new IllegalStateException("a delivery changes faster than it can be moved");
  }
}
