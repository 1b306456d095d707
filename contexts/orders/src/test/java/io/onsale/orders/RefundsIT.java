package io.onsale.orders;

import static org.assertj.core.api.Assertions.assertThat;

import io.onsale.contracts.gates.v1.TicketAdmitted;
import io.onsale.contracts.gates.v1.TicketsVoidRefused;
import io.onsale.contracts.gates.v1.TicketsVoided;
import io.onsale.contracts.inventory.v1.HoldState;
import io.onsale.contracts.orders.v1.Order;
import io.onsale.contracts.orders.v1.OrderRefundRequested;
import io.onsale.contracts.reasons.v1.Reason;
import org.junit.jupiter.api.Test;

/** Confirmed orders that are given back. */
final class RefundsIT extends OrdersFixture {
  @Test
  void refundsConfirmedOrderInFull() {
    Order order = confirmed(ANN, 1);
    assertThat(refund(ANN, order).getStatus()).isEqualTo(Order.Status.REFUNDING);
    assertThat(refund(ANN, order).getStatus()).isEqualTo(Order.Status.REFUNDING);
    assertThat(orders.published(OrderRefundRequested.getDefaultInstance()))
        .extracting(OrderRefundRequested::getByOrganizer)
        .containsExactly(false);
    assertThat(payments.refunds).isEmpty();
    payments.faults = 2;
    tickets(order, TicketsVoided.newBuilder().setOrderId(order.getId()).build());
    assertThat(payments.refunds).containsExactly("pay");
    assertThat(inventory.status(order.getHoldId())).isEqualTo(HoldState.Status.RETURNED);
    refunded("pay", order, 100);
    assertThat(get(ANN, order).getStatus()).isEqualTo(Order.Status.REFUNDED);
    assertThat(refund(ANN, order).getStatus()).isEqualTo(Order.Status.REFUNDED);
  }

  @Test
  void keepsOrderWhoseTicketWasUsed() {
    Order order = confirmed(ANN, 1);
    refund(ANN, order);
    tickets(order, TicketsVoidRefused.newBuilder().setOrderId(order.getId()).build());
    assertThat(get(ANN, order).getStatus()).isEqualTo(Order.Status.CONFIRMED);
    assertRefused(Reason.TICKET_USED, () -> refund(ANN, order));
    assertThat(refund(HOUSE, order).getStatus()).isEqualTo(Order.Status.REFUNDING);
    assertThat(orders.published(OrderRefundRequested.getDefaultInstance()))
        .extracting(OrderRefundRequested::getByOrganizer)
        .containsExactly(false, true);
  }

  @Test
  void refusesRefundToBuyerOnceTicketWasAdmitted() {
    Order order = confirmed(ANN, 1);
    tickets(order, TicketAdmitted.newBuilder().setOrderId(order.getId()).build());
    assertRefused(Reason.TICKET_USED, () -> refund(ANN, order));
  }
}
