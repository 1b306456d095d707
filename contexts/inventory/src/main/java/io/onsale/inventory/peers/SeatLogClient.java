package io.onsale.inventory.peers;

import io.aeron.Aeron;
import io.aeron.cluster.client.AeronCluster;
import io.aeron.cluster.client.EgressListener;
import io.aeron.cluster.codecs.EventCode;
import io.aeron.exceptions.TimeoutException;
import io.aeron.logbuffer.Header;
import io.onsale.contracts.sbe.BatchEncoder;
import io.onsale.contracts.sbe.GroupSizeEncodingEncoder;
import io.onsale.contracts.sbe.MessageHeaderEncoder;
import io.onsale.inventory.flow.Answer;
import io.onsale.inventory.flow.CommandAdapter;
import io.onsale.inventory.flow.Origin;
import io.onsale.inventory.flow.SeatCommand;
import io.onsale.inventory.flow.SeatLog;
import io.onsale.inventory.flow.SeatLogService;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.ManyToOneConcurrentArrayQueue;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one session of this process with the seat log. A thread of its own sends what any thread has
 * submitted, many commands in one message when many wait, and hands each answer to who asked.
 *
 * <p>Everything is bounded: so many commands may be without an answer, and each has so much time. A
 * command whose answer does not come is sent again under its id, as are all of them on a new
 * session or to a new leader; so its outcome is one.
 */
final class SeatLogClient implements SeatLog, AutoCloseable {
  /** A command that is longer than this goes in pieces. */
  static final int MESSAGE_MAX = 48 * 1024;

  /** A message of many commands is no longer, and goes in one piece. */
  private static final int BATCH_BYTES = 8 * 1024;

  private static final int BATCH_MAX = CommandAdapter.MAX_BATCH;

  /** Where the first command of a batch begins: behind its length. */
  private static final int BATCH_FIRST =
      MessageHeaderEncoder.ENCODED_LENGTH
          + BatchEncoder.BLOCK_LENGTH
          + GroupSizeEncodingEncoder.ENCODED_LENGTH
          + Integer.BYTES;

  /** So many answers are handed over together. */
  private static final int ANSWERS_MAX = 64;

  /** Goes before each message of a session. */
  private static final int SESSION_HEADER = AeronCluster.SESSION_HEADER_LENGTH;

  private static final long KEEP_ALIVE_NS = TimeUnit.SECONDS.toNanos(1);
  private static final long RESEND_NS = TimeUnit.MILLISECONDS.toNanos(1_500);
  private static final long CHECK_NS = TimeUnit.MILLISECONDS.toNanos(250);
  private static final long RECONNECT_NS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long IDLE_PARK_NS = TimeUnit.MILLISECONDS.toNanos(20);

  private static final Logger log = LoggerFactory.getLogger(SeatLogClient.class);

  private final SeatLink link;
  private final Aeron aeron;
  private final Rest.Waiting idle;
  private final Executor executor;
  private final int pendingMax;
  private final long timeoutNs;
  private final ManyToOneConcurrentArrayQueue<Pending> submitted;
  private final AtomicInteger unanswered = new AtomicInteger();
  private final AtomicLong correlations = new AtomicLong(System.nanoTime());
  private final Thread thread;
  private volatile boolean running = true;
  private volatile boolean connected;
  private volatile long lostAt = System.nanoTime() | 1;
  private volatile long answered;

  // The thread's own.
  private final Unanswered pending;
  private final ArrayDeque<Pending> unsent = new ArrayDeque<>();
  private final CommandEncoder encoder = new CommandEncoder();
  private final AnswerDecoder answers = new AnswerDecoder();
  private final UnsafeBuffer message =
      new UnsafeBuffer(new byte[BATCH_BYTES + CommandEncoder.SHORT_MAX]);
  private final BatchEncoder batch = new BatchEncoder();
  private final MessageHeaderEncoder messageHeader = new MessageHeaderEncoder();
  private final Egress egress = new Egress();
  private AeronCluster.@Nullable AsyncConnect connecting;
  private @Nullable AeronCluster session;
  private @Nullable Pending firstAnswered;
  private @Nullable Pending lastAnswered;
  private int toHandOver;
  private long reconnectAt;
  private long keepAliveAt;
  private long checkAt;

  /**
   * A command without an answer, and who waits for it. With its answer it is a task: to hand that
   * to who asked, and those of the commands behind it.
   */
  static final class Pending extends CompletableFuture<Answer> implements Runnable {
    final long correlation;
    private final Origin origin;
    private final SeatCommand command;

    /** The message, if it was written beforehand. */
    private final CommandEncoder.@Nullable Encoded written;

    private final boolean alone;
    private long deadline;
    private boolean waits;
    private boolean sent;
    private long sentAt;
    private @Nullable Answer answer;

    /** The next of those that are handed over together. */
    private @Nullable Pending behind;

    Pending(
        long correlation,
        Origin origin,
        SeatCommand command,
        CommandEncoder.@Nullable Encoded written,
        boolean alone) {
      this.correlation = correlation;
      this.origin = origin;
      this.command = command;
      this.written = written;
      this.alone = alone;
    }

    @Override
    public void run() {
      Pending one = this;
      while (one != null) {
        // Whoever keeps one of them does not keep the others.
        Pending next = one.behind;
        one.behind = null;
        one.complete(Objects.requireNonNull(one.answer));
        one = next;
      }
    }
  }

  private SeatLogClient(
      SeatLink link, Aeron aeron, Executor executor, int pendingMax, Duration timeout) {
    this.link = link;
    this.aeron = aeron;
    this.idle = link.rest().of(Rest.Part.CLIENT);
    this.executor = executor;
    this.pendingMax = pendingMax;
    this.timeoutNs = timeout.toNanos();
    this.submitted = new ManyToOneConcurrentArrayQueue<>(pendingMax);
    this.pending = new Unanswered(pendingMax);
    this.thread = SeatNode.daemon("seats-client").newThread(this::run);
  }

  /**
   * Starts the session's thread; it connects in the background.
   *
   * @param aeron a client of the link; closed by who made it, after this
   * @param executor completes the answers
   * @param pendingMax so many commands may be without an answer: a further one is refused at once
   * @param timeout how long a command may wait for its answer
   */
  static SeatLogClient start(
      SeatLink link, Aeron aeron, Executor executor, int pendingMax, Duration timeout) {
    SeatLogClient client = new SeatLogClient(link, aeron, executor, pendingMax, timeout);
    client.thread.start();
    return client;
  }

  /** Whether there is a session, and a leader that takes its commands. */
  public boolean isConnected() {
    return connected;
  }

  /**
   * Whether there has been no leader for as long as a command may wait: then none is waited for any
   * more.
   */
  private boolean isLost() {
    long lost = lostAt;
    return lost != 0 && System.nanoTime() - lost >= timeoutNs;
  }

  @Override
  public long answered() {
    return answered;
  }

  @Override
  public CompletableFuture<Answer> submit(Origin origin, SeatCommand command) {
    if (unanswered.get() >= pendingMax) {
      return undecided(Answer.Why.TOO_MANY);
    }
    if (isLost()) {
      return undecided(Answer.Why.UNREACHABLE);
    }
    long correlation = correlations.incrementAndGet();
    if (CommandEncoder.isShort(command)) {
      return send(new Pending(correlation, origin, command, null, false));
    }
    CommandEncoder own = new CommandEncoder();
    CommandEncoder.Encoded written = own.encode(origin, command, correlation);
    return written.length() <= MESSAGE_MAX
        ? send(new Pending(correlation, origin, command, written, false))
        : upload(own, origin, command, written, correlation);
  }

  private CompletableFuture<Answer> upload(
      CommandEncoder own,
      Origin origin,
      SeatCommand command,
      CommandEncoder.Encoded whole,
      long upload) {
    CompletableFuture<Answer> last =
        piece(origin, command, c -> own.uploadBegin(origin, upload, whole, c));
    for (int from = 0; from < whole.length(); from += MESSAGE_MAX) {
      int start = from;
      int length = Math.min(MESSAGE_MAX, whole.length() - from);
      last =
          last.thenCompose(before ->
              before instanceof Answer.Done
                  ? piece(
                      origin,
                      command,
                      c -> own.uploadChunk(origin, upload, whole, start, length, c))
                  : CompletableFuture.completedFuture(before));
    }
    return last.thenCompose(before ->
        before instanceof Answer.Done
            ? piece(origin, command, c -> own.uploadCommit(origin, upload, c))
            : CompletableFuture.completedFuture(before));
  }

  private CompletableFuture<Answer> piece(
      Origin origin, SeatCommand command, LongFunction<CommandEncoder.Encoded> write) {
    long correlation = correlations.incrementAndGet();
    return send(new Pending(correlation, origin, command, write.apply(correlation), true));
  }

  private CompletableFuture<Answer> send(Pending one) {
    if (!running) {
      return undecided(Answer.Why.UNREACHABLE);
    }
    if (unanswered.incrementAndGet() > pendingMax) {
      unanswered.decrementAndGet();
      return undecided(Answer.Why.TOO_MANY);
    }
    if (!submitted.offer(one)) {
      unanswered.decrementAndGet();
      return undecided(Answer.Why.TOO_MANY);
    }
    if (!running) {
      // Perhaps nobody looks at it any more, and perhaps it has just been sent.
      one.complete(new Answer.Undecided(Answer.Why.NO_ANSWER));
    }
    idle.call();
    return one;
  }

  private static CompletableFuture<Answer> undecided(Answer.Why why) {
    return CompletableFuture.completedFuture(new Answer.Undecided(why));
  }

  private void run() {
    try {
      serve();
    } catch (Error e) {
      link.end(e);
      throw e;
    }
  }

  private void serve() {
    while (running) {
      try {
        rest(work(System.nanoTime()));
      } catch (TimeoutException e) {
        // The log is being recovered, or is gone; a node that can't go on tells so itself.
        log.info("the seat log takes no session yet; trying again");
        disconnect(System.nanoTime());
      } catch (RuntimeException e) {
        if (running) {
          log.warn("the session with the seat log broke; connecting again", e);
          disconnect(System.nanoTime());
        }
      }
    }
    CloseHelper.quietCloseAll(connecting, session);
    take(System.nanoTime());
    pending.forEach(one -> finish(one, new Answer.Undecided(outcomeUnknown(one))));
    handOver();
  }

  @SuppressWarnings("ThreadPriorityCheck") // the log is what it waits for
  private void rest(int work) {
    if (work == 0 && pending.isEmpty() && connecting == null) {
      // Nothing to send and nothing to hear: a submission, or the session's end, can be next.
      idle.sleep(IDLE_PARK_NS);
    } else if (work == 0 && connected && !unsent.isEmpty()) {
      // The log takes no more at this moment; nobody tells when it does again.
      Thread.yield();
    } else {
      idle.idle(work);
    }
  }

  private int work(long now) {
    int work = take(now);
    work += poll(now);
    handOver();
    reaches(session != null && session.ingressPublication().isConnected(), now);
    work += sendAll(now);
    if (now - checkAt >= 0) {
      checkAt = now + CHECK_NS;
      check(now);
      handOver();
    }
    return work;
  }

  private void reaches(boolean reached, long now) {
    if (reached != connected) {
      connected = reached;
      lostAt = reached ? 0 : now | 1;
      if (!reached) {
        log.warn("the seat log takes no commands; {} are waiting", pending.size());
      }
    }
  }

  private int take(long now) {
    int taken = 0;
    for (Pending one = submitted.poll(); one != null; one = submitted.poll()) {
      one.deadline = now + timeoutNs;
      pending.add(one);
      wait(one);
      taken++;
    }
    return taken;
  }

  private void wait(Pending one) {
    if (!one.waits && one.answer == null) {
      one.waits = true;
      unsent.add(one);
    }
  }

  private int poll(long now) {
    if (session == null) {
      return connect(now);
    }
    int work = session.pollEgress();
    if (session.isClosed()) {
      disconnect(now);
    } else if (now - keepAliveAt >= 0 && session.sendKeepAlive()) {
      keepAliveAt = now + KEEP_ALIVE_NS;
    }
    return work;
  }

  private int connect(long now) {
    if (connecting == null) {
      if (now - reconnectAt < 0) {
        return 0;
      }
      connecting =
          AeronCluster.asyncConnect(
              link.session()
                  .aeron(aeron)
                  .ownsAeronClient(false)
                  .clientName("onsale")
                  .isIngressExclusive(true)
                  .messageTimeoutNs(TimeUnit.SECONDS.toNanos(2))
                  .egressListener(egress));
    }
    AeronCluster arrived = connecting.poll();
    if (arrived == null) {
      return 0;
    }
    connecting = null;
    session = arrived;
    keepAliveAt = now + KEEP_ALIVE_NS;
    log.info(
        "session {} with the seat log, {} commands are waiting",
        arrived.clusterSessionId(),
        pending.size());
    resend();
    return 1;
  }

  private void disconnect(long now) {
    reaches(false, now);
    CloseHelper.quietCloseAll(connecting, session);
    connecting = null;
    session = null;
    reconnectAt = now + RECONNECT_NS;
  }

  private void resend() {
    pending.forEach(this::wait);
  }

  private int sendAll(long now) {
    int sent = 0;
    while (session != null && !unsent.isEmpty()) {
      int count = message(session);
      if (count == 0) {
        break;
      }
      for (int i = 0; i < count; i++) {
        Pending one = unsent.remove();
        one.waits = false;
        one.sent = true;
        one.sentAt = now;
      }
      sent += count;
    }
    return sent;
  }

  /**
   * Sends the first of those that wait, and as many more as a message takes; 0 when the log does
   * not take it now.
   */
  private int message(AeronCluster to) {
    Pending first = unsent.element();
    int most = Math.min(BATCH_BYTES, to.ingressPublication().maxPayloadLength());
    int count = 0;
    int end = BATCH_FIRST - Integer.BYTES;
    if (!first.alone) {
      for (Pending one : unsent) {
        if (one.alone || count == BATCH_MAX) {
          break;
        }
        int start = end + Integer.BYTES;
        if (one.written != null && start + one.written.length() > most - SESSION_HEADER) {
          break;
        }
        int after = write(one, start);
        if (after > most - SESSION_HEADER && count > 0) {
          break;
        }
        message.putInt(end, after - start, ByteOrder.LITTLE_ENDIAN);
        end = after;
        count++;
      }
    }
    long offered;
    if (count == 0) {
      CommandEncoder.Encoded alone = Objects.requireNonNull(first.written);
      offered = to.offer(alone.buffer(), 0, alone.length());
      count = 1;
    } else if (count == 1) {
      offered = to.offer(message, BATCH_FIRST, end - BATCH_FIRST);
    } else {
      batch.wrapAndApplyHeader(message, 0, messageHeader).commandsCount(count);
      offered = to.offer(message, 0, end);
    }
    return offered > 0 ? count : 0;
  }

  private int write(Pending one, int offset) {
    if (one.written == null) {
      return encoder.encode(one.origin, one.command, one.correlation, message, offset);
    }
    message.putBytes(offset, one.written.buffer(), 0, one.written.length());
    return offset + one.written.length();
  }

  private void check(long now) {
    pending.forEach(one -> {
      if (now - one.deadline >= 0) {
        finish(one, new Answer.Undecided(outcomeUnknown(one)));
      } else if (one.sent && now - one.sentAt >= RESEND_NS) {
        wait(one);
      }
    });
  }

  private static Answer.Why outcomeUnknown(Pending one) {
    return one.sent ? Answer.Why.NO_ANSWER : Answer.Why.UNREACHABLE;
  }

  private void finish(Pending one, Answer answer) {
    if (one.answer != null) {
      return;
    }
    one.answer = answer;
    pending.remove(one);
    if (one.waits) {
      one.waits = false;
      unsent.remove(one);
    }
    if (lastAnswered == null) {
      firstAnswered = one;
    } else {
      lastAnswered.behind = one;
    }
    lastAnswered = one;
    if (++toHandOver == ANSWERS_MAX) {
      handOver();
    }
  }

  private void handOver() {
    Pending first = firstAnswered;
    if (first != null) {
      firstAnswered = null;
      lastAnswered = null;
      unanswered.addAndGet(-toHandOver);
      toHandOver = 0;
      executor.execute(first);
    }
  }

  /** Answers whatever waits that it stays undecided, and ends the session. */
  @Override
  public void close() {
    running = false;
    idle.call();
    SeatNode.awaitEnd(thread, TimeUnit.SECONDS.toMillis(5));
  }

  private final class Egress implements EgressListener, AnswerDecoder.Taker {
    @Override
    public void onMessage(
        long clusterSessionId,
        long timestamp,
        DirectBuffer buffer,
        int offset,
        int length,
        Header header) {
      long position = buffer.getLong(offset, ByteOrder.LITTLE_ENDIAN);
      if (position > answered) {
        answered = position;
      }
      answers.decode(buffer, offset + SeatLogService.POSITION_LENGTH, this);
    }

    @Override
    public void onAnswer(long correlation, Answer answer) {
      Pending one = pending.find(correlation);
      if (one != null) {
        finish(one, answer);
      }
    }

    @Override
    public void onSessionEvent(
        long correlationId,
        long clusterSessionId,
        long leadershipTermId,
        int leaderMemberId,
        EventCode code,
        @Nullable String detail) {
      if (code != EventCode.OK) {
        log.info("the seat log says of the session: {} {}", code, detail);
      }
    }

    @Override
    public void onNewLeader(
        long clusterSessionId,
        long leadershipTermId,
        int leaderMemberId,
        @Nullable String ingressEndpoints) {
      log.info("member {} leads now; {} commands are sent again", leaderMemberId, pending.size());
      resend();
    }
  }
}
