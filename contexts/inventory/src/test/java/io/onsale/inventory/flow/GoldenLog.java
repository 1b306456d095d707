package io.onsale.inventory.flow;

import io.onsale.contracts.sbe.BatchDecoder;
import io.onsale.contracts.sbe.DoneDecoder;
import io.onsale.contracts.sbe.HeldDecoder;
import io.onsale.contracts.sbe.MessageHeaderDecoder;
import io.onsale.contracts.sbe.RefusalReason;
import io.onsale.contracts.sbe.RefusedDecoder;
import io.onsale.contracts.sbe.ResultBatchDecoder;
import io.onsale.inventory.model.Performance;
import io.onsale.inventory.model.SeatChanges;
import io.onsale.inventory.model.SeatEngine;
import io.onsale.inventory.model.SmallTables;
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
import java.util.Iterator;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A log as a release wrote it, and what that release made of it. What it made of it must stay the
 * same for ever: a golden log is never recorded again to make a test pass.
 *
 * <p>At several places it is told what had come out by then: a digest of all answers, one of all
 * seats, one of the heads of all chains of events, and the state's hash. Answers and seats are
 * taken field by field, so that a field which a later release adds to a message does not count. The
 * state's hash covers how the state is laid out as well: it is told for a {@link #LAYOUT}.
 */
final class GoldenLog {
  /**
   * Which layout the state has. A release that lays it out anew, and does all else as before,
   * counts on here; old logs then prove it by their answers and seats, and new lines with the new
   * hash are added to what is expected of them.
   */
  static final int LAYOUT = 2;

  static final int EVERY = 500;
  static final int NEVER = Integer.MAX_VALUE;

  /** After so many entries the state is kept as a snapshot. */
  static final int IMAGED = 2_500;

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

  /** Writes the state after {@link #IMAGED} entries, as a snapshot holds it. */
  static void writeImage(List<Entry> entries, OutputStream to) throws IOException {
    Outcome outcome = new Outcome();
    entries.subList(0, IMAGED).forEach(outcome::apply);
    try (DataOutputStream out = new DataOutputStream(new GZIPOutputStream(to))) {
      for (byte[] piece : outcome.pieces()) {
        out.writeInt(piece.length);
        out.write(piece);
      }
    }
  }

  /** What goes on from such an image. */
  static Outcome readImage(InputStream from) throws IOException {
    Deque<byte[]> pieces = new ArrayDeque<>();
    try (DataInputStream in = new DataInputStream(new GZIPInputStream(from))) {
      while (true) {
        pieces.add(in.readNBytes(in.readInt()));
      }
    } catch (EOFException end) {
      return new Outcome(new SbeSnapshots().read(source(pieces), SeatChanges.NONE));
    }
  }

  /**
   * What comes out of a log, a line for each place.
   *
   * @param restored after how many entries the engine is saved and restored, again and again
   */
  static List<String> outcome(List<Entry> entries, int restored) {
    Outcome outcome = new Outcome();
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      outcome.apply(entries.get(i));
      if ((i + 1) % EVERY == 0 || i + 1 == entries.size()) {
        lines.add(
            "after %d: answers %s seats %s".formatted(i + 1, outcome.answers(), outcome.seats()));
        lines.add("after %d: chains %s".formatted(i + 1, outcome.chains()));
        lines.add(
            "after %d: state in layout %d %016x".formatted(i + 1, LAYOUT, outcome.stateHash()));
      }
      if ((i + 1) % restored == 0) {
        outcome.restore();
      }
    }
    return lines;
  }

  /**
   * What comes out of a log where the tables take a few hundred only, so that they refuse, forget
   * and use their places again. Replicas do that at far larger sizes; how must stay as it is, too.
   */
  static List<String> outcomeOfSmallTables(List<Entry> entries) {
    Outcome outcome = new Outcome(SmallTables.engine());
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      outcome.apply(entries.get(i));
      if ((i + 1) % EVERY == 0 || i + 1 == entries.size()) {
        lines.add(
            "small after %d: answers %s seats %s"
                .formatted(i + 1, outcome.answers(), outcome.seats()));
        lines.add(
            "small after %d: state in layout %d %016x"
                .formatted(i + 1, LAYOUT, outcome.stateHash()));
      }
    }
    return lines;
  }

  /**
   * What came of a command.
   *
   * @param kind held, done, or the reason of a refusal
   */
  record Answer(
      String kind, long performance, long hold, long version, long deadline, List<Integer> seats) {
    boolean isHeld() {
      return kind.equals("held");
    }

    boolean isAccepted() {
      return isHeld() || kind.equals("done");
    }
  }

  /** A command, alone or of a batch, and what came of it. */
  record Answered(DirectBuffer command, Answer answer) {}

  /** An engine, and what came out of it so far. */
  static final class Outcome {
    private final MessageDigest answers = sha256();
    private final UnsafeBuffer result =
        new UnsafeBuffer(new byte[CommandAdapter.MAX_RESULT_LENGTH]);
    private final List<SeatEvent> events = new ArrayList<>();
    private CommandAdapter adapter;
    private Chronicle chronicle = new Chronicle((event, performance) -> events.add(event));
    private long position;

    Outcome() {
      this(new SeatEngine(SeatChanges.NONE));
    }

    private Outcome(SeatEngine engine) {
      adapter = new CommandAdapter(engine);
    }

    /** Gives the commands of the entry with their answers; a timer has none. */
    List<Answered> apply(Entry entry) {
      position++;
      events.clear();
      if (entry.message.length == 0) {
        adapter.onTimer(entry.time);
        chronicle.onTimer(position, entry.time);
        return List.of();
      }
      DirectBuffer message = new UnsafeBuffer(entry.message);
      int length = entry.message.length;
      adapter.onMessage(entry.time, message, 0, length, result, 0);
      chronicle.onMessage(position, entry.time, message, 0, length);
      return digest(message);
    }

    SeatEngine engine() {
      return adapter.engine();
    }

    /** What the last entry changed. */
    List<SeatEvent> events() {
      return events;
    }

    private List<Answered> digest(DirectBuffer message) {
      MessageHeaderDecoder header = new MessageHeaderDecoder().wrap(result, 0);
      if (header.templateId() != ResultBatchDecoder.TEMPLATE_ID) {
        return List.of(new Answered(message, digest(0)));
      }
      List<Answered> answered = new ArrayList<>();
      StringBuilder text = new StringBuilder("batch");
      Iterator<BatchDecoder.CommandsDecoder> commands =
          new BatchDecoder().wrapAndApplyHeader(message, 0, header).commands().iterator();
      ResultBatchDecoder batch = new ResultBatchDecoder().wrapAndApplyHeader(result, 0, header);
      for (ResultBatchDecoder.ResultsDecoder one : batch.results()) {
        BatchDecoder.CommandsDecoder next = commands.next();
        byte[] command = new byte[next.commandLength()];
        next.getCommand(command, 0, command.length);
        int length = one.resultLength();
        int at = batch.limit() + ResultBatchDecoder.ResultsDecoder.resultHeaderLength();
        answered.add(new Answered(new UnsafeBuffer(command), digest(at)));
        one.skipResult();
        text.append(' ').append(length > 0);
      }
      update(text);
      return answered;
    }

    private Answer digest(int at) {
      MessageHeaderDecoder header = new MessageHeaderDecoder().wrap(result, at);
      StringBuilder text = new StringBuilder();
      List<Integer> seats = new ArrayList<>();
      Answer answer;
      switch (header.templateId()) {
        case HeldDecoder.TEMPLATE_ID -> {
          HeldDecoder held = new HeldDecoder().wrapAndApplyHeader(result, at, header);
          text.append("held ").append(held.correlation()).append(' ').append(held.performance());
          text.append(' ').append(held.hold()).append(' ').append(held.version()).append(' ');
          text.append(held.deadline()).append(' ').append(held.total());
          answer =
              new Answer(
                  "held", held.performance(), held.hold(), held.version(), held.deadline(), seats);
          for (HeldDecoder.SeatsDecoder seat : held.seats()) {
            seats.add(seat.seat());
            text.append(' ').append(seat.seat()).append('=').append(seat.price());
          }
        }
        case DoneDecoder.TEMPLATE_ID -> {
          DoneDecoder done = new DoneDecoder().wrapAndApplyHeader(result, at, header);
          text.append("done ").append(done.correlation()).append(' ').append(done.performance());
          text.append(' ').append(done.hold()).append(' ').append(done.version()).append(' ');
          text.append(done.deadline());
          answer =
              new Answer(
                  "done", done.performance(), done.hold(), done.version(), done.deadline(), seats);
        }
        case RefusedDecoder.TEMPLATE_ID -> {
          RefusedDecoder refused = new RefusedDecoder().wrapAndApplyHeader(result, at, header);
          RefusalReason reason = refused.reason();
          text.append("refused ").append(refused.correlation()).append(' ');
          text.append(refused.performance()).append(' ').append(refused.version()).append(' ');
          // The newest behaviour that a release knows is another with each that knows a new one.
          text.append(reason == RefusalReason.UNKNOWN_BEHAVIOUR ? "newest" : refused.fact());
          text.append(' ').append(reason);
          answer = new Answer(reason.name(), refused.performance(), 0, refused.version(), 0, seats);
          for (RefusedDecoder.SeatsDecoder seat : refused.seats()) {
            seats.add(seat.seat());
            text.append(' ').append(seat.seat());
          }
        }
        default -> throw new IllegalStateException("no answer: " + header.templateId());
      }
      update(text);
      return answer;
    }

    private void update(StringBuilder line) {
      answers.update(line.append('\n').toString().getBytes(StandardCharsets.UTF_8));
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

    String chains() {
      MessageDigest digest = sha256();
      for (int i = 0; i < engine().performances(); i++) {
        digest.update(chronicle.head(engine().performanceAt(i).id()));
      }
      return HexFormat.of().formatHex(digest.digest());
    }

    long stateHash() {
      return engine().stateHash();
    }

    void restore() {
      if (chronicle.engine().stateHash() != stateHash()) {
        throw new IllegalStateException("readers and service have not decided alike");
      }
      adapter = new CommandAdapter(new SbeSnapshots().read(saved(), SeatChanges.NONE));
      chronicle =
          Chronicle.from(
              new Chronicle.Image(position, chronicle.time(), chronicle.heads(), saved()),
              new SbeSnapshots(),
              (event, performance) -> events.add(event));
    }

    private ChunkSource saved() {
      return source(pieces());
    }

    private Deque<byte[]> pieces() {
      Deque<byte[]> pieces = new ArrayDeque<>();
      new SbeSnapshots()
          .write(
              engine(),
              (buffer, offset, length) -> {
                byte[] piece = new byte[length];
                buffer.getBytes(offset, piece);
                pieces.add(piece);
              });
      return pieces;
    }

    private static MessageDigest sha256() {
      try {
        return MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static ChunkSource source(Deque<byte[]> pieces) {
    return sink -> {
      byte[] piece = pieces.poll();
      if (piece == null) {
        return false;
      }
      sink.onChunk(new UnsafeBuffer(piece), 0, piece.length);
      return true;
    };
  }

  /** Bytes that were written to a buffer. */
  static byte[] bytes(DirectBuffer buffer, int length) {
    byte[] bytes = new byte[length];
    buffer.getBytes(0, bytes);
    return bytes;
  }
}
