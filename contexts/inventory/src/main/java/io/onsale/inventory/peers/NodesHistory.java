package io.onsale.inventory.peers;

import io.aeron.Aeron;
import io.aeron.Image;
import io.aeron.ImageFragmentAssembler;
import io.aeron.Subscription;
import io.aeron.archive.client.AeronArchive;
import io.aeron.exceptions.AeronException;
import io.aeron.logbuffer.FragmentHandler;
import io.aeron.logbuffer.FrameDescriptor;
import io.onsale.inventory.flow.LogHistory;
import io.onsale.inventory.flow.LogSink;
import io.onsale.inventory.flow.LogUnreachable;
import io.onsale.inventory.flow.LoggedMessages;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log as the archive of one of its nodes has it, for a process that has none of its files: all
 * that has not been purged there, as far as it is committed.
 */
final class NodesHistory implements LogHistory {
  private static final int STREAM = 7_103;
  private static final int FRAGMENTS = 256;
  private static final Duration QUESTION = Duration.ofMillis(500);
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final Logger log = LoggerFactory.getLogger(NodesHistory.class);

  private final LogSource source;
  private final LogSource.Standing standing;
  private final Aeron aeron;
  private final AeronArchive archive;
  private final IdleStrategy idle;
  private final LoggedMessages messages = new LoggedMessages();
  private boolean withinMessage;
  private boolean stopped;
  private long reached;

  private NodesHistory(
      LogSource source,
      LogSource.Standing standing,
      Aeron aeron,
      AeronArchive archive,
      IdleStrategy idle) {
    this.source = source;
    this.standing = standing;
    this.aeron = aeron;
    this.archive = archive;
    this.idle = idle;
  }

  /**
   * From the first node that answers.
   *
   * @throws LogUnreachable when none does
   */
  static NodesHistory open(List<LogSource> sources, Aeron aeron) {
    IdleStrategy idle = new BackoffIdleStrategy(10, 10, 1_000, 1_000_000);
    for (LogSource source : sources) {
      try {
        LogSource.Standing standing = source.ask(aeron, idle, QUESTION).orElse(null);
        if (standing != null) {
          AeronArchive archive = source.connect(aeron, PATIENCE);
          return new NodesHistory(source, standing, aeron, archive, idle);
        }
      } catch (AeronException e) {
        log.info("{}: the seat log can't be read there: {}", source.name(), e.getMessage());
      }
    }
    throw new LogUnreachable("No node of the seat log answers.");
  }

  /**
   * {@inheritDoc}
   *
   * @throws LogUnreachable when the node does not answer
   */
  @Override
  public long start() {
    try {
      return archive.getStartPosition(standing.recording());
    } catch (AeronException e) {
      throw unreachable(e);
    }
  }

  /**
   * {@inheritDoc}
   *
   * @throws LogUnreachable when the node does not answer
   */
  @Override
  public long end() {
    try {
      return archive.getRecordingPosition(standing.recording());
    } catch (AeronException e) {
      throw unreachable(e);
    }
  }

  /**
   * {@inheritDoc}
   *
   * @throws LogUnreachable when the node is gone, or has not committed as much within two seconds;
   *     all before it has been handed over
   */
  @Override
  public long read(long from, long limit, long until, LogSink sink) {
    reached = from;
    stopped = false;
    withinMessage = false;
    if (from >= limit) {
      return reached;
    }
    try (Subscription subscription = aeron.addSubscription(source.replayChannel(), STREAM)) {
      await(() -> subscription.tryResolveChannelEndpointPort() != null);
      int session =
          (int)
              archive.startBoundedReplay(
                  standing.recording(),
                  from,
                  limit - from,
                  standing.commitCounter(),
                  subscription.tryResolveChannelEndpointPort(),
                  STREAM);
      await(() -> subscription.imageBySessionId(session) != null);
      poll(subscription.imageBySessionId(session), limit, until, sink);
      return reached;
    } catch (AeronException e) {
      throw unreachable(e);
    }
  }

  private LogUnreachable unreachable(AeronException cause) {
    return new LogUnreachable(source.name() + " does not give the seat log.", cause);
  }

  private void poll(Image image, long limit, long until, LogSink sink) {
    ImageFragmentAssembler assembler =
        new ImageFragmentAssembler((buffer, offset, length, header) -> {
          if (!stopped) {
            stopped = !messages.deliver(buffer, offset, length, header.position(), until, sink);
            reached = stopped ? reached : header.position();
          }
        });
    FragmentHandler handler =
        (buffer, offset, length, header) -> {
          assembler.onFragment(buffer, offset, length, header);
          withinMessage = (header.flags() & FrameDescriptor.END_FRAG_FLAG) == 0;
        };
    long lastWork = System.nanoTime();
    while (!stopped && reached < limit && !image.isClosed()) {
      int polled = image.poll(handler, FRAGMENTS);
      if (!withinMessage && !stopped) {
        // Padding is no message.
        reached = Math.max(reached, image.position());
      }
      if (polled > 0) {
        lastWork = System.nanoTime();
      } else if (image.isEndOfStream() || System.nanoTime() - lastWork > PATIENCE.toNanos()) {
        break;
      }
      idle.idle(polled);
    }
    if (!stopped && reached < limit) {
      throw new LogUnreachable(source.name() + " stopped giving the seat log at " + reached + ".");
    }
  }

  private void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    idle.reset();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline >= 0 || Thread.currentThread().isInterrupted()) {
        throw new LogUnreachable(source.name() + " begins no replay of the seat log.");
      }
      idle.idle();
    }
  }

  @Override
  public void close() {
    archive.close();
  }
}
