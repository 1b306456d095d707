package io.onsale.inventory.peers;

import io.onsale.contracts.sbe.DoneDecoder;
import io.onsale.contracts.sbe.HeldDecoder;
import io.onsale.contracts.sbe.MessageHeaderDecoder;
import io.onsale.contracts.sbe.RefusedDecoder;
import io.onsale.contracts.sbe.ResultBatchDecoder;
import io.onsale.inventory.flow.Answer;
import io.onsale.inventory.model.RefusalReason;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Reads results of the seat log. Not for several threads at once. */
final class AnswerDecoder {
  private static final int[] NO_SEATS = {};
  private static final RefusalReason[] REASONS = new RefusalReason[256];

  static {
    for (RefusalReason reason : RefusalReason.values()) {
      REASONS[reason.code()] = reason;
    }
  }

  private final MessageHeaderDecoder header = new MessageHeaderDecoder();
  private final HeldDecoder held = new HeldDecoder();
  private final DoneDecoder done = new DoneDecoder();
  private final RefusedDecoder refused = new RefusedDecoder();
  private final ResultBatchDecoder batch = new ResultBatchDecoder();
  private final UnsafeBuffer one = new UnsafeBuffer();

  /** Takes one result. */
  interface Taker {
    void onAnswer(long correlation, Answer answer);
  }

  /** Hands over what a message has: one result, or those of a batch. */
  void decode(DirectBuffer buffer, int offset, Taker taker) {
    header.wrap(buffer, offset);
    switch (header.templateId()) {
      case HeldDecoder.TEMPLATE_ID -> held(buffer, offset, taker);
      case DoneDecoder.TEMPLATE_ID -> {
        done.wrapAndApplyHeader(buffer, offset, header);
        taker.onAnswer(
            done.correlation(),
            new Answer.Done(done.performance(), done.hold(), done.version(), done.deadline()));
      }
      case RefusedDecoder.TEMPLATE_ID -> refused(buffer, offset, taker);
      case ResultBatchDecoder.TEMPLATE_ID -> {
        batch.wrapAndApplyHeader(buffer, offset, header);
        for (var result : batch.results()) {
          result.wrapResult(one);
          decode(one, 0, taker);
        }
      }
      default ->
          throw new IllegalStateException(
              "The seat log answered with an unknown message: " + header.templateId());
    }
  }

  private void held(DirectBuffer buffer, int offset, Taker taker) {
    held.wrapAndApplyHeader(buffer, offset, header);
    long correlation = held.correlation();
    long performance = held.performance();
    long hold = held.hold();
    long version = held.version();
    long deadline = held.deadline();
    long total = held.total();
    var group = held.seats();
    int[] seats = new int[group.count()];
    long[] prices = new long[seats.length];
    for (int i = 0; i < seats.length; i++) {
      group.next();
      seats[i] = group.seat();
      prices[i] = group.price();
    }
    taker.onAnswer(
        correlation, new Answer.Held(performance, hold, version, deadline, total, seats, prices));
  }

  private void refused(DirectBuffer buffer, int offset, Taker taker) {
    refused.wrapAndApplyHeader(buffer, offset, header);
    long correlation = refused.correlation();
    RefusalReason reason = REASONS[refused.reasonRaw()];
    if (reason == null) {
      throw new IllegalStateException(
          "The seat log refused for an unknown reason: " + refused.reasonRaw());
    }
    long performance = refused.performance();
    long version = refused.version();
    long fact = refused.fact();
    var group = refused.seats();
    int[] seats = group.count() == 0 ? NO_SEATS : new int[group.count()];
    for (int i = 0; i < seats.length; i++) {
      seats[i] = group.next().seat();
    }
    taker.onAnswer(correlation, new Answer.Refused(reason, performance, version, fact, seats));
  }
}
