package io.onsale.orders.model;

import java.time.Instant;
import java.util.List;

/** Why a wish about an order is not granted. */
public sealed interface Refusal {
  /** There is none, or it is another's: told the same. */
  record NotFound(String what) implements Refusal {}

  record HoldExpired() implements Refusal {}

  /** It was given back or bought already. */
  record HoldEnded() implements Refusal {}

  /**
   * @param order the order that has it
   */
  record HoldAlreadyOrdered(String order) implements Refusal {}

  /** The request can't be met as it is. */
  record Impossible(List<Fault> faults) implements Refusal {
    public Impossible {
      faults = List.copyOf(faults);
    }
  }

  /**
   * @param pointer RFC 6901 JSON pointer into the request
   */
  record Fault(String pointer, String message) {}

  /**
   * @param status what the order is now
   */
  record WrongState(Status status, String advice) implements Refusal {}

  record OrderExpired(Instant at) implements Refusal {}

  record ExtensionUsed() implements Refusal {}

  record TicketUsed() implements Refusal {}

  record UnknownProvider(String provider) implements Refusal {}
}
