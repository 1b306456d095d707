package io.onsale.inventory.flow;

import io.onsale.contracts.sbe.DoneEncoder;
import io.onsale.contracts.sbe.HeldEncoder;
import io.onsale.contracts.sbe.MessageHeaderEncoder;
import io.onsale.contracts.sbe.RefusalReason;
import io.onsale.contracts.sbe.RefusedEncoder;
import io.onsale.contracts.sbe.ResultBatchEncoder;
import io.onsale.inventory.model.Result;
import org.agrona.MutableDirectBuffer;

/** Writes results as messages of the log's schema. */
final class ResultEncoder {
  private final MessageHeaderEncoder message = new MessageHeaderEncoder();
  private final HeldEncoder held = new HeldEncoder();
  private final DoneEncoder done = new DoneEncoder();
  private final RefusedEncoder refused = new RefusedEncoder();
  private final ResultBatchEncoder batch = new ResultBatchEncoder();

  /** Writes one result; returns its length. */
  int encode(Result result, long correlation, MutableDirectBuffer out, int offset) {
    return MessageHeaderEncoder.ENCODED_LENGTH
        + switch (result) {
          case Result.Held h -> encode(h, correlation, out, offset);
          case Result.Done d -> encode(d, correlation, out, offset);
          case Result.Refused r -> encode(r, correlation, out, offset);
        };
  }

  private int encode(Result.Held result, long correlation, MutableDirectBuffer out, int offset) {
    held.wrapAndApplyHeader(out, offset, message)
        .correlation(correlation)
        .performance(result.performance())
        .hold(result.hold())
        .version(result.version())
        .deadline(result.deadline())
        .total(result.total());
    HeldEncoder.SeatsEncoder seats = held.seatsCount(result.size());
    for (int i = 0; i < result.size(); i++) {
      seats.next().seat(result.seat(i)).price(result.price(i));
    }
    return held.encodedLength();
  }

  private int encode(Result.Done result, long correlation, MutableDirectBuffer out, int offset) {
    done.wrapAndApplyHeader(out, offset, message)
        .correlation(correlation)
        .performance(result.performance())
        .hold(result.hold())
        .version(result.version())
        .deadline(result.deadline());
    return done.encodedLength();
  }

  private int encode(Result.Refused result, long correlation, MutableDirectBuffer out, int offset) {
    refused
        .wrapAndApplyHeader(out, offset, message)
        .correlation(correlation)
        .performance(result.performance())
        .version(result.version())
        .fact(result.fact())
        .reason(RefusalReason.get((short) result.reason().code()));
    RefusedEncoder.SeatsEncoder seats = refused.seatsCount(result.size());
    for (int i = 0; i < result.size(); i++) {
      seats.next().seat(result.seat(i));
    }
    return refused.encodedLength();
  }

  /** Writes what stands before the results of a batch; returns where the first one goes. */
  int beginBatch(int count, MutableDirectBuffer out, int offset) {
    batch.wrapAndApplyHeader(out, offset, message).resultsCount(count);
    return batch.limit();
  }
}
