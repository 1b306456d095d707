package io.onsale.gates.model;

/**
 * One seat of one order.
 *
 * @param orderId the order that bought it
 * @param buyerId the account that owns it
 * @param attendee who will come, empty when nobody said
 */
public record Ticket(
    long id, String orderId, String buyerId, String attendee, Pass pass, State state) {

  /** Where a ticket is in its life. */
  public sealed interface State {}

  /** Bought, not used. */
  public record Valid() implements State {}

  /** Its owner went in. */
  public record Admitted(Admission admission) implements State {}

  /** Refunded. */
  public record Voided() implements State {}
}
