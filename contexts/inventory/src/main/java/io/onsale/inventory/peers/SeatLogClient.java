package io.onsale.inventory.peers;

import io.aeron.Aeron;
import io.aeron.cluster.client.AeronCluster;
import io.aeron.cluster.client.EgressListener;
import io.aeron.cluster.codecs.EventCode;
import io.aeron.exceptions.TimeoutException;
import io.aeron.logbuffer.Header;
import io.onsale.contracts.sbe.BatchEncoder;
import io.onsale.contracts.sbe.MessageHeaderEncoder;
import io.onsale.inventory.flow.Answer;
import io.onsale.inventory.flow.Origin;
import io.onsale.inventory.flow.SeatCommand;
import io.onsale.inventory.flow.SeatLog;
import io.onsale.inventory.flow.SeatLogService;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongFunction;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.collections.Long2ObjectHashMap;
import org.agrona.concurrent.IdleStrategy;
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

  private static final int BATCH_BYTES = 1_280;
  private static final int BATCH_MAX = 64;
  private static final int BATCH_ENTRY_OVERHEAD = 8;
  private static final long KEEP_ALIVE_NS = TimeUnit.SECONDS.toNanos(1);
  private static final long RESEND_NS = TimeUnit.MILLISECONDS.toNanos(1_500);
  private static final long CHECK_NS = TimeUnit.MILLISECONDS.toNanos(250);
  private static final long RECONNECT_NS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long IDLE_PARK_NS = TimeUnit.MILLISECONDS.toNanos(20);

  private static final Logger log = LoggerFactory.getLogger(SeatLogClient.class);

  private final SeatLink link;
  private final Aeron aeron;
  private final IdleStrategy idle;
  private final Executor executor;
  private final int pendingMax;
  private final long timeoutNs;
  private final ManyToOneConcurrentArrayQueue<Pending> submitted;
  private final AtomicInteger unanswered = new AtomicInteger();
  private final AtomicLong correlations = new AtomicLong(System.nanoTime());
  private final Thread thread;
  private volatile boolean running = true;
  private volatile boolean parked;
  private volatile boolean connected;
  private volatile long lostAt = System.nanoTime() | 1;
  private volatile long answered;

  // The thread's own.
  private final Long2ObjectHashMap<Pending> pending = new Long2ObjectHashMap<>();
  private final ArrayDeque<Pending> byAge = new ArrayDeque<>();
  private final ArrayDeque<Pending> unsent = new ArrayDeque<>();
  private final AnswerDecoder answers = new AnswerDecoder();
  private final UnsafeBuffer batchBuffer = new UnsafeBuffer(new byte[BATCH_BYTES * 2]);
  private final BatchEncoder batch = new BatchEncoder();
  private final MessageHeaderEncoder messageHeader = new MessageHeaderEncoder();
  private final Egress egress = new Egress();
  private AeronCluster.@Nullable AsyncConnect connecting;
  private @Nullable AeronCluster session;
  private long reconnectAt;
  private long keepAliveAt;
  private long checkAt;

  private static final class Pending {
    final long correlation;
    final CommandEncoder.Encoded command;
    final boolean alone;
    final long deadline;
    final CompletableFuture<Answer> answer = new CompletableFuture<>();
    boolean waits;
    boolean sent;
    boolean done;
    long sentAt;

    Pending(long correlation, CommandEncoder.Encoded command, boolean alone, long deadline) {
      this.correlation = correlation;
      this.command = command;
      this.alone = alone;
      this.deadline = deadline;
    }
  }

  private SeatLogClient(
      SeatLink link, Aeron aeron, Executor executor, int pendingMax, Duration timeout) {
    this.link = link;
    this.aeron = aeron;
    this.idle = link.idle().get();
    this.executor = executor;
    this.pendingMax = pendingMax;
    this.timeoutNs = timeout.toNanos();
    this.submitted = new ManyToOneConcurrentArrayQueue<>(pendingMax);
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
    CommandEncoder encoder = new CommandEncoder();
    long correlation = correlations.incrementAndGet();
    CommandEncoder.Encoded encoded = encoder.encode(origin, command, correlation);
    return encoded.length() <= MESSAGE_MAX
        ? send(encoded, correlation, false)
        : upload(encoder, origin, encoded, correlation);
  }

  private CompletableFuture<Answer> upload(
      CommandEncoder encoder, Origin origin, CommandEncoder.Encoded whole, long upload) {
    long first = correlations.incrementAndGet();
    CompletableFuture<Answer> last =
        send(encoder.uploadBegin(origin, upload, whole, first), first, true);
    for (int from = 0; from < whole.length(); from += MESSAGE_MAX) {
      int start = from;
      int length = Math.min(MESSAGE_MAX, whole.length() - from);
      last =
          last.thenCompose(before ->
              next(before, c -> encoder.uploadChunk(origin, upload, whole, start, length, c)));
    }
    return last.thenCompose(before -> next(before, c -> encoder.uploadCommit(origin, upload, c)));
  }

  private CompletableFuture<Answer> next(
      Answer before, LongFunction<CommandEncoder.Encoded> piece) {
    if (!(before instanceof Answer.Done)) {
      return CompletableFuture.completedFuture(before);
    }
    long correlation = correlations.incrementAndGet();
    return send(piece.apply(correlation), correlation, true);
  }

  private CompletableFuture<Answer> send(
      CommandEncoder.Encoded command, long correlation, boolean alone) {
    if (!running) {
      return undecided(Answer.Why.UNREACHABLE);
    }
    if (unanswered.incrementAndGet() > pendingMax) {
      unanswered.decrementAndGet();
      return undecided(Answer.Why.TOO_MANY);
    }
    Pending one = new Pending(correlation, command, alone, System.nanoTime() + timeoutNs);
    if (!submitted.offer(one)) {
      unanswered.decrementAndGet();
      return undecided(Answer.Why.TOO_MANY);
    }
    if (parked) {
      LockSupport.unpark(thread);
      link.wake();
    }
    return one.answer;
  }

  private static CompletableFuture<Answer> undecided(Answer.Why why) {
    return CompletableFuture.completedFuture(new Answer.Undecided(why));
  }

  private void run() {
    while (running) {
      try {
        int work = work(System.nanoTime());
        if (work == 0 && pending.isEmpty() && connecting == null) {
          park();
        } else {
          idle.idle(work);
        }
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
    take();
    byAge.forEach(one -> finish(one, new Answer.Undecided(outcomeUnknown(one))));
  }

  /** Nothing to send and nothing to hear: only a submission, or the session's end, can be next. */
  private void park() {
    parked = true;
    if (submitted.isEmpty() && running) {
      LockSupport.parkNanos(this, IDLE_PARK_NS);
    }
    parked = false;
    idle.reset();
  }

  private int work(long now) {
    int work = take();
    work += poll(now);
    reaches(session != null && session.ingressPublication().isConnected(), now);
    work += sendAll(now);
    if (now - checkAt >= 0) {
      checkAt = now + CHECK_NS;
      check(now);
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

  private int take() {
    return submitted.drain(
        one -> {
          pending.put(one.correlation, one);
          byAge.add(one);
          wait(one);
        },
        pendingMax);
  }

  private void wait(Pending one) {
    if (!one.waits && !one.done) {
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
    byAge.forEach(this::wait);
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
   * Sends the first of those that wait, and as many more as a packet takes; 0 when the log does not
   * take it now.
   */
  private int message(AeronCluster to) {
    int count = 0;
    int bytes = 0;
    for (Pending one : unsent) {
      bytes += one.command.length() + BATCH_ENTRY_OVERHEAD;
      if (one.alone || count == BATCH_MAX || bytes > BATCH_BYTES) {
        break;
      }
      count++;
    }
    long offered;
    if (count <= 1) {
      CommandEncoder.Encoded command = unsent.element().command;
      offered = to.offer(command.buffer(), 0, command.length());
      count = 1;
    } else {
      var commands = batch.wrapAndApplyHeader(batchBuffer, 0, messageHeader).commandsCount(count);
      int left = count;
      for (Pending one : unsent) {
        commands.next().putCommand(one.command.buffer(), 0, one.command.length());
        if (--left == 0) {
          break;
        }
      }
      offered = to.offer(batchBuffer, 0, batch.limit());
    }
    return offered > 0 ? count : 0;
  }

  private void check(long now) {
    while (!byAge.isEmpty() && (byAge.element().done || now - byAge.element().deadline >= 0)) {
      Pending oldest = byAge.remove();
      finish(oldest, new Answer.Undecided(outcomeUnknown(oldest)));
    }
    for (Pending one : byAge) {
      if (one.sent && now - one.sentAt >= RESEND_NS) {
        wait(one);
      }
    }
  }

  private static Answer.Why outcomeUnknown(Pending one) {
    return one.sent ? Answer.Why.NO_ANSWER : Answer.Why.UNREACHABLE;
  }

  private void finish(Pending one, Answer answer) {
    if (one.done) {
      return;
    }
    one.done = true;
    pending.remove(one.correlation);
    if (one.waits) {
      one.waits = false;
      unsent.remove(one);
    }
    unanswered.decrementAndGet();
    executor.execute(() -> one.answer.complete(answer));
  }

  /** Answers whatever waits that it stays undecided, and ends the session. */
  @Override
  public void close() {
    running = false;
    LockSupport.unpark(thread);
    try {
      thread.join(TimeUnit.SECONDS.toMillis(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private final class Egress implements EgressListener {
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
      answers.decode(
          buffer,
          offset + SeatLogService.POSITION_LENGTH,
          (correlation, answer) -> {
            Pending one = pending.get(correlation);
            if (one != null) {
              finish(one, answer);
            }
          });
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
