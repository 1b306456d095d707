package io.onsale.inventory.peers;

import io.aeron.Aeron;
import io.aeron.ExclusivePublication;
import io.aeron.FragmentAssembler;
import io.aeron.Subscription;
import io.aeron.logbuffer.Header;
import io.onsale.inventory.flow.LogDamaged;
import io.onsale.inventory.flow.SealedHistory;
import io.onsale.inventory.flow.SealedSource;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.AgentInvoker;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives pieces of this node's sealed files to the other members, and gets from them what this node
 * lacks, after its disk was lost or after a long absence; on a thread of its own.
 *
 * <p>A question names a file and a place in it, and where to answer; the answer is the file's
 * length and the bytes from there on. Nothing is remembered between two questions, so whoever does
 * not get an answer asks again, or asks another.
 */
final class HistoryExchange implements AutoCloseable {
  private static final int QUESTION_STREAM = 7_120;
  private static final int ANSWER_STREAM = 7_121;
  private static final int PIECE = 64_000;
  private static final int HEADER = 2 * Long.BYTES;
  private static final long MORE = 1;
  private static final long LAST = 0;
  private static final long GONE = -1;

  /** Names of sealed files and of their list; no path, so nothing else can be asked for. */
  private static final Pattern NAME = Pattern.compile("[0-9A-Z-]{1,60}(\\.log)?");

  private static final long LOOK_NS = TimeUnit.SECONDS.toNanos(5);
  private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(1);
  private static final int TRIES = 5;
  private static final long CLOSE_MILLIS = 5_000;

  private static final Logger log = LoggerFactory.getLogger(HistoryExchange.class);

  private final NodeSettings settings;
  private final SealedHistory history;
  private final Aeron aeron;
  private final IdleStrategy idle = new BackoffIdleStrategy(0, 10, 100_000, 20_000_000);
  private final UnsafeBuffer answer = new UnsafeBuffer(new byte[HEADER + PIECE]);
  private final FragmentAssembler questions = new FragmentAssembler(this::onQuestion);
  private final Thread thread;
  private volatile boolean running = true;
  private @Nullable Subscription asked;
  private @Nullable ExclusivePublication answers;
  private String answersTo = "";

  private HistoryExchange(NodeSettings settings, SealedHistory history, Aeron aeron) {
    this.settings = settings;
    this.history = history;
    this.aeron = aeron;
    this.thread = SeatNode.daemon("seats-history").newThread(this::run);
  }

  /**
   * @param aeron a client of the node that is used by this exchange alone, without a thread of its
   *     own; it is closed with the exchange
   */
  static HistoryExchange start(NodeSettings settings, SealedHistory history, Aeron aeron) {
    HistoryExchange exchange = new HistoryExchange(settings, history, aeron);
    exchange.thread.start();
    return exchange;
  }

  private void run() {
    long lookAt = System.nanoTime();
    try {
      asked = aeron.addSubscription(settings.self().archiveChannel(), QUESTION_STREAM);
      while (running) {
        idle.idle(serve());
        if (System.nanoTime() - lookAt >= 0) {
          getWhatIsLacking();
          lookAt = System.nanoTime() + LOOK_NS;
        }
      }
    } catch (RuntimeException e) {
      if (running) {
        log.error("sealed files are exchanged no more until this node is started again", e);
      }
    } finally {
      // With it goes all that it has opened.
      CloseHelper.quietClose(aeron);
    }
  }

  // What others lack.

  private int serve() {
    AgentInvoker invoker = aeron.conductorAgentInvoker();
    int work = invoker == null ? 0 : invoker.invoke();
    return asked == null ? work : work + asked.poll(questions, 10);
  }

  private void onQuestion(DirectBuffer buffer, int offset, int length, Header header) {
    long from = buffer.getLong(offset + Long.BYTES);
    String name = buffer.getStringAscii(offset + HEADER);
    String channel = buffer.getStringAscii(offset + HEADER + Integer.BYTES + name.length());
    if (from < 0 || !NAME.matcher(name).matches() || !channel.startsWith("aeron:udp?")) {
      log.warn("somebody asked for the sealed file {}, from {}", name, from);
      return;
    }
    answer.putLong(0, buffer.getLong(offset));
    int size = HEADER + read(name, from);
    if (answers == null || !channel.equals(answersTo)) {
      CloseHelper.quietClose(answers);
      answers = aeron.addExclusivePublication(channel, ANSWER_STREAM);
      answersTo = channel;
    }
    send(answers, answer, size);
  }

  private int read(String name, long from) {
    try (InputStream file = history.here().open(name)) {
      file.skipNBytes(from);
      byte[] piece = file.readNBytes(PIECE);
      answer.putLong(Long.BYTES, piece.length == PIECE ? MORE : LAST);
      answer.putBytes(HEADER, piece);
      return piece.length;
    } catch (IOException e) {
      answer.putLong(Long.BYTES, GONE);
      return 0;
    }
  }

  /** Whoever does not get it asks again. */
  private void send(ExclusivePublication to, DirectBuffer message, int size) {
    long deadline = System.nanoTime() + PATIENCE_NS;
    while (to.offer(message, 0, size) < 0 && running && System.nanoTime() - deadline < 0) {
      AgentInvoker invoker = aeron.conductorAgentInvoker();
      idle.idle(invoker == null ? 0 : invoker.invoke());
    }
    idle.reset();
  }

  // What is lacking here.

  private void getWhatIsLacking() {
    if (!history.isLacking()) {
      return;
    }
    for (int i = 0; i < settings.members().size() && running; i++) {
      if (i == settings.member()) {
        continue;
      }
      Member other = settings.members().get(i);
      try (Elsewhere elsewhere = new Elsewhere(other)) {
        if (history.complete(elsewhere)) {
          log.info("the sealed history is whole again, with what {} had of it", other);
          return;
        }
        log.info("{} has not sealed all that is lacking here yet", other);
      } catch (LogDamaged e) {
        log.error("the sealed history of {} is damaged: {}", other, e.getMessage());
      } catch (IOException e) {
        log.info("no sealed history from {} now: {}", other, e.getMessage());
      }
    }
  }

  /** The sealed files of another member. */
  private final class Elsewhere implements SealedSource, AutoCloseable {
    private final Member member;
    private final Subscription heard;
    private final ExclusivePublication questions;
    private final FragmentAssembler assembler = new FragmentAssembler(this::onAnswer);
    private final UnsafeBuffer question = new UnsafeBuffer(new byte[512]);
    private long correlation;
    private byte @Nullable [] piece;
    private long rest;

    Elsewhere(Member member) {
      this.member = member;
      this.heard = aeron.addSubscription(Member.anyPort(settings.self().host()), ANSWER_STREAM);
      this.questions = aeron.addExclusivePublication(member.archiveChannel(), QUESTION_STREAM);
    }

    @Override
    public InputStream open(String name) throws IOException {
      return new Pieces(name);
    }

    @Override
    public String place() {
      return "the sealed files of " + member;
    }

    private void onAnswer(DirectBuffer buffer, int offset, int length, Header header) {
      if (buffer.getLong(offset) == correlation) {
        rest = buffer.getLong(offset + Long.BYTES);
        piece = new byte[length - HEADER];
        buffer.getBytes(offset + HEADER, piece);
      }
    }

    private byte[] ask(String name, long from) throws IOException {
      for (int i = 0; i < TRIES && running; i++) {
        byte[] found = askOnce(name, from);
        if (found != null) {
          return found;
        }
      }
      throw new IOException(name + " does not come");
    }

    private byte @Nullable [] askOnce(String name, long from) throws FileNotFoundException {
      long deadline = System.nanoTime() + PATIENCE_NS;
      String back = heard.tryResolveChannelEndpointPort();
      if (back != null) {
        correlation = aeron.nextCorrelationId();
        piece = null;
        question.putLong(0, correlation);
        question.putLong(Long.BYTES, from);
        int size = HEADER + question.putStringAscii(HEADER, name);
        send(questions, question, size + question.putStringAscii(size, back));
      }
      while (piece == null && running && System.nanoTime() - deadline < 0) {
        idle.idle(serve() + heard.poll(assembler, 10));
      }
      if (piece != null && rest == GONE) {
        throw new FileNotFoundException(name + " is not there");
      }
      return piece;
    }

    @Override
    public void close() {
      CloseHelper.quietCloseAll(questions, heard);
    }

    /** A file, as it comes. */
    private final class Pieces extends InputStream {
      private final String name;
      private byte[] bytes = {};
      private int at;
      private long read;
      private boolean last;

      Pieces(String name) {
        this.name = name;
      }

      private boolean fill() throws IOException {
        if (at == bytes.length && !last) {
          bytes = ask(name, read);
          at = 0;
          read += bytes.length;
          last = rest == LAST;
        }
        return at < bytes.length;
      }

      @Override
      public int read() throws IOException {
        return fill() ? bytes[at++] & 0xff : -1;
      }

      @Override
      public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
          return 0;
        }
        if (!fill()) {
          return -1;
        }
        int count = Math.min(length, bytes.length - at);
        System.arraycopy(bytes, at, into, offset, count);
        at += count;
        return count;
      }
    }
  }

  @Override
  public void close() {
    running = false;
    LockSupport.unpark(thread);
    try {
      thread.join(CLOSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
