package io.onsale.inventory.flow;

import io.onsale.contracts.sbe.DoneDecoder;
import io.onsale.contracts.sbe.HeldDecoder;
import io.onsale.contracts.sbe.MessageHeaderDecoder;
import io.onsale.contracts.sbe.RefusedDecoder;
import io.onsale.contracts.sbe.ResultBatchDecoder;
import io.onsale.inventory.model.Performance;
import io.onsale.inventory.model.SeatChanges;
import io.onsale.inventory.model.SeatEngine;
import io.onsale.inventory.store.SbeSnapshots;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A log as a release wrote it, and what that release made of it. What it made of it must stay the
 * same for ever: a golden log is never recorded again to make a test pass.
 *
 * <p>At several places it is told what had come out by then: a digest of all answers, one of all
 * seats, and the state's hash. Answers and seats are taken field by field, so that a field which a
 * later release adds to a message does not count. The state's hash covers how the state is laid out
 * as well: it is told for a {@link #LAYOUT}.
 */
final class GoldenLog {
  /**
   * Which layout the state has. A release that lays it out anew, and does all else as before,
   * counts on here; old logs then prove it by their answers and seats, and new lines with the new
   * hash are added to what is expected of them.
   */
  static final int LAYOUT = 2;

  static final int EVERY = 500;

  private static final long TIMER = -1;

  /**
   * An entry of the log.
   *
   * @param message a client's; empty stands for the timer
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  record Entry(long time, byte[] message) {}

  private GoldenLog() {}

  static void write(List<Entry> entries, OutputStream to) throws IOException {
    try (DataOutputStream out = new DataOutputStream(new GZIPOutputStream(to))) {
      for (Entry entry : entries) {
        out.writeLong(entry.time);
        out.writeInt(entry.message.length == 0 ? (int) TIMER : entry.message.length);
        out.write(entry.message);
      }
    }
  }

  static List<Entry> read(InputStream from) throws IOException {
    List<Entry> entries = new ArrayList<>();
    try (DataInputStream in = new DataInputStream(new GZIPInputStream(from))) {
      while (true) {
        long time = in.readLong();
        int length = in.readInt();
        entries.add(new Entry(time, length == TIMER ? new byte[0] : in.readNBytes(length)));
      }
    } catch (EOFException end) {
      return entries;
    }
  }

  /**
   * What comes out of a log, a line for each place.
   *
   * @param restored whether the engine is saved and restored at each place
   */
  static List<String> outcome(List<Entry> entries, boolean restored) {
    Outcome outcome = new Outcome();
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      outcome.apply(entries.get(i));
      if ((i + 1) % EVERY == 0 || i + 1 == entries.size()) {
        lines.add(
            "after %d: answers %s seats %s".formatted(i + 1, outcome.answers(), outcome.seats()));
        lines.add(
            "after %d: state in layout %d %016x".formatted(i + 1, LAYOUT, outcome.stateHash()));
        if (restored) {
          outcome.restore();
        }
      }
    }
    return lines;
  }

  /** An engine, and what came out of it so far. */
  static final class Outcome {
    private final MessageDigest answers = sha256();
    private final UnsafeBuffer result =
        new UnsafeBuffer(new byte[CommandAdapter.MAX_RESULT_LENGTH]);
    private int seatHeld;
    private CommandAdapter adapter = new CommandAdapter(new SeatEngine(SeatChanges.NONE));

    /** Gives the first hold that was made, 0 when none was. */
    long apply(Entry entry) {
      if (entry.message.length == 0) {
        adapter.onTimer(entry.time);
        return 0;
      }
      DirectBuffer message = new UnsafeBuffer(entry.message);
      adapter.onMessage(entry.time, message, 0, entry.message.length, result, 0);
      return digest(0);
    }

    SeatEngine engine() {
      return adapter.engine();
    }

    /** A seat of the last hold that was made. */
    int seatHeld() {
      return seatHeld;
    }

    private long digest(int at) {
      MessageHeaderDecoder header = new MessageHeaderDecoder().wrap(result, at);
      StringBuilder text = new StringBuilder();
      long hold = 0;
      switch (header.templateId()) {
        case HeldDecoder.TEMPLATE_ID -> {
          HeldDecoder held = new HeldDecoder().wrapAndApplyHeader(result, at, header);
          hold = held.hold();
          text.append("held ").append(held.correlation()).append(' ').append(held.performance());
          text.append(' ').append(hold).append(' ').append(held.version()).append(' ');
          text.append(held.deadline()).append(' ').append(held.total());
          for (HeldDecoder.SeatsDecoder seat : held.seats()) {
            seatHeld = seat.seat();
            text.append(' ').append(seatHeld).append('=').append(seat.price());
          }
        }
        case DoneDecoder.TEMPLATE_ID -> {
          DoneDecoder done = new DoneDecoder().wrapAndApplyHeader(result, at, header);
          text.append("done ").append(done.correlation()).append(' ').append(done.performance());
          text.append(' ').append(done.hold()).append(' ').append(done.version()).append(' ');
          text.append(done.deadline());
        }
        case RefusedDecoder.TEMPLATE_ID -> {
          RefusedDecoder refused = new RefusedDecoder().wrapAndApplyHeader(result, at, header);
          text.append("refused ").append(refused.correlation()).append(' ');
          text.append(refused.performance()).append(' ').append(refused.version()).append(' ');
          text.append(refused.fact()).append(' ').append(refused.reason());
          refused.seats().forEach(seat -> text.append(' ').append(seat.seat()));
        }
        case ResultBatchDecoder.TEMPLATE_ID -> {
          ResultBatchDecoder batch =
              new ResultBatchDecoder().wrapAndApplyHeader(result, at, header);
          text.append("batch");
          for (ResultBatchDecoder.ResultsDecoder one : batch.results()) {
            int length = one.resultLength();
            hold =
                Math.max(
                    hold,
                    digest(batch.limit() + ResultBatchDecoder.ResultsDecoder.resultHeaderLength()));
            one.skipResult();
            text.append(' ').append(length > 0);
          }
        }
        default -> throw new IllegalStateException("no answer: " + header.templateId());
      }
      answers.update(text.append('\n').toString().getBytes(StandardCharsets.UTF_8));
      return hold;
    }

    String answers() {
      try {
        return HexFormat.of().formatHex(((MessageDigest) answers.clone()).digest());
      } catch (CloneNotSupportedException e) {
        throw new IllegalStateException(e);
      }
    }

    String seats() {
      MessageDigest digest = sha256();
      for (int i = 0; i < engine().performances(); i++) {
        Performance show = engine().performanceAt(i);
        String facts = show.id() + " " + show.version() + " " + show.isClosed() + "\n";
        digest.update(facts.getBytes(StandardCharsets.UTF_8));
        digest.update(show.states());
      }
      return HexFormat.of().formatHex(digest.digest());
    }

    long stateHash() {
      return engine().stateHash();
    }

    void restore() {
      Deque<byte[]> pieces = new ArrayDeque<>();
      new SbeSnapshots()
          .write(
              engine(),
              (buffer, offset, length) -> {
                byte[] piece = new byte[length];
                buffer.getBytes(offset, piece);
                pieces.add(piece);
              });
      SeatEngine again =
          new SbeSnapshots()
              .read(
                  sink -> {
                    byte[] piece = pieces.poll();
                    if (piece == null) {
                      return false;
                    }
                    sink.onChunk(new UnsafeBuffer(piece), 0, piece.length);
                    return true;
                  },
                  SeatChanges.NONE);
      adapter = new CommandAdapter(again);
    }

    private static MessageDigest sha256() {
      try {
        return MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Bytes that were written to a buffer. */
  static byte[] bytes(DirectBuffer buffer, int length) {
    byte[] bytes = new byte[length];
    buffer.getBytes(0, bytes);
    return bytes;
  }

  /** Room for a long command. */
  static ExpandableArrayBuffer room() {
    return new ExpandableArrayBuffer(64 << 10);
  }
}
