package io.onsale.inventory.peers;

import io.aeron.Aeron;
import io.aeron.ExclusivePublication;
import io.aeron.FragmentAssembler;
import io.aeron.Subscription;
import io.aeron.exceptions.AeronException;
import io.aeron.logbuffer.Header;
import io.onsale.inventory.flow.LogDamaged;
import io.onsale.inventory.flow.SealedHistory;
import io.onsale.inventory.flow.StateImages;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.AgentInvoker;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives pieces of this node's sealed files and images to whoever asks as {@link FilesOfMember}
 * does, and gets from the other members the sealed files that this node lacks, after its disk was
 * lost or after a long absence; on a thread of its own.
 */
final class HistoryExchange implements AutoCloseable {
  private static final int PIECE = 64_000;
  private static final int HEADER = FilesOfMember.HEADER;

  /**
   * Names of sealed files, of their list, and of images; no path, so nothing else can be asked for.
   */
  private static final Pattern NAME =
      Pattern.compile("[0-9A-Z-]{1,60}(\\.log)?|image-[0-9a-f]{16}");

  private static final long LOOK_NS = TimeUnit.SECONDS.toNanos(5);
  private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(1);
  private static final long CLOSE_MILLIS = 5_000;

  private static final Logger log = LoggerFactory.getLogger(HistoryExchange.class);

  private final NodeSettings settings;
  private final SealedHistory history;
  private final StateImages images;
  private final Aeron aeron;
  private final IdleStrategy idle = FilesOfMember.idle();
  private final UnsafeBuffer answer = new UnsafeBuffer(new byte[HEADER + PIECE]);
  private final FragmentAssembler questions = new FragmentAssembler(this::onQuestion);
  private final Giver giver = new Giver();
  private final Thread thread;
  private volatile boolean running = true;
  private @Nullable Subscription asked;
  private @Nullable ExclusivePublication answers;
  private String answersTo = "";

  private HistoryExchange(
      NodeSettings settings,
      SealedHistory history,
      StateImages images,
      Aeron aeron,
      ThreadFactory threads) {
    this.settings = settings;
    this.history = history;
    this.images = images;
    this.aeron = aeron;
    this.thread = threads.newThread(this::run);
  }

  /**
   * @param aeron a client of the node that is used by this exchange alone, without a thread of its
   *     own; it is closed with the exchange
   * @param threads of the exchange's one thread
   */
  static HistoryExchange start(
      NodeSettings settings,
      SealedHistory history,
      StateImages images,
      Aeron aeron,
      ThreadFactory threads) {
    HistoryExchange exchange = new HistoryExchange(settings, history, images, aeron, threads);
    exchange.thread.start();
    return exchange;
  }

  private void run() {
    long lookAt = System.nanoTime();
    try {
      asked =
          aeron.addSubscription(settings.self().archiveChannel(), FilesOfMember.QUESTION_STREAM);
      while (running) {
        idle.idle(serve());
        if (System.nanoTime() - lookAt >= 0) {
          getWhatIsLacking();
          lookAt = System.nanoTime() + LOOK_NS;
        }
      }
    } catch (RuntimeException e) {
      if (running) {
        log.error("sealed files can't be exchanged any more", e);
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
      log.warn("somebody asked for the file {}, from {}", name, from);
      return;
    }
    answer.putLong(0, buffer.getLong(offset));
    int size = HEADER + read(name, from);
    try {
      if (answers == null || !channel.equals(answersTo)) {
        CloseHelper.quietClose(answers);
        answers = null;
        answers = aeron.addExclusivePublication(channel, FilesOfMember.ANSWER_STREAM);
        answersTo = channel;
      }
      send(answers, answer, size);
    } catch (AeronException | IllegalArgumentException e) {
      log.warn("nobody can be answered on {}: {}", channel, e.getMessage());
    }
  }

  private int read(String name, long from) {
    try (InputStream file = open(name)) {
      file.skipNBytes(from);
      byte[] piece = file.readNBytes(PIECE);
      answer.putLong(Long.BYTES, piece.length == PIECE ? FilesOfMember.MORE : FilesOfMember.LAST);
      answer.putBytes(HEADER, piece);
      return piece.length;
    } catch (IOException e) {
      answer.putLong(Long.BYTES, FilesOfMember.GONE);
      return 0;
    }
  }

  private InputStream open(String name) throws IOException {
    return FilesOfMember.isImage(name)
        ? images.here().open(FilesOfMember.imageId(name))
        : history.here().open(name);
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
      Member other = settings.members().get(i);
      if (i == settings.member() || !giver.mayBe(other, System.nanoTime())) {
        continue;
      }
      try (FilesOfMember elsewhere = filesOf(other)) {
        if (complete(other, elsewhere)) {
          log.info("the sealed history is whole again, with what {} had of it", other);
          return;
        }
        log.info("{} has not sealed all that is lacking here yet", other);
      } catch (LogDamaged e) {
        giver.isDamaged();
        log.error("the sealed history of {} is damaged: {}", other, e.getMessage());
      } catch (IOException | AeronException e) {
        log.info("no sealed history from {} now: {}", other, e.getMessage());
      }
    }
  }

  private boolean complete(Member other, FilesOfMember elsewhere) throws IOException {
    try {
      return history.complete(elsewhere);
    } finally {
      // The first is the list, which tells only what there is.
      if (elsewhere.whole() > 1) {
        giver.gave(other, System.nanoTime());
      }
    }
  }

  private FilesOfMember filesOf(Member other) {
    return new FilesOfMember(
        aeron,
        other.toString(),
        other.archiveChannel(),
        Member.anyPort(settings.self().host()),
        this::serve,
        () -> running);
  }

  @Override
  public void close() {
    running = false;
    LockSupport.unpark(thread);
    SeatNode.awaitEnd(thread, CLOSE_MILLIS);
  }
}
