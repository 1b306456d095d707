package io.onsale.orders.flow;

import io.onsale.orders.model.Order;

/** What others are told, in the same transaction as the state that it tells. */
public sealed interface OrderEvent {
  Order order();

  record Placed(Order order) implements OrderEvent {}

  /** The money is there and the seats are sold: tickets are to be issued. */
  record Paid(Order order) implements OrderEvent {}

  record Confirmed(Order order) implements OrderEvent {}

  record Expired(Order order) implements OrderEvent {}

  record Cancelled(Order order) implements OrderEvent {}

  /** Tickets are to be made void. */
  record RefundRequested(Order order, boolean byOrganizer) implements OrderEvent {}

  record Refunded(Order order) implements OrderEvent {}
}
