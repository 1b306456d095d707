package io.onsale.inventory.peers;

import io.aeron.Aeron;
import io.aeron.ChannelUri;
import io.aeron.Image;
import io.aeron.ImageControlledFragmentAssembler;
import io.aeron.ImageFragmentAssembler;
import io.aeron.Subscription;
import io.aeron.archive.client.AeronArchive;
import io.aeron.cluster.ConsensusModule;
import io.aeron.cluster.ElectionState;
import io.aeron.cluster.RecordingLog;
import io.aeron.cluster.client.AeronCluster;
import io.aeron.cluster.codecs.MessageHeaderDecoder;
import io.aeron.cluster.codecs.SessionMessageHeaderDecoder;
import io.aeron.cluster.codecs.SnapshotMark;
import io.aeron.cluster.codecs.SnapshotMarkerDecoder;
import io.aeron.cluster.codecs.TimerEventDecoder;
import io.aeron.cluster.service.ClusterCounters;
import io.aeron.cluster.service.ClusteredServiceContainer;
import io.aeron.logbuffer.ControlledFragmentHandler;
import io.aeron.logbuffer.FragmentHandler;
import io.aeron.logbuffer.FrameDescriptor;
import io.aeron.logbuffer.Header;
import io.onsale.inventory.flow.ImageChunks;
import io.onsale.inventory.flow.Replica;
import io.onsale.inventory.flow.Snapshots;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.status.CountersReader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Feeds a replica with the committed log, on a thread of its own: the newest snapshot first if
 * there is one, then the recording of the log from there on, as far as it is committed and no
 * further.
 *
 * <p>The archive replays a recording that still grows, bounded by the counter of the commit
 * position. When such a replay ends, as when the archive was too slow for it, the next one begins
 * where the last message ended.
 */
final class LogFollower implements AutoCloseable {
  private static final int SERVICE_ID = 0;
  private static final int REPLAY_STREAM = 7_101;
  private static final int SNAPSHOT_STREAM = 7_102;
  private static final int FRAGMENTS = 256;
  private static final long WAIT_NS = TimeUnit.SECONDS.toNanos(30);
  private static final long RETRY_NS = TimeUnit.MILLISECONDS.toNanos(200);

  private static final Logger log = LoggerFactory.getLogger(LogFollower.class);

  private final SeatNode node;
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
  private boolean restored;
  private boolean withinMessage;

  private LogFollower(SeatNode node, Aeron aeron, Replica replica, Snapshots snapshots) {
    this.node = node;
    this.aeron = aeron;
    this.replica = replica;
    this.snapshots = snapshots;
    this.idle = node.idle().get();
    this.thread = SeatNode.daemon("seats-follower").newThread(this::run);
  }

  /** Starts to follow; the replica tells when it has caught up. */
  static LogFollower start(SeatNode node, Aeron aeron, Replica replica, Snapshots snapshots) {
    LogFollower follower = new LogFollower(node, aeron, replica, snapshots);
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
    while (running) {
      try (AeronArchive archive =
          AeronArchive.connect(node.archiveClient().aeron(aeron).ownsAeronClient(false))) {
        follow(archive);
      } catch (Replay e) {
        if (running) {
          node.end(e);
        }
        return;
      } catch (RuntimeException e) {
        if (running) {
          log.warn("the seat log can't be followed at the moment; trying again", e);
          LockSupport.parkNanos(RETRY_NS);
        }
      } finally {
        following = false;
      }
    }
  }

  private void follow(AeronArchive archive) {
    CountersReader counters = aeron.countersReader();
    int election = counter(counters, ConsensusModule.Configuration.ELECTION_STATE_TYPE_ID);
    await(
        () -> counters.getCounterValue(election) == ElectionState.CLOSED.code(),
        "the node takes part");
    int commit = counter(counters, ClusteredServiceContainer.Configuration.COMMIT_POSITION_TYPE_ID);
    long recording;
    try (RecordingLog entries = new RecordingLog(node.clusterDir(), false)) {
      RecordingLog.Entry snapshot = entries.getLatestSnapshot(SERVICE_ID);
      if (!restored && snapshot != null) {
        restore(archive, snapshot.recordingId, snapshot.logPosition);
        startedAt = snapshot.logPosition;
      }
      restored = true;
      recording = entries.findLastTermRecordingId();
    }
    long target = counters.getCounterValue(commit);
    String channel = SeatNode.IPC;
    long replay =
        archive.startBoundedReplay(
            recording,
            replica.position(),
            Long.MAX_VALUE - replica.position(),
            commit,
            channel,
            REPLAY_STREAM);
    try (Subscription subscription =
        aeron.addSubscription(ChannelUri.addSessionId(channel, (int) replay), REPLAY_STREAM)) {
      Image image = image(subscription, (int) replay);
      poll(image, target);
    }
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
    log.info(
        "following the seat log from {}, {} bytes to catch up",
        replica.position(),
        target - replica.position());
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

  private void restore(AeronArchive archive, long recording, long at) {
    String channel = SeatNode.IPC;
    long replay =
        archive.startReplay(recording, 0, AeronArchive.NULL_LENGTH, channel, SNAPSHOT_STREAM);
    try (Subscription subscription =
        aeron.addSubscription(ChannelUri.addSessionId(channel, (int) replay), SNAPSHOT_STREAM)) {
      Image image = image(subscription, (int) replay);
      skipSessions(image);
      replica.restore(snapshots, new ImageChunks(image, idle), at);
      log.info("read the seats' snapshot at {}", at);
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

  private int counter(CountersReader counters, int type) {
    await(
        () ->
            ClusterCounters.find(counters, type, SeatNode.CLUSTER_ID)
                != CountersReader.NULL_COUNTER_ID,
        "the node");
    return ClusterCounters.find(counters, type, SeatNode.CLUSTER_ID);
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
