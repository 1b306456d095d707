package io.onsale.orders.flow;

import io.onsale.orders.model.Money;
import io.onsale.orders.model.Order;
import io.onsale.orders.model.Receipt;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Money has come. It becomes tickets, or goes back: there is no third way.
 *
 * <p>That the order takes it is written before its seats are touched, so that from then on nobody
 * can cancel it or let it expire.
 */
public final class TakePayment {
  private static final Logger LOG = LoggerFactory.getLogger(TakePayment.class);
  private static final int TRIES_MAX = 20;

  private final Orders orders;
  private final Payments payments;
  private final SeatOrder seatOrder;
  private final PayBack payBack;

  public TakePayment(Orders orders, Payments payments, SeatOrder seatOrder, PayBack payBack) {
    this.orders = orders;
    this.payments = payments;
    this.seatOrder = seatOrder;
    this.payBack = payBack;
  }

  /** Brings it to its end, or throws to be told again. */
  public void of(String payment, String id, Money amount) {
    for (int i = 0; i < TRIES_MAX; i++) {
      Optional<Order> found = orders.find(id);
      if (found.isEmpty()) {
        LOG.error("payment {} came for order {}, which does not exist: it goes back", payment, id);
        payments.refund(id, payment);
        return;
      }
      if (take(found.get(), payment, amount)) {
        return;
      }
    }
    throw new IllegalStateException("order " + id + " changes faster than its payment is taken");
  }

  /**
   * An order is paid: a payment of it that is still open is closed. There is one when this one had
   * been declined at first, and another was opened then.
   */
  public void taken(String id) {
    payments.cancel(id);
  }

  /** False when the order has changed since it was read. */
  private boolean take(Order order, String payment, Money amount) {
    return switch (order.receive(payment, amount)) {
      case Receipt.Takes(var funded) -> {
        if (!written(order, funded)) {
          yield false;
        }
        seatOrder.of(funded);
        yield true;
      }
      case Receipt.SendsBack(var payingBack) -> {
        if (!written(order, payingBack)) {
          yield false;
        }
        payBack.of(payingBack);
        yield true;
      }
      case Receipt.Surplus() -> {
        LOG.warn("payment {} is not what order {} waits for: it goes back", payment, order.id());
        payments.refund(order.id(), payment);
        yield true;
      }
      case Receipt.Done() -> true;
    };
  }

  private boolean written(Order seen, Order next) {
    return next.revision() == seen.revision() || orders.replace(next, List.of());
  }
}
