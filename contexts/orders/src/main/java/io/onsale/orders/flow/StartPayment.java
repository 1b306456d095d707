package io.onsale.orders.flow;

import io.onsale.orders.flow.Payments.Opening;
import io.onsale.orders.model.Order;
import io.onsale.orders.model.Party;
import io.onsale.orders.model.Refusal;
import io.onsale.orders.model.Status;
import java.time.InstantSource;
import java.util.Optional;

/** Opens a payment for an order that waits for one. */
public final class StartPayment {
  private final Orders orders;
  private final Payments payments;
  private final InstantSource clock;

  public StartPayment(Orders orders, Payments payments, InstantSource clock) {
    this.orders = orders;
    this.payments = payments;
    this.clock = clock;
  }

  /** Refuses with NotFound, WrongState, OrderExpired, UnknownProvider. */
  public Answer<Opening.Opened> start(Party party, String id, String provider) {
    Optional<Order> found = orders.find(id).filter(party::bought);
    if (found.isEmpty()) {
      return Answer.refused(new Refusal.NotFound("order"));
    }
    Optional<Refusal> refusal = found.get().refusesPayment(clock.instant());
    if (refusal.isPresent()) {
      return Answer.refused(refusal.get());
    }
    return switch (payments.open(found.get(), provider)) {
      case Opening.Opened opened -> stillWanted(opened);
      case Opening.UnknownProvider() -> Answer.refused(new Refusal.UnknownProvider(provider));
      case Opening.AlreadyPaid() ->
          Answer.refused(
              refusesNow(id)
                  .orElseGet(() ->
                      new Refusal.WrongState(
                          Status.AWAITING_PAYMENT, "It is paid: its tickets are on their way.")));
    };
  }

  /** What the order has become while the payment was opened. */
  private Optional<Refusal> refusesNow(String id) {
    return orders.find(id).flatMap(order -> order.refusesPayment(clock.instant()));
  }

  /**
   * It may have ended while the payment was opened, after its open payments had been closed: then
   * this one is closed too.
   */
  private Answer<Opening.Opened> stillWanted(Opening.Opened opened) {
    Optional<Refusal> refusal = refusesNow(opened.order());
    if (refusal.isEmpty()) {
      return Answer.given(opened);
    }
    payments.cancel(opened.order());
    return Answer.refused(refusal.get());
  }
}
