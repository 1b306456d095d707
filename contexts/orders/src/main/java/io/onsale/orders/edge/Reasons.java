package io.onsale.orders.edge;

import io.onsale.contracts.reasons.v1.Reason;
import io.onsale.kit.refusal.Fault;
import io.onsale.kit.refusal.Refused;
import io.onsale.orders.flow.Answer;
import io.onsale.orders.model.Refusal;
import java.util.Map;

/** Refusals as the public knows them. */
final class Reasons {
  private Reasons() {}

  /** What was given; throws the reason when it was refused. */
  static <T> T given(Answer<T> answer) {
    return switch (answer) {
      case Answer.Given<T>(var value) -> value;
      case Answer.Refused<T>(var why) -> throw of(why);
    };
  }

  static Refused of(Refusal why) {
    return switch (why) {
      case Refusal.NotFound(var what) -> Refused.notFound(what);
      case Refusal.HoldExpired _ ->
          new Refused(
              Reason.HOLD_EXPIRED, "The time to order these seats is over. Choose seats again.");
      case Refusal.HoldEnded _ ->
          new Refused(
              Reason.HOLD_ENDED, "These seats were given back or bought already. Choose again.");
      case Refusal.HoldAlreadyOrdered(var order) ->
          new Refused(
                  Reason.HOLD_ALREADY_ORDERED,
                  "These seats are in an order already. Pay that one, or cancel it.")
              .with("orderId", order);
      case Refusal.Impossible(var faults) ->
          new Refused(
              Reason.UNPROCESSABLE,
              "Some of the order can't be met. Correct what the faults name.",
              Map.of(),
              faults.stream().map(f -> new Fault(f.pointer(), f.message())).toList());
      case Refusal.WrongState(var status, var advice) ->
          new Refused(Reason.ORDER_STATE, advice).with("orderStatus", status.name());
      case Refusal.OrderExpired(var at) ->
          new Refused(
                  Reason.ORDER_EXPIRED, "The time to pay this order is over. Choose seats again.")
              .with("expiredAt", at.toString());
      case Refusal.ExtensionUsed _ ->
          new Refused(
              Reason.EXTENSION_USED, "The time to pay was extended once already. Pay in time.");
      case Refusal.TicketUsed _ ->
          new Refused(
              Reason.TICKET_USED,
              "A ticket of this order was used at a gate. Only its organiser can refund it.");
      case Refusal.UnknownProvider _ ->
          new Refused(
              Reason.UNKNOWN_PROVIDER, "There is no such payment provider. Choose another.");
    };
  }
}
