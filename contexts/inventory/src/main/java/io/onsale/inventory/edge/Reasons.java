package io.onsale.inventory.edge;

import io.onsale.contracts.reasons.v1.Reason;
import io.onsale.inventory.flow.Answer;
import io.onsale.inventory.flow.LogUnreachable;
import io.onsale.inventory.flow.Replica;
import io.onsale.kit.refusal.Refusals;
import io.onsale.kit.refusal.Refused;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeoutException;

/** Tells refusals of the seat log in the words of the contract. */
final class Reasons {
  private Reasons() {}

  static Refused of(Answer.Refused refused) {
    return switch (refused.reason()) {
      case MALFORMED ->
          new Refused(
              Reason.UNPROCESSABLE, "The seats can't do what this asks for. Check its numbers.");
      case IDEMPOTENCY_KEY_REUSED ->
          new Refused(
              Reason.IDEMPOTENCY_KEY_REUSED,
              "This Idempotency-Key came with another request before. Use a new one.");
      case PERFORMANCE_NOT_FOUND -> Refused.notFound("performance");
      case PERFORMANCE_EXISTS ->
          new Refused(
              Reason.ALREADY_PUBLISHED,
              "This performance has been opened before, with other seats or terms.");
      case PERFORMANCE_CLOSED ->
          new Refused(Reason.PERFORMANCE_CLOSED, "This performance takes no new holds any more.");
      case NOT_ON_SALE_YET ->
          new Refused(
                  Reason.NOT_ON_SALE_YET,
                  "The sale opens at " + time(refused) + ". Come back then.")
              .with("opensAt", time(refused));
      case SALE_ENDED ->
          new Refused(Reason.SALE_ENDED, "The sale ended at " + time(refused) + ".")
              .with("endedAt", time(refused));
      case BAD_COUNT ->
          new Refused(Reason.BAD_COUNT, "Ask for 1 to " + refused.fact() + " seats.")
              .with("most", refused.fact());
      case UNKNOWN_SEAT ->
          new Refused(Reason.UNKNOWN_SEAT, "The performance has no such seats.")
              .with("seats", seats(refused));
      case DUPLICATE_SEAT ->
          new Refused(Reason.DUPLICATE_SEAT, "Name each seat once.").with("seats", seats(refused));
      case UNKNOWN_TIER -> unknownTier();
      case UNKNOWN_SECTION -> unknownSection();
      case LIMIT_EXCEEDED ->
          new Refused(
                  Reason.LIMIT_EXCEEDED,
                  "A buyer may have at most " + refused.fact() + " seats of this performance.")
              .with("limit", refused.fact());
      case IDENTITY_LIMIT_EXCEEDED ->
          new Refused(
                  Reason.LIMIT_EXCEEDED,
                  "A person may have at most " + refused.fact() + " seats of this performance.")
              .with("limit", refused.fact());
      case SEATS_TAKEN ->
          new Refused(Reason.SEATS_TAKEN, "Some of these seats are taken. Choose others.")
              .with("seats", seats(refused));
      case SOLD_OUT ->
          new Refused(Reason.SOLD_OUT, "Fewer seats are free than you ask for.")
              .with("free", refused.fact());
      case NO_ADJACENT_SEATS ->
          new Refused(
                  Reason.NO_ADJACENT_SEATS,
                  "No so many free seats are side by side. Ask for fewer, or choose seats.")
              .with("free", refused.fact());
      case HOLD_NOT_FOUND, NOT_YOUR_HOLD -> Refused.notFound("hold");
      case HOLD_EXPIRED ->
          new Refused(
                  Reason.HOLD_EXPIRED,
                  "The hold ended at " + time(refused) + ". Choose seats again.")
              .with("expiredAt", time(refused));
      case HOLD_ENDED -> new Refused(Reason.HOLD_ENDED, "The hold has ended. Choose seats again.");
      case HOLD_CONFIRMED ->
          new Refused(Reason.HOLD_ENDED, "The seats of this hold have been bought.");
      case EXTENSION_USED ->
          new Refused(Reason.EXTENSION_USED, "A hold can be extended once, and this one has been.");
      case NOT_IN_HOLD ->
          new Refused(Reason.UNKNOWN_SEAT, "The hold does not have these seats.")
              .with("seats", seats(refused));
      case NOT_SOLD ->
          new Refused(
              Reason.UNPROCESSABLE, "These seats have not been sold, so they can't be returned.");
      case SEATS_NOT_BLOCKABLE ->
          new Refused(Reason.SEATS_NOT_BLOCKABLE, "Some of these seats are held or sold.")
              .with("seats", seats(refused));
      case UNKNOWN_BEHAVIOUR ->
          new Refused(Reason.UNPROCESSABLE, "This release does not know that behaviour.");
      case CAPACITY ->
          new Refused(Reason.SLOW_DOWN, "The seats are at their limits. Try again in a moment.");
      case UPLOAD_NOT_FOUND, UPLOAD_OUT_OF_ORDER, DIGEST_MISMATCH ->
          new Refused(Reason.UNAVAILABLE, "The seats did not receive all of this. Try again.");
    };
  }

  static Refused of(Answer.Undecided undecided) {
    return switch (undecided.why()) {
      case TOO_MANY ->
          new Refused(Reason.SLOW_DOWN, "Too many ask at this moment. Try again in a moment.");
      case UNREACHABLE ->
          new Refused(
                  Reason.UNAVAILABLE,
                  "No seats can be held, bought or given back at this moment: the seat log has no"
                      + " leader. What is shown is as of its last decision. Try again soon.")
              .with("what", "seat-log");
      case NO_ANSWER ->
          new Refused(
              Reason.DEADLINE_EXCEEDED,
              "The seats did not answer in time. Send the same again with the same Idempotency-Key"
                  + " to learn the outcome.");
    };
  }

  /** What a failed read is for its caller. */
  static Throwable of(Throwable failure) {
    Throwable cause = Refusals.unwrap(failure);
    return cause instanceof Replica.Behind
            || cause instanceof LogUnreachable
            || cause instanceof TimeoutException
        ? unavailable()
        : cause;
  }

  static Refused unavailable() {
    return new Refused(
        Reason.UNAVAILABLE, "The seats can't be reached at this moment. Try again soon.");
  }

  static Refused unknownTier() {
    return new Refused(Reason.UNKNOWN_TIER, "The performance has no such tier.");
  }

  static Refused unknownSection() {
    return new Refused(Reason.UNKNOWN_SECTION, "The performance has no such section.");
  }

  static Refused badCount(int most) {
    return new Refused(Reason.BAD_COUNT, "Ask for 1 to " + most + " seats.").with("most", most);
  }

  static List<Integer> seats(Answer.Refused refused) {
    return Arrays.stream(refused.seats()).boxed().toList();
  }

  private static String time(Answer.Refused refused) {
    return Instant.ofEpochMilli(refused.fact()).toString();
  }
}
