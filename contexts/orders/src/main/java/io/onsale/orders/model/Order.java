package io.onsale.orders.model;

import io.onsale.orders.model.State.AwaitingPayment;
import io.onsale.orders.model.State.Cancelled;
import io.onsale.orders.model.State.Confirmed;
import io.onsale.orders.model.State.Expired;
import io.onsale.orders.model.State.Funded;
import io.onsale.orders.model.State.Paid;
import io.onsale.orders.model.State.PayingBack;
import io.onsale.orders.model.State.RefundRequested;
import io.onsale.orders.model.State.Refunded;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A purchase. Its rules in one place: each method takes a wish or a fact and answers what the order
 * becomes. Nothing here is written anywhere; who calls writes the answer if the order is still the
 * one that was asked.
 *
 * @param delivery where the tickets are, as delivery told it last
 * @param revision grows by one with each change
 */
public record Order(
    Terms terms,
    Seating seating,
    Deadline deadline,
    DeliveryStatus delivery,
    State state,
    long revision) {

  /** A new order. One that costs nothing has all the money that it needs. */
  public static Order place(Terms terms, Seating seating, Instant expiresAt) {
    State state = terms.total().isZero() ? new Funded(null) : new AwaitingPayment();
    return new Order(
        terms, seating, new Deadline(expiresAt, false), DeliveryStatus.PLANNED, state, 0);
  }

  public String id() {
    return terms.id();
  }

  public Status status() {
    return state.status();
  }

  /** Whether it may be paid now: empty when it may. */
  public Optional<Refusal> refusesPayment(Instant now) {
    return switch (state) {
      case AwaitingPayment _ ->
          deadline.isPast(now)
              ? Optional.of(new Refusal.OrderExpired(deadline.at()))
              : Optional.empty();
      case Expired _ -> Optional.of(new Refusal.OrderExpired(deadline.at()));
      case Funded _, Paid _ -> refusal("It needs no payment: its tickets are on their way.");
      case Confirmed _ -> refusal("It is paid: its tickets are there.");
      case Cancelled _ -> refusal("It was cancelled: choose seats again.");
      case RefundRequested _, PayingBack _, Refunded _ ->
          refusal("Its money goes back: choose seats again.");
    };
  }

  /**
   * Money has come.
   *
   * @param payment which payment
   * @param amount what has come
   */
  public Receipt receive(String payment, Money amount) {
    if (payment.equals(state.payment())) {
      return switch (state) {
        case Funded _ -> new Receipt.Takes(this);
        case PayingBack _ -> new Receipt.SendsBack(this);
        case Paid _, Confirmed _, RefundRequested _, Refunded _ -> new Receipt.Done();
        case AwaitingPayment _, Expired _, Cancelled _ ->
            throw new IllegalStateException(state + " has no payment");
      };
    }
    if (!amount.equals(terms.total())) {
      return new Receipt.Surplus();
    }
    return switch (state) {
      case AwaitingPayment awaiting -> new Receipt.Takes(with(awaiting.fund(payment)));
      case Expired expired ->
          new Receipt.Takes(with(expired.fund(payment), DeliveryStatus.PLANNED));
      case Cancelled cancelled -> new Receipt.SendsBack(with(cancelled.payBack(payment)));
      case Funded _, Paid _, Confirmed _, RefundRequested _, PayingBack _, Refunded _ ->
          new Receipt.Surplus();
    };
  }

  /** Other seats were taken for it, or the same again, by another hold. */
  public Order retaken(Funded funded, String hold, List<Seating.Place> places) {
    return new Order(terms, seating.at(hold, places), deadline, delivery, funded, revision + 1);
  }

  /** The seats are sold to it. */
  public Order seated(Funded funded) {
    return with(funded.seat());
  }

  /** There are no seats for it: the money goes back, and what cost nothing has ended. */
  public Order unseated(Funded funded) {
    return with(funded.noSeats(), DeliveryStatus.CANCELLED);
  }

  /** The tickets are there and dispatched. */
  public Decision confirm(DeliveryStatus dispatched) {
    return state instanceof Paid paid
        ? new Decision.Become(with(paid.confirm(), dispatched))
        : new Decision.Stays(this);
  }

  /** A ticket was let in at a gate. */
  public Decision admitted() {
    // A refund that is under way learns it from the gates' answer to it.
    return state instanceof Confirmed confirmed && !confirmed.admitted()
        ? become(confirmed.admit())
        : new Decision.Stays(this);
  }

  /** The buyer gives it up. */
  public Decision cancel() {
    return switch (state) {
      case AwaitingPayment awaiting ->
          new Decision.Become(with(awaiting.cancel(), DeliveryStatus.CANCELLED));
      case Cancelled _ -> new Decision.Stays(this);
      case Funded _, Paid _ -> refuse("It is paid. Wait for its tickets and ask for a refund.");
      case Confirmed _ -> refuse("It is paid. Ask for a refund instead.");
      case Expired _ -> refuse("It has expired: there is nothing left to cancel.");
      case RefundRequested _, PayingBack _, Refunded _ ->
          refuse("Its refund is under way or done.");
    };
  }

  /** Time goes by. */
  public Decision expire(Instant now) {
    return state instanceof AwaitingPayment awaiting && deadline.isPast(now)
        ? new Decision.Become(with(awaiting.expire(), DeliveryStatus.CANCELLED))
        : new Decision.Stays(this);
  }

  /** Whether it may get more time: empty when it may. */
  public Optional<Refusal> refusesExtension(Instant now) {
    return switch (state) {
      case AwaitingPayment _ when deadline.isPast(now) ->
          Optional.of(new Refusal.OrderExpired(deadline.at()));
      case AwaitingPayment _ when deadline.extended() -> Optional.of(new Refusal.ExtensionUsed());
      case AwaitingPayment _ -> Optional.empty();
      case Expired _ -> Optional.of(new Refusal.OrderExpired(deadline.at()));
      case Funded _,
          Paid _,
          Confirmed _,
          RefundRequested _,
          PayingBack _,
          Refunded _,
          Cancelled _ ->
          refusal("Only an order that waits for payment gets more time.");
    };
  }

  /** Its hold got a new deadline. */
  public Decision extended(Instant until) {
    return switch (state) {
      case AwaitingPayment _ ->
          new Decision.Become(
              new Order(terms, seating, new Deadline(until, true), delivery, state, revision + 1));
      case Expired _ -> new Decision.Refuses(new Refusal.OrderExpired(deadline.at()));
      case Funded _,
          Paid _,
          Confirmed _,
          RefundRequested _,
          PayingBack _,
          Refunded _,
          Cancelled _ ->
          refuse("Only an order that waits for payment gets more time.");
    };
  }

  /**
   * Its buyer or its organiser wants the money back.
   *
   * @param byOrganizer an organiser may also refund what was admitted
   */
  public Decision askRefund(boolean byOrganizer) {
    return switch (state) {
      case Confirmed confirmed when confirmed.admitted() && !byOrganizer ->
          new Decision.Refuses(new Refusal.TicketUsed());
      case Confirmed confirmed -> become(confirmed.askRefund(byOrganizer));
      case RefundRequested _, PayingBack _, Refunded _ -> new Decision.Stays(this);
      case AwaitingPayment _ -> refuse("It is not paid: cancel it instead.");
      case Funded _, Paid _ -> refuse("Its tickets are being issued. Ask again in a moment.");
      case Expired _, Cancelled _ -> refuse("It was not paid: there is nothing to refund.");
    };
  }

  /** Its tickets are void. */
  public Decision voided() {
    return state instanceof RefundRequested requested
        ? become(requested.payBack())
        : new Decision.Stays(this);
  }

  /**
   * Its tickets could not be made void: one was used. That is no answer to an organiser, nor when
   * the money is gone: then they are made void all the same, and that is told next.
   */
  public Decision voidRefused() {
    return state instanceof RefundRequested requested && !requested.byOrganizer()
        ? become(requested.keep())
        : new Decision.Stays(this);
  }

  /**
   * A payment went back in full. When it is the order's own and nobody here asked for that, the
   * provider took it back, and the tickets must go too.
   */
  public Decision paidBack(String payment) {
    if (!payment.equals(state.payment())) {
      return new Decision.Stays(this);
    }
    return switch (state) {
      case PayingBack payingBack -> become(payingBack.arrive());
      case Paid paid -> become(paid.losePayment());
      case Confirmed confirmed -> become(confirmed.askRefund(true));
      // The buyer may be refused it because a ticket was used; the money is gone whatever was used.
      case RefundRequested requested when !requested.byOrganizer() ->
          become(requested.losePayment());
      case AwaitingPayment _, Funded _, RefundRequested _, Refunded _, Expired _, Cancelled _ ->
          new Decision.Stays(this);
    };
  }

  /**
   * Delivery tells where the tickets are. They only go forward: what is told late says nothing new.
   * That they don't travel is told late, too, when the order has been woken by a late payment.
   */
  public Decision delivered(DeliveryStatus told) {
    boolean late = told == DeliveryStatus.CANCELLED && mayTravel();
    return late || told.compareTo(delivery) <= 0
        ? new Decision.Stays(this)
        : new Decision.Become(with(state, told));
  }

  private boolean mayTravel() {
    return switch (state) {
      case AwaitingPayment _, Funded _, Paid _, Confirmed _ -> true;
      case RefundRequested _, PayingBack _, Refunded _, Expired _, Cancelled _ -> false;
    };
  }

  /**
   * Whether a live hold is wanted for it: the one that was ordered must not be given back alone.
   */
  public boolean needsItsHold() {
    return state instanceof AwaitingPayment || state instanceof Funded;
  }

  /** Whether the money is there, or none is needed, and its tickets are on their way. */
  public boolean waitsForTickets() {
    return state instanceof Funded || state instanceof Paid;
  }

  private Order with(State next) {
    return with(next, delivery);
  }

  private Order with(State next, DeliveryStatus where) {
    return new Order(terms, seating, deadline, where, next, revision + 1);
  }

  private Decision become(State next) {
    return new Decision.Become(with(next));
  }

  private Decision refuse(String advice) {
    return new Decision.Refuses(new Refusal.WrongState(status(), advice));
  }

  private Optional<Refusal> refusal(String advice) {
    return Optional.of(new Refusal.WrongState(status(), advice));
  }
}
