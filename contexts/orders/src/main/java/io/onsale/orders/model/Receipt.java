package io.onsale.orders.model;

/** What an order does with money that has come for it. */
public sealed interface Receipt {
  /**
   * Takes it; its seats are to be sold next. Also the answer when this payment comes again before
   * that is done.
   */
  record Takes(Order order) implements Receipt {}

  /**
   * Sends it back: the order was given up. Also the answer when this payment comes again before
   * that is done.
   */
  record SendsBack(Order order) implements Receipt {}

  /**
   * Sends this payment back alone; the order stays as it is: it is paid by another, or the amount
   * is not its total.
   */
  record Surplus() implements Receipt {}

  /** It has been dealt with. */
  record Done() implements Receipt {}
}
