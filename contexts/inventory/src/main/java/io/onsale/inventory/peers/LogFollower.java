package io.onsale.inventory.peers;

import io.aeron.Aeron;
import io.aeron.Image;
import io.aeron.ImageControlledFragmentAssembler;
import io.aeron.ImageFragmentAssembler;
import io.aeron.Subscription;
import io.aeron.archive.client.AeronArchive;
import io.aeron.cluster.client.AeronCluster;
import io.aeron.cluster.codecs.MessageHeaderDecoder;
import io.aeron.cluster.codecs.SessionMessageHeaderDecoder;
import io.aeron.cluster.codecs.SnapshotMark;
import io.aeron.cluster.codecs.SnapshotMarkerDecoder;
import io.aeron.cluster.codecs.TimerEventDecoder;
import io.aeron.logbuffer.ControlledFragmentHandler;
import io.aeron.logbuffer.FragmentHandler;
import io.aeron.logbuffer.FrameDescriptor;
import io.aeron.logbuffer.Header;
import io.onsale.inventory.flow.ImageChunks;
import io.onsale.inventory.flow.Replica;
import io.onsale.inventory.flow.Snapshots;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.IdleStrategy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Feeds a replica with the committed log, on a thread of its own: the newest snapshot first if
 * there is one, then the recording of the log from there on, as far as it is committed and no
 * further.
 *
 * <p>A node's archive replays a recording that still grows, bounded by the counter of the node's
 * commit position. When such a replay ends, as when the archive was too slow for it or the node is
 * gone, the next one begins where the last message ended, from the next node that answers: at the
 * same position every node's log is the same.
 */
final class LogFollower implements AutoCloseable {
  private static final int SERVICE_ID = 0;
  private static final int REPLAY_STREAM = 7_101;
  private static final int SNAPSHOT_STREAM = 7_102;
  private static final int FRAGMENTS = 256;
  private static final long WAIT_NS = TimeUnit.SECONDS.toNanos(30);
  private static final long RETRY_NS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private static final Logger log = LoggerFactory.getLogger(LogFollower.class);

  private final SeatLink link;
  private final Aeron aeron;
  private final Replica replica;
  private final Snapshots snapshots;
  private final IdleStrategy idle;
  private final Thread thread;
  private final MessageHeaderDecoder messageHeader = new MessageHeaderDecoder();
  private final SessionMessageHeaderDecoder sessionHeader = new SessionMessageHeaderDecoder();
  private final TimerEventDecoder timer = new TimerEventDecoder();
  private final SnapshotMarkerDecoder marker = new SnapshotMarkerDecoder();
  private volatile boolean running = true;
  private volatile boolean following;
  private volatile boolean interrupted;
  private volatile long startedAt;
  private int next;
  private boolean restored;
  private boolean withinMessage;

  private LogFollower(SeatLink link, Aeron aeron, Replica replica, Snapshots snapshots) {
    this.link = link;
    this.aeron = aeron;
    this.replica = replica;
    this.snapshots = snapshots;
    this.idle = link.idle().get();
    this.thread = SeatNode.daemon("seats-follower").newThread(this::run);
  }

  /** Starts to follow; the replica tells when it has caught up. */
  static LogFollower start(SeatLink link, Aeron aeron, Replica replica, Snapshots snapshots) {
    LogFollower follower = new LogFollower(link, aeron, replica, snapshots);
    follower.thread.start();
    return follower;
  }

  /** Where it began: the newest snapshot, or the beginning of the log. */
  long startedAt() {
    return startedAt;
  }

  /** Ends the replay at hand. */
  void interruptReplay() {
    interrupted = true;
  }

  /** Whether the log is being followed at this moment. */
  boolean isFollowing() {
    return following;
  }

  private void run() {
    List<LogSource> sources = link.sources();
    while (running) {
      LogSource source = sources.get(next++ % sources.size());
      try {
        LogSource.Standing standing = source.ask(aeron, idle, PATIENCE).orElse(null);
        if (standing == null) {
          log.info("{} does not tell how the seat log stands", source.name());
          continue;
        }
        try (AeronArchive archive =
            AeronArchive.connect(
                source
                    .archive()
                    .aeron(aeron)
                    .ownsAeronClient(false)
                    .messageTimeoutNs(PATIENCE.toNanos()))) {
          follow(source, standing, archive);
        }
      } catch (Replay e) {
        if (running) {
          link.end(e);
        }
        return;
      } catch (RuntimeException e) {
        if (running) {
          log.warn("{}: the seat log can't be followed there; trying again", source.name(), e);
          LockSupport.parkNanos(RETRY_NS);
        }
      } finally {
        following = false;
      }
    }
  }

  private void follow(LogSource source, LogSource.Standing standing, AeronArchive archive) {
    LogSource.Snapshot snapshot = standing.snapshotOf(SERVICE_ID).orElse(null);
    if (!restored && snapshot != null) {
      restore(source, archive, snapshot);
      startedAt = snapshot.position();
    }
    restored = true;
    // What is recorded but not agreed on yet will be, or else the replay ends.
    long target = archive.getRecordingPosition(standing.recording());
    try (Subscription subscription = aeron.addSubscription(source.replayChannel(), REPLAY_STREAM)) {
      long replay =
          archive.startBoundedReplay(
              standing.recording(),
              replica.position(),
              Long.MAX_VALUE - replica.position(),
              standing.commitCounter(),
              resolved(subscription),
              REPLAY_STREAM);
      log.info(
          "following the seat log of {} from {}, {} bytes to catch up",
          source.name(),
          replica.position(),
          target - replica.position());
      poll(image(subscription, (int) replay), target);
    }
  }

  private String resolved(Subscription subscription) {
    await(() -> subscription.tryResolveChannelEndpointPort() != null, "a port");
    return subscription.tryResolveChannelEndpointPort();
  }

  private void poll(Image image, long target) {
    FragmentHandler assembler = new ImageFragmentAssembler(this::onMessage);
    FragmentHandler handler =
        (buffer, offset, length, header) -> {
          assembler.onFragment(buffer, offset, length, header);
          withinMessage = (header.flags() & FrameDescriptor.END_FRAG_FLAG) == 0;
        };
    withinMessage = false;
    following = true;
    interrupted = false;
    while (running && !interrupted && !image.isClosed()) {
      int polled = image.poll(handler, FRAGMENTS);
      if (!withinMessage) {
        replica.onOther(image.position());
      }
      int work = polled + replica.publish(System.nanoTime(), polled == 0);
      if (!replica.isCaughtUp() && replica.position() >= target) {
        replica.publish(System.nanoTime(), true);
        replica.caughtUp(true);
        log.info("the seats are caught up with the log at {}", replica.position());
      }
      idle.idle(work);
    }
  }

  private void onMessage(DirectBuffer buffer, int offset, int length, Header header) {
    messageHeader.wrap(buffer, offset);
    int body = offset + MessageHeaderDecoder.ENCODED_LENGTH;
    try {
      switch (messageHeader.templateId()) {
        case SessionMessageHeaderDecoder.TEMPLATE_ID -> {
          sessionHeader.wrap(buffer, body, messageHeader.blockLength(), messageHeader.version());
          replica.onMessage(
              header.position(),
              sessionHeader.timestamp(),
              buffer,
              offset + AeronCluster.SESSION_HEADER_LENGTH,
              length - AeronCluster.SESSION_HEADER_LENGTH);
        }
        case TimerEventDecoder.TEMPLATE_ID -> {
          timer.wrap(buffer, body, messageHeader.blockLength(), messageHeader.version());
          replica.onTimer(header.position(), timer.timestamp());
        }
        default -> replica.onOther(header.position());
      }
    } catch (RuntimeException | Error e) {
      throw new Replay(e);
    }
  }

  private void restore(LogSource source, AeronArchive archive, LogSource.Snapshot snapshot) {
    try (Subscription subscription =
        aeron.addSubscription(source.replayChannel(), SNAPSHOT_STREAM)) {
      long replay =
          archive.startReplay(
              snapshot.recording(),
              0,
              AeronArchive.NULL_LENGTH,
              resolved(subscription),
              SNAPSHOT_STREAM);
      Image image = image(subscription, (int) replay);
      skipSessions(image);
      replica.restore(snapshots, new ImageChunks(image, idle), snapshot.position());
      log.info("read the seats' snapshot at {}", snapshot.position());
    }
  }

  /** A service's snapshot begins with the cluster's own part, which ends with a marker. */
  private void skipSessions(Image image) {
    boolean[] ended = {false};
    var assembler =
        new ImageControlledFragmentAssembler((buffer, offset, length, header) -> {
          messageHeader.wrap(buffer, offset);
          if (messageHeader.templateId() == SnapshotMarkerDecoder.TEMPLATE_ID) {
            int body = offset + MessageHeaderDecoder.ENCODED_LENGTH;
            marker.wrap(buffer, body, messageHeader.blockLength(), messageHeader.version());
            ended[0] = marker.mark() == SnapshotMark.END;
          }
          return ended[0]
              ? ControlledFragmentHandler.Action.BREAK
              : ControlledFragmentHandler.Action.CONTINUE;
        });
    await(
        () -> {
          image.controlledPoll(assembler, 1);
          if (!ended[0] && (image.isClosed() || image.isEndOfStream())) {
            throw new IllegalStateException("The snapshot has no end of its cluster's part.");
          }
          return ended[0];
        },
        "the snapshot's first part");
  }

  private Image image(Subscription subscription, int sessionId) {
    await(() -> subscription.imageBySessionId(sessionId) != null, "a replay");
    return subscription.imageBySessionId(sessionId);
  }

  private void await(BooleanSupplier condition, String what) {
    long deadline = System.nanoTime() + WAIT_NS;
    idle.reset();
    while (!condition.getAsBoolean()) {
      if (!running || System.nanoTime() - deadline >= 0) {
        throw new IllegalStateException("Waited in vain for " + what + ".");
      }
      idle.idle();
    }
  }

  @Override
  public void close() {
    running = false;
    thread.interrupt();
    try {
      thread.join(TimeUnit.SECONDS.toMillis(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The engine could not apply a message of the log: a fault that trying again would repeat. */
  private static final class Replay extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Replay(Throwable cause) {
      super(cause);
    }
  }
}
