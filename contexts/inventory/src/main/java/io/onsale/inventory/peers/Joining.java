package io.onsale.inventory.peers;

import io.aeron.Aeron;
import io.aeron.archive.client.AeronArchive;
import io.aeron.cluster.ClusterBackup;
import io.aeron.cluster.ClusterBackupEventsListener;
import io.aeron.cluster.ClusterMember;
import io.aeron.cluster.ConsensusModule;
import io.aeron.cluster.RecordingLog;
import io.aeron.exceptions.AeronException;
import io.onsale.inventory.flow.StateImages;
import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.status.AtomicCounter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a member does before it takes part, with its driver and archive running: it looks whether
 * its own log goes together with the others', and if not fills its folder from the leader's.
 *
 * <p>Three cases need no filling: all members are empty, so that they found the log; this one's log
 * reaches to where the others' begin, so that it catches up by itself; or nobody else can be asked.
 * Otherwise, for a wiped disk or after so long an absence that the others have purged what it
 * lacks, the leader's newest snapshot, the state that it names, and all of its hot log are copied,
 * as far as the leader had recorded when it was asked; then this member knows all that it may have
 * voted for before. What the leader has only in sealed files comes later, while this member takes
 * part: {@link HistoryExchange}.
 */
final class Joining {
  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final long AGAIN_NS = TimeUnit.MILLISECONDS.toNanos(250);
  private static final long IMAGE_NS = TimeUnit.SECONDS.toNanos(30);
  private static final long TELL_NS = TimeUnit.SECONDS.toNanos(10);

  private static final Logger log = LoggerFactory.getLogger(Joining.class);

  private final NodeSettings settings;
  private final Aeron aeron;
  private final Supplier<AeronArchive.Context> ownArchive;
  private final IdleStrategy idle;
  private final BooleanSupplier ending;

  /** What an archive has of the log. */
  private record Extent(long start, long end) {}

  /**
   * @param aeron a client of the node's driver
   * @param ownArchive settings of clients of the node's archive
   * @param ending whether the node is being closed
   */
  Joining(
      NodeSettings settings,
      Aeron aeron,
      Supplier<AeronArchive.Context> ownArchive,
      IdleStrategy idle,
      BooleanSupplier ending) {
    this.settings = settings;
    this.aeron = aeron;
    this.ownArchive = ownArchive;
    this.idle = idle;
    this.ending = ending;
  }

  /**
   * Whether a log that is there goes together with the others'; waits until one of them has been
   * asked, without whom nothing can be decided anyway.
   *
   * @return false when it ends before the others' begin
   */
  boolean reachesTheOthers() {
    Extent own;
    try (AeronArchive archive =
        AeronArchive.connect(ownArchive.get().aeron(aeron).ownsAeronClient(false))) {
      own = extent(archive);
    }
    boolean heard = own == null || others().isEmpty();
    while (!heard && !ending.getAsBoolean()) {
      for (Member other : others()) {
        try (AeronArchive archive = sourceOf(other).connect(aeron, PATIENCE)) {
          Extent theirs = extent(archive);
          if (theirs == null || own == null || theirs.start() <= own.end()) {
            heard = true;
          } else if (isOfThisLog(other)) {
            log.warn(
                "the log of {} begins at {}, and this node's ends at {}: it is filled anew",
                other,
                theirs.start(),
                own.end());
            return false;
          }
        } catch (AeronException e) {
          log.info("{} can't be asked for its log now: {}", other, e.getMessage());
        }
      }
      if (!heard) {
        LockSupport.parkNanos(AGAIN_NS);
      }
    }
    return true;
  }

  /** Nothing is given up for the sake of another shard's log, whose members answer nobody here. */
  private boolean isOfThisLog(Member other) {
    boolean is = sourceOf(other).ask(aeron, idle, PATIENCE).isPresent();
    if (!is) {
      log.info("{} has a log that begins later, and no leader of this one", other);
    }
    return is;
  }

  /**
   * For a folder without a log: waits until it is known whether the members begin.
   *
   * @return true when all others are empty too; false when one of them has a log
   */
  boolean mayFound() {
    long tellAt = System.nanoTime() + TELL_NS;
    while (!ending.getAsBoolean()) {
      List<Member> unknown = new ArrayList<>();
      for (Member other : others()) {
        try (AeronArchive archive = sourceOf(other).connect(aeron, PATIENCE)) {
          if (extent(archive) != null) {
            return false;
          }
        } catch (AeronException e) {
          unknown.add(other);
        }
      }
      if (unknown.isEmpty()) {
        return true;
      }
      if (System.nanoTime() - tellAt >= 0) {
        tellAt = System.nanoTime() + TELL_NS;
        log.info("this node is empty, and waits to hear whether {} are", unknown);
      }
      LockSupport.parkNanos(AGAIN_NS);
    }
    return false;
  }

  /**
   * Fills the folder from the leader's; waits for a leader as long as there is none.
   *
   * @param client the client that copies; it is closed in the end
   * @param marks for the copier's mark file
   */
  void fill(
      Aeron.Context client,
      File clusterDir,
      File marks,
      AtomicCounter errorCounter,
      ErrorHandler errors) {
    log.info("filling this node from the leader's log");
    Member self = settings.self();
    Progress progress = new Progress();
    ClusterBackup.Context context =
        new ClusterBackup.Context()
            .aeron(Aeron.connect(client))
            .ownsAeronClient(true)
            .errorCounter(errorCounter)
            .clusterId(SeatNode.CLUSTER_ID)
            .clusterDir(clusterDir)
            .markFileDir(marks)
            .archiveContext(ownArchive.get())
            .clusterArchiveContext(
                new AeronArchive.Context()
                    .controlRequestChannel("aeron:udp?term-length=64k")
                    .controlResponseChannel(Member.anyPort(self.host())))
            .consensusChannel(self.consensusChannel())
            .consensusStreamId(SeatNode.consensusStream(settings.shard()))
            .clusterConsensusEndpoints(
                others().stream().map(Member::consensusEndpoint).collect(Collectors.joining(",")))
            .catchupEndpoint(self.catchUpEndpoint())
            .sourceType(ClusterBackup.SourceType.LEADER)
            .initialReplayStart(ClusterBackup.Configuration.ReplayStart.BEGINNING)
            .clusterBackupResponseTimeoutNs(PATIENCE.toNanos())
            .clusterBackupCoolDownIntervalNs(PATIENCE.toNanos())
            .clusterBackupProgressTimeoutNs(PATIENCE.toNanos() * 10)
            .idleStrategySupplier(() -> idle)
            .threadFactory(SeatNode.daemon("seats-filling"))
            .errorHandler(errors)
            .eventsListener(progress);
    try (ClusterBackup _ = ClusterBackup.launch(context)) {
      long goal = Long.MAX_VALUE;
      while (!ending.getAsBoolean() && (!progress.copied || progress.position < goal)) {
        if (progress.copied) {
          // Each is what a leader had after this node was wiped: the least is enough.
          goal = Math.min(goal, leaderRecorded());
        }
        LockSupport.parkNanos(AGAIN_NS);
      }
    }
    log.info("filled from the leader's log up to {}", progress.position);
  }

  /**
   * Gets the images that the copied snapshots name, from whoever has them. The leader may be
   * writing one just now, and it deletes those that it needs no more.
   *
   * @return false when one does not come: then there is a newer snapshot to be copied
   */
  boolean getImages(StateImages images) {
    long deadline = System.nanoTime() + IMAGE_NS;
    List<Long> lacking = images.lacking();
    while (!lacking.isEmpty() && !ending.getAsBoolean()) {
      for (Member other : others()) {
        getImages(images, lacking, other);
      }
      lacking = images.lacking();
      if (!lacking.isEmpty()) {
        if (System.nanoTime() - deadline >= 0) {
          log.warn("no member has the states that the copied snapshot names: it is filled anew");
          return false;
        }
        LockSupport.parkNanos(AGAIN_NS);
      }
    }
    return true;
  }

  private void getImages(StateImages images, List<Long> lacking, Member other) {
    try (FilesOfMember files = sourceOf(other).files(aeron, () -> !ending.getAsBoolean())) {
      for (long image : lacking) {
        images.adopt(image, files);
        log.info("got the state that the snapshot names from {}", other);
      }
    } catch (IOException | AeronException e) {
      log.info("no state from {} now: {}", other, e.getMessage());
    }
  }

  private long leaderRecorded() {
    for (Member other : others()) {
      LogSource source = sourceOf(other);
      try {
        var standing =
            source.ask(aeron, new Rest(settings.maxPark(), true).of(Rest.Part.JOINING), PATIENCE);
        if (standing.isEmpty()
            || !settings.members().get(standing.get().member()).equals(other)
            || standing.get().leader() != standing.get().member()) {
          continue;
        }
        try (AeronArchive archive = source.connect(aeron, PATIENCE)) {
          long recorded = archive.getRecordingPosition(standing.get().recording());
          if (recorded != AeronArchive.NULL_POSITION) {
            return recorded;
          }
        }
      } catch (AeronException e) {
        log.info("{} can't be asked for its log now", other);
      }
    }
    return Long.MAX_VALUE;
  }

  private List<Member> others() {
    List<Member> others = new ArrayList<>(settings.members());
    others.remove(settings.member());
    return others;
  }

  private LogSource sourceOf(Member other) {
    return LogSource.of(other, settings.shard(), settings.self().host());
  }

  private static @Nullable Extent extent(AeronArchive archive) {
    long[] found = {AeronArchive.NULL_POSITION, 0, 0};
    archive.listRecordings(
        0,
        Integer.MAX_VALUE,
        (controlSession,
            correlation,
            recording,
            startTime,
            stopTime,
            start,
            stop,
            initialTerm,
            segment,
            term,
            mtu,
            session,
            stream,
            strippedChannel,
            originalChannel,
            source) -> {
          if (stream == ConsensusModule.Configuration.logStreamId()) {
            found[0] = start;
            found[1] = stop;
            found[2] = recording;
          }
        });
    if (found[0] == AeronArchive.NULL_POSITION) {
      return null;
    }
    long end =
        found[1] == AeronArchive.NULL_POSITION ? archive.getRecordingPosition(found[2]) : found[1];
    return new Extent(found[0], Math.max(found[0], end));
  }

  private static final class Progress implements ClusterBackupEventsListener {
    volatile boolean copied;
    volatile long position;

    @Override
    public void onBackupQuery() {}

    @Override
    public void onPossibleFailure(@Nullable Exception failure) {
      log.warn("filling goes on after a failure", failure);
    }

    @Override
    public void onBackupResponse(
        ClusterMember[] members, ClusterMember from, List<RecordingLog.Snapshot> snapshots) {
      log.info("copying {} snapshots and the log of member {}", snapshots.size(), from.id());
    }

    @Override
    public void onUpdatedRecordingLog(
        RecordingLog recordingLog, List<RecordingLog.Snapshot> snapshots) {
      copied = true;
    }

    @Override
    public void onLiveLogProgress(long recording, long counter, long reached) {
      position = reached;
    }
  }
}
