package io.onsale.orders.model;

import org.jspecify.annotations.Nullable;

/**
 * Where an order is in its life. Each state has the steps that lead out of it and no other, so that
 * a wrong step does not compile.
 *
 * <pre>
 * AwaitingPayment ──fund──▶ Funded ──seat──▶ Paid ──confirm──▶ Confirmed ──askRefund──▶ RefundRequested
 *   │  ▲        │             │ ▲ │                               ▲  keep (a ticket was used) │  │
 *   │ extend    │      no seats │ └─ no money, no seats ─▶ Expired └──────────────────────────┘  │ free: done
 *   ▼           ▼             ▼ │                            │                        payBack │  ▼
 * Cancelled   Expired ── late ──┘                            ▲                                ▼ Refunded
 *   └── money came all the same ──────────────▶ PayingBack ──────── money is back ──────────▶
 * </pre>
 *
 * <p>A null payment stands for an order that costs nothing.
 */
public sealed interface State {

  /** Waits for the buyer's money. */
  record AwaitingPayment() implements State {
    Funded fund(String payment) {
      return new Funded(payment);
    }

    Expired expire() {
      return new Expired();
    }

    Cancelled cancel() {
      return new Cancelled();
    }
  }

  /**
   * The money is there, or none is needed; the seats are not yet sold. From here it goes to tickets
   * or back to the money.
   */
  record Funded(@Nullable String payment) implements State {
    Paid seat() {
      return new Paid(payment);
    }

    /** There are no seats for it. */
    State noSeats() {
      return payment == null ? new Expired() : new PayingBack(payment);
    }
  }

  /** Money and seats are there; the tickets are being issued. */
  record Paid(@Nullable String payment) implements State {
    Confirmed confirm() {
      return new Confirmed(payment, false);
    }

    RefundRequested losePayment() {
      return new RefundRequested(payment, true);
    }
  }

  /**
   * Money, seats and tickets are one.
   *
   * @param admitted whether a ticket of it was let in at a gate
   */
  record Confirmed(@Nullable String payment, boolean admitted) implements State {
    Confirmed admit() {
      return new Confirmed(payment, true);
    }

    RefundRequested askRefund(boolean byOrganizer) {
      return new RefundRequested(payment, byOrganizer);
    }
  }

  /** The tickets are being made void. */
  record RefundRequested(@Nullable String payment, boolean byOrganizer) implements State {
    /** The provider took the money back: a ticket that was used must go, too. */
    RefundRequested losePayment() {
      return new RefundRequested(payment, true);
    }

    /** The tickets are void. */
    State payBack() {
      return payment == null ? new Refunded(null) : new PayingBack(payment);
    }

    /** A ticket was used, so that the order stands. */
    Confirmed keep() {
      return new Confirmed(payment, true);
    }
  }

  /** There is no valid ticket; the money is on its way back. */
  record PayingBack(String payment) implements State {
    Refunded arrive() {
      return new Refunded(payment);
    }
  }

  /** The money is back. */
  record Refunded(@Nullable String payment) implements State {}

  /** The time to pay is over. Money that comes late may still fund it. */
  record Expired() implements State {
    Funded fund(String payment) {
      return new Funded(payment);
    }
  }

  /** The buyer gave it up. Money that comes all the same goes back. */
  record Cancelled() implements State {
    PayingBack payBack(String payment) {
      return new PayingBack(payment);
    }
  }

  /** What the public is told. */
  default Status status() {
    return switch (this) {
      case AwaitingPayment _, Funded _, Paid _ -> Status.AWAITING_PAYMENT;
      case Confirmed _ -> Status.CONFIRMED;
      case Expired _ -> Status.EXPIRED;
      case Cancelled _ -> Status.CANCELLED;
      case RefundRequested _, PayingBack _ -> Status.REFUNDING;
      case Refunded _ -> Status.REFUNDED;
    };
  }

  /** The payment that the order stands on; null when there is none, or none yet. */
  default @Nullable String payment() {
    return switch (this) {
      case Funded(var payment) -> payment;
      case Paid(var payment) -> payment;
      case Confirmed(var payment, _) -> payment;
      case RefundRequested(var payment, _) -> payment;
      case PayingBack(var payment) -> payment;
      case Refunded(var payment) -> payment;
      case AwaitingPayment _, Expired _, Cancelled _ -> null;
    };
  }
}
