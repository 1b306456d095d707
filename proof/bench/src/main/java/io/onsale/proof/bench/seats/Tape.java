package io.onsale.proof.bench.seats;

import io.onsale.contracts.sbe.BatchEncoder;
import io.onsale.contracts.sbe.CommandHeaderEncoder;
import io.onsale.contracts.sbe.ConfirmEncoder;
import io.onsale.contracts.sbe.HoldBestEncoder;
import io.onsale.contracts.sbe.HoldSeatsEncoder;
import io.onsale.contracts.sbe.MessageHeaderEncoder;
import io.onsale.contracts.sbe.ReleaseEncoder;
import io.onsale.inventory.flow.CommandAdapter;
import io.onsale.inventory.model.Header;
import io.onsale.inventory.model.Result;
import io.onsale.inventory.model.SeatEngine;
import io.onsale.inventory.model.Selection;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Commands made beforehand, one cache line each, so that making them costs the measurement nothing.
 */
final class Tape {
  static final int HOLD_BEST = 0;
  static final int HOLD_PAIR = 1;
  static final int RELEASE = 2;
  static final int CONFIRM = 3;
  static final int RETURN = 4;

  private static final int STRIDE = 8;
  private static final int KIND = 0;
  private static final int BUYER = 1;
  private static final int ID_HIGH = 2;
  private static final int ID_LOW = 3;
  private static final int TIME = 4;
  private static final int PERFORMANCE = 5;

  /** Tier, first seat of the pair, or hold. */
  private static final int FACT = 6;

  private static final int FINGERPRINT = 7;

  private final long[] words;
  private int size;

  Tape(int capacity) {
    words = new long[capacity * STRIDE];
  }

  void clear() {
    size = 0;
  }

  int size() {
    return size;
  }

  void add(int kind, long buyer, long high, long low, long time, long performance, long fact) {
    int at = size++ * STRIDE;
    words[at + KIND] = kind;
    words[at + BUYER] = buyer;
    words[at + ID_HIGH] = high;
    words[at + ID_LOW] = low;
    words[at + TIME] = time;
    words[at + PERFORMANCE] = performance;
    words[at + FACT] = fact;
    words[at + FINGERPRINT] = fact * 31 + kind;
  }

  /** The command {@code i} once more, at another time. */
  void repeat(int i, long time) {
    int at = size++ * STRIDE;
    System.arraycopy(words, i * STRIDE, words, at, STRIDE);
    words[at + TIME] = time;
  }

  int kind(int i) {
    return (int) words[i * STRIDE + KIND];
  }

  long buyer(int i) {
    return words[i * STRIDE + BUYER];
  }

  long time(int i) {
    return words[i * STRIDE + TIME];
  }

  void expect(int i, SeatEngine engine) {
    engine.expect(words[i * STRIDE + ID_HIGH], words[i * STRIDE + ID_LOW]);
  }

  Result apply(int i, SeatEngine engine, Header header, Selection wanted) {
    int at = i * STRIDE;
    header.time = words[at + TIME];
    header.buyer = words[at + BUYER];
    header.idempotencyHigh = words[at + ID_HIGH];
    header.idempotencyLow = words[at + ID_LOW];
    header.fingerprint = words[at + FINGERPRINT];
    long performance = words[at + PERFORMANCE];
    long fact = words[at + FACT];
    return switch ((int) words[at + KIND]) {
      case HOLD_BEST ->
          engine.hold(
              header, performance, wanted.best((int) fact, Selection.ANY_SECTION, 2, 0), false);
      case HOLD_PAIR -> {
        wanted.named().seats.add((int) fact);
        wanted.seats.add((int) fact + 1);
        yield engine.hold(header, performance, wanted, false);
      }
      case RELEASE -> engine.release(header, performance, fact);
      case CONFIRM -> engine.confirm(header, performance, fact);
      default -> {
        wanted.named();
        yield engine.giveBack(header, performance, fact, wanted.seats);
      }
    };
  }

  /** All commands as messages of the log. */
  Messages encode(int batch) {
    return new Messages(this, batch);
  }

  /** Messages one behind the other, with their places. */
  static final class Messages {
    private static final int MOST_BYTES = 160;

    private final MessageHeaderEncoder message = new MessageHeaderEncoder();
    private final HoldBestEncoder best = new HoldBestEncoder();
    private final HoldSeatsEncoder pair = new HoldSeatsEncoder();
    private final ReleaseEncoder release = new ReleaseEncoder();
    private final ConfirmEncoder confirm = new ConfirmEncoder();
    private final UnsafeBuffer one = new UnsafeBuffer(new byte[MOST_BYTES]);
    private final UnsafeBuffer bytes;
    private final int[] ends;
    private final long[] times;
    private final int size;

    Messages(Tape tape, int batch) {
      size = (tape.size + batch - 1) / batch;
      bytes = new UnsafeBuffer(new byte[tape.size * MOST_BYTES]);
      ends = new int[size + 1];
      times = new long[size];
      BatchEncoder encoder = new BatchEncoder();
      int next = 0;
      for (int i = 0; i < size; i++) {
        times[i] = tape.time(next);
        int end = ends[i];
        if (batch == 1) {
          end += encode(tape, next++, bytes, end);
        } else {
          int count = Math.min(batch, tape.size - next);
          var commands = encoder.wrapAndApplyHeader(bytes, end, message).commandsCount(count);
          for (int j = 0; j < count; j++) {
            commands.next().putCommand(one, 0, encode(tape, next++, one, 0));
          }
          end = encoder.limit();
        }
        ends[i + 1] = end;
      }
    }

    private int encode(Tape tape, int i, MutableDirectBuffer to, int offset) {
      int at = i * STRIDE;
      long[] words = tape.words;
      long performance = words[at + PERFORMANCE];
      long fact = words[at + FACT];
      return MessageHeaderEncoder.ENCODED_LENGTH
          + switch ((int) words[at + KIND]) {
            case HOLD_BEST -> {
              best.wrapAndApplyHeader(to, offset, message);
              header(best.header(), words, at);
              best.performance(performance).tier((int) fact).section(-1).count(2);
              best.options().clear();
              best.attributes().clear();
              yield best.encodedLength();
            }
            case HOLD_PAIR -> {
              pair.wrapAndApplyHeader(to, offset, message);
              header(pair.header(), words, at);
              pair.performance(performance).options().clear();
              pair.seatsCount(2).next().seat((int) fact).next().seat((int) fact + 1);
              yield pair.encodedLength();
            }
            case RELEASE -> {
              release.wrapAndApplyHeader(to, offset, message);
              header(release.header(), words, at);
              release.performance(performance).hold(fact);
              yield release.encodedLength();
            }
            default -> {
              confirm.wrapAndApplyHeader(to, offset, message);
              header(confirm.header(), words, at);
              confirm.performance(performance).hold(fact);
              yield confirm.encodedLength();
            }
          };
    }

    private static void header(CommandHeaderEncoder header, long[] words, int at) {
      header
          .organizer(0)
          .actor(words[at + BUYER])
          .buyer(words[at + BUYER])
          .identity(0)
          .idempotencyHigh(words[at + ID_HIGH])
          .idempotencyLow(words[at + ID_LOW])
          .fingerprint(words[at + FINGERPRINT])
          .correlation(at)
          .traceHigh(0)
          .traceLow(0)
          .span(0);
    }

    int size() {
      return size;
    }

    int apply(int i, CommandAdapter adapter, MutableDirectBuffer out) {
      return adapter.onMessage(times[i], bytes, ends[i], ends[i + 1] - ends[i], out, 0);
    }
  }
}
