package io.onsale.inventory.peers;

import io.aeron.Aeron;
import io.aeron.Image;
import io.aeron.ImageControlledFragmentAssembler;
import io.aeron.ImageFragmentAssembler;
import io.aeron.Subscription;
import io.aeron.archive.client.AeronArchive;
import io.aeron.archive.client.ArchiveException;
import io.aeron.cluster.codecs.MessageHeaderDecoder;
import io.aeron.cluster.codecs.SnapshotMark;
import io.aeron.cluster.codecs.SnapshotMarkerDecoder;
import io.aeron.logbuffer.ControlledFragmentHandler;
import io.aeron.logbuffer.FragmentHandler;
import io.aeron.logbuffer.FrameDescriptor;
import io.aeron.logbuffer.Header;
import io.onsale.inventory.flow.Checkpoints;
import io.onsale.inventory.flow.ImageChunks;
import io.onsale.inventory.flow.LogFiles;
import io.onsale.inventory.flow.LogHistory;
import io.onsale.inventory.flow.LoggedMessages;
import io.onsale.inventory.flow.Replica;
import io.onsale.inventory.flow.SealedReader;
import io.onsale.inventory.flow.SnapshotPolicy;
import io.onsale.inventory.flow.Snapshots;
import io.onsale.inventory.flow.StateImages;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.status.CountersReader;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Feeds a replica with the committed log, on a thread of its own: the newest checkpoint first if
 * there is one, then what the log's files have if they are here, then the recording of a node from
 * there on, as far as it is committed and no further. It does not begin with a snapshot of the
 * node, because a chain of hashes needs every event; only when the log reaches no longer so far
 * back, and then the heads of the chains are found behind it ({@link LostHeads}).
 *
 * <p>A node's archive replays a recording that still grows, bounded by the counter of the node's
 * commit position. When such a replay ends, as when the archive was too slow for it or the node is
 * gone, the next one begins where the last message ended, from the next node that answers: at the
 * same position every node's log is the same. A node elsewhere is left, too, when it gives nothing
 * for two seconds although the log is known to go on: see {@link Lookout}.
 *
 * <p>A checkpoint is written by the rule for a node's snapshots ({@link SnapshotPolicy}), but half
 * way between two of those, and when following ends. What takes long of it, the disk, another
 * thread does.
 */
final class LogFollower implements AutoCloseable {
  private static final int SERVICE_ID = 0;
  private static final int REPLAY_STREAM = 7_101;
  private static final int SNAPSHOT_STREAM = 7_102;
  private static final int FRAGMENTS = 256;
  private static final long WAIT_NS = TimeUnit.SECONDS.toNanos(30);
  private static final long RETRY_NS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /** So long is a node asked that may be gone, before the next one is. */
  private static final Duration QUESTION = Duration.ofMillis(500);

  /** So long a node may give nothing of a log that goes on. */
  private static final long LEFT_BEHIND_NS = TimeUnit.SECONDS.toNanos(2);

  /** Whoever stood still for so long was not given anything meanwhile. */
  private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(500);

  /** How often it is looked whether a checkpoint is due. */
  private static final long LOOK_NS = TimeUnit.SECONDS.toNanos(1);

  private static final long CLOSE_SECONDS = 30;

  /** Far more than the longest message: so much is read before it is looked whether to end. */
  private static final long READ_BYTES = 8 << 20;

  private static final Logger log = LoggerFactory.getLogger(LogFollower.class);

  private final SeatLink link;
  private final Aeron aeron;
  private final Replica replica;
  private final Snapshots snapshots;
  private final Keeping keeping;
  private final BooleanSupplier alive;
  private final LongSupplier decided;
  private final List<LogSource> sources;
  private final @Nullable Lookout lookout;
  private final IdleStrategy idle;
  private final Thread thread;
  private final ExecutorService keeper;
  private final MessageHeaderDecoder messageHeader = new MessageHeaderDecoder();
  private final LoggedMessages messages = new LoggedMessages();
  private final SnapshotMarkerDecoder marker = new SnapshotMarkerDecoder();
  private volatile boolean running = true;
  private volatile boolean following;
  private volatile boolean interrupted;
  private volatile boolean writing;
  private volatile long keptAt;
  private long checkpointAt;
  private final SnapshotPolicy policy;
  private long lookedAt = System.nanoTime();

  /** Not all servers ask the same node. */
  private int next = ThreadLocalRandom.current().nextInt(1 << 16);

  private volatile @Nullable LostHeads heads;
  private volatile @Nullable String followed;
  private boolean withinMessage;

  // How far the source has come, and when it was seen that it goes on or need not.
  private long reached;
  private long reachedNanos;
  private long lookedBehindNanos = System.nanoTime();

  /**
   * What a follower keeps, and where it finds what it has not seen.
   *
   * @param files the log's own, when they are here
   * @param sealed reads what nodes elsewhere have sealed
   * @param checkpointEvery bytes of log after which a checkpoint is due
   */
  record Keeping(
      Checkpoints checkpoints,
      Optional<LogFiles> files,
      Optional<SealedReader> sealed,
      long checkpointEvery) {}

  private LogFollower(
      SeatLink link,
      Aeron aeron,
      Replica replica,
      Snapshots snapshots,
      Keeping keeping,
      BooleanSupplier alive,
      LongSupplier decided) {
    this.link = link;
    this.aeron = aeron;
    this.replica = replica;
    this.snapshots = snapshots;
    this.keeping = keeping;
    this.alive = alive;
    this.decided = decided;
    this.sources = link.sources();
    this.lookout = link instanceof SeatNode ? null : Lookout.start(sources, aeron);
    this.policy = new SnapshotPolicy(keeping.checkpointEvery, 0);
    this.idle = link.rest().of(Rest.Part.FOLLOWER);
    this.thread = SeatNode.daemon("seats-follower").newThread(this::run);
    this.keeper = Executors.newSingleThreadExecutor(SeatNode.daemon("seats-checkpoints"));
  }

  /**
   * Starts to follow; the replica tells when it has caught up.
   *
   * @param alive whether the log decides anything at this moment: else nothing that is shown is new
   * @param decided up to where it has at least
   */
  static LogFollower start(
      SeatLink link,
      Aeron aeron,
      Replica replica,
      Snapshots snapshots,
      Keeping keeping,
      BooleanSupplier alive,
      LongSupplier decided) {
    LogFollower follower =
        new LogFollower(link, aeron, replica, snapshots, keeping, alive, decided);
    follower.thread.start();
    return follower;
  }

  /** Ends the replay at hand. */
  void interruptReplay() {
    interrupted = true;
  }

  /** Where the newest checkpoint on disk stands: from there on the next start reads the log. */
  long keptAt() {
    return keptAt;
  }

  /** The node that is being followed, or was last. */
  @Nullable String followed() {
    return followed;
  }

  /** Whether the log is being followed at this moment. */
  boolean isFollowing() {
    return following;
  }

  private void run() {
    try {
      restore();
      followOn();
      finish();
    } catch (RuntimeException | Error e) {
      link.end(e);
    }
  }

  /**
   * Goes on where an earlier process was, and reads what the log's files have from there on: while
   * the node recovers itself, and also what has been sealed since.
   */
  private void restore() {
    try (LogHistory history = keeping.files().map(LogFiles::history).orElse(null)) {
      if (history != null) {
        keeping.checkpoints().forgetBehind(history.end());
      }
      replica.restore(keeping.checkpoints());
      checkpointAt = replica.position();
      keptAt = checkpointAt;
      // Half way between the snapshots of a node: else both are written at the same moment.
      policy.taken(checkpointAt - keeping.checkpointEvery() / 2);
      long begun = System.nanoTime();
      if (history != null) {
        read(history);
      }
      log.info(
          "read the seat log from {} to {} in {} ms",
          checkpointAt,
          replica.position(),
          TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun));
    }
  }

  private void read(LogHistory history) {
    long end = history.end();
    for (long from = checkpointAt; running && from < end; ) {
      long reached = history.read(from, Math.min(end, from + READ_BYTES), replica);
      if (reached == from) {
        break;
      }
      replica.onOther(reached);
      // What is remembered for readers is kept short when it is made visible.
      replica.publish(System.nanoTime(), true);
      from = reached;
    }
  }

  private void followOn() {
    while (running) {
      LogSource source = sources.get(next++ % sources.size());
      findHeads();
      try {
        LogSource.Standing standing = source.ask(aeron, idle, QUESTION).orElse(null);
        if (standing == null) {
          log.info("{} does not tell how the seat log stands", source.name());
          continue;
        }
        try (AeronArchive archive = source.connect(aeron, PATIENCE)) {
          follow(source, standing, archive);
        }
      } catch (Replay e) {
        throw e;
      } catch (ArchiveException e) {
        if (running) {
          log.info("{}: the seat log can't be read yet: {}", source.name(), e.getMessage());
          LockSupport.parkNanos(RETRY_NS);
        }
      } catch (RuntimeException e) {
        if (running) {
          log.warn("{}: the seat log can't be followed there; trying again", source.name(), e);
          LockSupport.parkNanos(RETRY_NS);
        }
      } finally {
        following = false;
        attend(0, true);
      }
    }
  }

  /** When it began with a node's snapshot, or goes on from where one that did so stood. */
  private void findHeads() {
    if (heads == null && replica.lacksHeads()) {
      heads =
          keeping
              .sealed()
              .map(sealed -> LostHeads.find(sources, aeron, sealed, replica))
              .orElse(null);
    }
  }

  private void finish() {
    keeper.shutdown();
    try {
      boolean idleNow = keeper.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
      if (idleNow && replica.position() > checkpointAt) {
        replica.write(keeping.checkpoints()).run();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      log.warn("no checkpoint of the seats was written; the next start reads more of the log", e);
    }
  }

  private void keepShort(long now) {
    if (now - lookedAt < LOOK_NS) {
      return;
    }
    lookedAt = now;
    policy.observe(replica.position(), now);
    if (writing || !policy.isDue()) {
      return;
    }
    checkpointAt = replica.position();
    policy.taken(checkpointAt);
    writing = true;
    try {
      Runnable rest = replica.write(keeping.checkpoints());
      long at = checkpointAt;
      keeper.execute(() -> keep(rest, at));
    } catch (RuntimeException e) {
      kept(e);
    }
  }

  private void keep(Runnable rest, long at) {
    try {
      rest.run();
      keptAt = at;
      writing = false;
    } catch (RuntimeException e) {
      kept(e);
    }
  }

  private void kept(RuntimeException failure) {
    log.warn("no checkpoint of the seats was written; it is tried again later", failure);
    writing = false;
  }

  private void follow(LogSource source, LogSource.Standing standing, AeronArchive archive) {
    LogSource.Snapshot snapshot = standing.snapshotOf(SERVICE_ID).orElse(null);
    if (snapshot != null && replica.position() < archive.getStartPosition(standing.recording())) {
      restore(source, archive, snapshot);
    }
    // A replay of nothing is refused: until there is something to read, all else goes on.
    long target = archive.getRecordingPosition(standing.recording());
    beginWith(replica.position());
    while (running && !interrupted && target <= replica.position()) {
      if (target == AeronArchive.NULL_POSITION) {
        throw new ArchiveException("the node is not writing the log at this moment");
      }
      if (isLeftBehind(source, replica.position())) {
        return;
      }
      following = true;
      followed = source.name();
      catchUp(target);
      idle.idle(attend(0, true));
      target = archive.getRecordingPosition(standing.recording());
    }
    interrupted = false;
    findHeads();
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
      poll(source, image(subscription, (int) replay), committed(standing), target);
    }
  }

  /** Up to where the log is committed, as far as that can be seen from here. */
  private LongSupplier committed(LogSource.Standing standing) {
    CountersReader counters = aeron.countersReader();
    return link instanceof SeatNode
        ? () -> counters.getCounterValue(standing.commitCounter())
        : this::known;
  }

  /** Of nodes elsewhere: up to what they have answered, or what their leader was seen to have. */
  private long known() {
    long seen = lookout == null ? 0 : lookout.position();
    return Math.max(replica.position(), Math.max(decided.getAsLong(), seen));
  }

  private void beginWith(long position) {
    reached = position;
    reachedNanos = System.nanoTime();
  }

  /** Whether a node has given nothing for long of a log that goes on, and another leads. */
  private boolean isLeftBehind(LogSource source, long position) {
    long now = System.nanoTime();
    boolean paused = now - lookedBehindNanos > PAUSE_NS;
    lookedBehindNanos = now;
    if (lookout == null || paused || position > reached || known() <= position) {
      beginWith(position);
      return false;
    }
    if (now - reachedNanos < LEFT_BEHIND_NS || !lookout.isLedBeside(source, reachedNanos)) {
      return false;
    }
    log.warn(
        "{} gives nothing of the seat log behind {}, which goes on to {}: following another node",
        source.name(),
        position,
        known());
    return true;
  }

  private String resolved(Subscription subscription) {
    await(() -> subscription.tryResolveChannelEndpointPort() != null, "a port");
    return subscription.tryResolveChannelEndpointPort();
  }

  private void poll(LogSource source, Image image, LongSupplier committed, long target) {
    FragmentHandler assembler = new ImageFragmentAssembler(this::onMessage);
    FragmentHandler handler =
        (buffer, offset, length, header) -> {
          assembler.onFragment(buffer, offset, length, header);
          withinMessage = (header.flags() & FrameDescriptor.END_FRAG_FLAG) == 0;
        };
    withinMessage = false;
    following = true;
    followed = source.name();
    interrupted = false;
    beginWith(image.position());
    while (running
        && !interrupted
        && !image.isClosed()
        && !isLeftBehind(source, image.position())) {
      int polled = image.poll(handler, FRAGMENTS);
      if (!withinMessage) {
        replica.onOther(image.position());
      }
      replica.committed(committed.getAsLong(), alive.getAsBoolean(), System.currentTimeMillis());
      int work = polled + attend(polled, false);
      catchUp(target);
      idle.idle(work);
    }
  }

  /** Reads may be answered once all that there was at first has been read. */
  private void catchUp(long target) {
    if (!replica.isCaughtUp() && replica.position() >= target) {
      replica.publish(System.nanoTime(), true);
      replica.caughtUp(true);
      log.info("the seats are caught up with the log at {}", replica.position());
    }
  }

  /** All that goes with following: makes visible what has come, answers, keeps where it is. */
  private int attend(int polled, boolean told) {
    if (told) {
      replica.committed(known(), following && alive.getAsBoolean(), System.currentTimeMillis());
    }
    long now = System.nanoTime();
    int work = replica.publish(now, polled == 0);
    keepShort(now);
    return work;
  }

  private void onMessage(DirectBuffer buffer, int offset, int length, Header header) {
    try {
      messages.deliver(buffer, offset, length, header.position(), replica);
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
      try (ImagesOf elsewhere = new ImagesOf(source)) {
        replica.restore(
            snapshots.orFrom(elsewhere), new ImageChunks(image, idle), snapshot.position());
      }
      log.info("read the seats' snapshot at {}", snapshot.position());
    }
  }

  /** The states that a node's snapshots name, if they are not in this process's own folder. */
  private final class ImagesOf implements StateImages.Source, AutoCloseable {
    private final LogSource source;
    private @Nullable FilesOfMember files;

    ImagesOf(LogSource source) {
      this.source = source;
    }

    @Override
    public InputStream open(long id) throws IOException {
      files = source.files(aeron, () -> running);
      return files.open(id);
    }

    @Override
    public void close() {
      CloseHelper.close(files);
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
    CloseHelper.close(lookout);
    SeatNode.awaitEnd(thread, TimeUnit.SECONDS.toMillis(CLOSE_SECONDS));
    // Only that thread has them looked for.
    CloseHelper.close(heads);
  }

  /** The engine could not apply a message of the log: a fault that trying again would repeat. */
  private static final class Replay extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Replay(Throwable cause) {
      super(cause);
    }
  }
}
