package io.onsale.proof.sim;

import io.onsale.inventory.model.Amendment;
import io.onsale.inventory.model.Opening;
import java.util.List;

/**
 * What is asked of the seat log. A hold is told by the request that made it, so that a command
 * keeps its sense when others before it are left out.
 */
sealed interface Command {
  /** No request made the hold that is meant. */
  int NO_REQUEST = 0;

  record Open(Opening opening) implements Command {}

  /** Announces an opening that comes in pieces; {@code falsely} with another digest. */
  record Begin(long upload, Whole whole, boolean falsely) implements Command {}

  record Piece(long upload, Whole whole, int from, int length) implements Command {}

  record Commit(long upload) implements Command {}

  record Amend(Amendment amendment) implements Command {}

  record Close(long performance) implements Command {}

  record Block(long performance, List<Integer> seats) implements Command {}

  record Unblock(long performance, List<Integer> seats) implements Command {}

  record Hold(long performance, Wanted wanted, boolean afterPayment) implements Command {}

  record Release(long performance, int by) implements Command {}

  record Confirm(long performance, int by) implements Command {}

  record Extend(long performance, int by, long millis, boolean once) implements Command {}

  record Return(long performance, int by, List<Integer> seats) implements Command {}

  record Exchange(
      long performance, int by, List<Integer> giveUp, Wanted wanted, boolean afterPayment)
      implements Command {}

  record Activate(int behaviour) implements Command {}

  /** An opening with the header that its commit will have: number and id are the same. */
  record Whole(int number, long organizer, Opening opening) {
    Request request() {
      return new Request(number, number, organizer, 0, 0, new Open(opening));
    }
  }

  /** Which seats somebody wants. */
  sealed interface Wanted {
    int count();

    record Named(List<Integer> seats) implements Wanted {
      @Override
      public int count() {
        return seats.size();
      }
    }

    /** {@code section} -1 is any. */
    record Best(int tier, int section, int count, int attributes) implements Wanted {}
  }

  /** The request that made the hold which this is about. */
  default int by() {
    return NO_REQUEST;
  }

  /** Whether several of it may share a message. */
  default boolean mayShare() {
    return !(this instanceof Begin || this instanceof Piece || this instanceof Commit);
  }

  /** In words, as a failure tells it. */
  default String told() {
    return switch (this) {
      case Open it -> "opens " + Words.opening(it.opening);
      case Begin it ->
          "begins upload "
              + it.upload
              + (it.falsely ? " (with a false digest)" : "")
              + " of request "
              + it.whole.number
              + ", which opens "
              + Words.opening(it.whole.opening);
      case Piece it ->
          "uploads %d bytes from %d on of request %d in upload %d"
              .formatted(it.length, it.from, it.whole.number, it.upload);
      case Commit it -> "ends upload " + it.upload;
      case Amend it -> "amends " + it.amendment;
      case Close it -> "closes performance " + it.performance;
      case Block it -> "blocks seats %s of %d".formatted(it.seats, it.performance);
      case Unblock it -> "unblocks seats %s of %d".formatted(it.seats, it.performance);
      case Hold it ->
          "holds %s of %d%s"
              .formatted(Words.wanted(it.wanted), it.performance, Words.paid(it.afterPayment));
      case Release it -> "releases the hold of request %d of %d".formatted(it.by, it.performance);
      case Confirm it -> "confirms the hold of request %d of %d".formatted(it.by, it.performance);
      case Extend it ->
          "extends the hold of request %d of %d by %d ms%s"
              .formatted(it.by, it.performance, it.millis, it.once ? ", once" : "");
      case Return it ->
          "returns %s of the hold of request %d of %d"
              .formatted(
                  it.seats.isEmpty() ? "all seats" : "seats " + it.seats, it.by, it.performance);
      case Exchange it ->
          "exchanges %s of the hold of request %d of %d for %s%s"
              .formatted(
                  it.giveUp.isEmpty() ? "all seats" : "seats " + it.giveUp,
                  it.by,
                  it.performance,
                  Words.wanted(it.wanted),
                  Words.paid(it.afterPayment));
      case Activate it -> "activates behaviour " + it.behaviour;
    };
  }
}
