package io.onsale.payments.model;

/** Where a payment is in its life. The provider's word is the fact; ours is the intent. */
public sealed interface State {
  /** Opened, and not yet paid. An order has one of these at most. */
  record Pending() implements State {
    Cancelled cancel() {
      return new Cancelled();
    }

    Declined decline() {
      return new Declined();
    }
  }

  /** The money is there. */
  record Succeeded() implements State {
    Refunding refund() {
      return new Refunding();
    }
  }

  /** The provider said no. */
  record Declined() implements State {}

  /** Closed by us. Money that was under way may still come. */
  record Cancelled() implements State {}

  /** The provider is asked to send the money back. */
  record Refunding() implements State {}

  /** The money went back in full. */
  record Refunded() implements State {}
}
