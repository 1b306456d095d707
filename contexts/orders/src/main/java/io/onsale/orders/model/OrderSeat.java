package io.onsale.orders.model;

/**
 * One seat of an order.
 *
 * @param index place in the performance's seat map
 * @param price all-in, what is paid for it, in minor units of the order's currency
 * @param attendee empty when none was named
 */
public record OrderSeat(int index, String tier, long price, String attendee) {}
