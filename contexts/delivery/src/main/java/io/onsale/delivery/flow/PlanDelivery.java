package io.onsale.delivery.flow;

import io.onsale.delivery.model.Delivery;
import io.onsale.delivery.model.Fault;
import io.onsale.delivery.model.Wish;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Records how an order's tickets shall travel, once. */
public final class PlanDelivery {
  private final Deliveries deliveries;
  private final InstantSource clock;

  public PlanDelivery(Deliveries deliveries, InstantSource clock) {
    this.deliveries = deliveries;
    this.clock = clock;
  }

  /** The delivery as it was planned first. Answers Impossible for a wish that can't be met. */
  public Answer plan(String order, String account, String organizer, Wish wish) {
    List<Fault> faults = wish.faults();
    if (!faults.isEmpty()) {
      return new Answer.Impossible(faults);
    }
    Delivery delivery =
        Delivery.plan(
            order, account, organizer, wish, clock.instant().truncatedTo(ChronoUnit.MILLIS));
    if (deliveries.plan(delivery)) {
      return new Answer.Given(delivery);
    }
    return deliveries
        .find(order)
        .<Answer>map(Answer.Given::new)
        .orElseThrow(() -> new IllegalStateException("the delivery of " + order + " has vanished"));
  }
}
