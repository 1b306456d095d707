package io.onsale.inventory.peers;

import io.aeron.Aeron;
import io.aeron.RethrowingErrorHandler;
import io.aeron.archive.Archive;
import io.aeron.archive.ArchiveThreadingMode;
import io.aeron.archive.checksum.Checksums;
import io.aeron.archive.client.AeronArchive;
import io.aeron.archive.client.ArchiveException;
import io.aeron.cluster.ClusterControl;
import io.aeron.cluster.ConsensusModule;
import io.aeron.cluster.ElectionState;
import io.aeron.cluster.client.AeronCluster;
import io.aeron.cluster.service.Cluster;
import io.aeron.cluster.service.ClusterCounters;
import io.aeron.cluster.service.ClusterTerminationException;
import io.aeron.cluster.service.ClusteredService;
import io.aeron.cluster.service.ClusteredServiceContainer;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.aeron.driver.status.SystemCounterDescriptor;
import io.aeron.exceptions.AeronEvent;
import io.onsale.inventory.flow.LogFiles;
import io.onsale.inventory.flow.LogUpkeep;
import io.onsale.inventory.flow.SealedHistory;
import io.onsale.inventory.flow.StateImages;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.agrona.CloseHelper;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.AgentTerminationException;
import org.agrona.concurrent.NoOpLock;
import org.agrona.concurrent.YieldingIdleStrategy;
import org.agrona.concurrent.status.AtomicCounter;
import org.agrona.concurrent.status.CountersReader;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One node of the seat log in this process: media driver, archive, consensus module and the seats'
 * service, each on a thread of its own, all daemons.
 *
 * <p><b>On disk before an answer.</b> The archive forces each block that it records ({@code
 * fileSyncLevel} 1, unless the settings do without) before it moves the recording's position on.
 * The leader commits no further than that position, and the service is given the log only up to the
 * commit position. So what the service answers has been forced before.
 *
 * <p>A node that is alone in its process hears nobody: the log and all ingress go through shared
 * memory, and the ports are bound to the loopback interface. One of several, or one that serves
 * other processes, listens on the five ports of its {@link Member}; the leader sends the log to
 * each other member by UDP.
 */
final class SeatNode implements SeatLink {
  static final int CLUSTER_ID = 0;

  /** So many shards can be told from each other by their streams. */
  private static final int INGRESS_STREAMS = 20_000;

  private static final int CONSENSUS_STREAMS = 30_000;
  static final String IPC = "aeron:ipc?term-length=1m";

  /** What goes through shared memory goes in one piece when many commands share a message. */
  private static final int IPC_MTU = 8 << 10;

  /** Takes the answers to as many commands as may be unanswered. */
  private static final String EGRESS_IPC = "aeron:ipc?term-length=2m";

  private static final String CONTROL = "aeron:ipc?term-length=128k";
  private static final String LOG_IPC = "aeron:ipc?term-length=";
  private static final String LOG_UDP = "aeron:udp?term-length=";
  private static final String INGRESS_UDP = "aeron:udp?term-length=1m";
  private static final long JOIN_MILLIS = 5_000;

  /**
   * Each process that reaches the log has a session, and that of one that ended without warning
   * stays open for {@link #SESSION_SECONDS}. Those that are too many are kept out; Aeron's own 10
   * would do so to a process that was ended and started again ten times in a row.
   */
  private static final int MOST_SESSIONS = 1_024;

  /**
   * Each server follows the log by one for good, and a member that comes back needs one: it must
   * not be refused for what servers have.
   */
  private static final int MOST_REPLAYS = 1_024;

  private static final int SESSION_SECONDS = 10;
  private static final int FORCE_DATA = 1;
  private static final int FORCE_NOTHING = 0;

  /**
   * How long the threads of the node take each other for alive. They live and end in one process,
   * and one that ends tells; so a process that was stopped or suspended for hours goes on, where
   * Aeron's own 10 seconds would end it.
   */
  private static final Duration LIVENESS = Duration.ofDays(365);

  private static final Logger log = LoggerFactory.getLogger(SeatNode.class);

  private final NodeSettings settings;
  private final LogFiles files;
  private final RuntimeFolder folder;
  private final Membership membership;
  private final Rest rest;
  private final Consumer<Throwable> onFault;
  private volatile boolean closing;

  /** The archive is ended, for its log is given up. */
  private volatile boolean filling;

  private @Nullable Thread joining;
  private @Nullable MediaDriver driver;
  private @Nullable Archive archive;
  private @Nullable ConsensusModule consensus;
  private @Nullable ClusteredServiceContainer container;
  private @Nullable LogKeeper keeper;
  private @Nullable HistoryExchange exchange;
  private @Nullable DiskWatch diskWatch;
  private volatile LongSupplier keptFrom = () -> Long.MAX_VALUE;

  private SeatNode(
      NodeSettings settings, LogFiles files, RuntimeFolder folder, Consumer<Throwable> onFault) {
    this.settings = settings;
    this.files = files;
    this.folder = folder;
    this.membership = new Membership(settings);
    this.rest = new Rest(settings.maxPark(), settings.network());
    this.onFault = onFault;
  }

  /**
   * Starts the node; it recovers, and takes part or elects itself, in the background.
   *
   * @param onFault called when the node can't go on, from one of its threads: the state may be
   *     behind the log from then on, so the process should end
   * @throws IllegalStateException when another living process uses the folder, or when the folder
   *     holds the log of another member
   * @throws io.onsale.inventory.flow.LogDamaged when the folder's log is not what was written
   */
  static SeatNode start(
      NodeSettings settings,
      LogFiles files,
      ClusteredService service,
      Consumer<Throwable> onFault) {
    RuntimeFolder folder = RuntimeFolder.claim(settings.dataDir());
    SeatNode node = new SeatNode(settings, files, folder, onFault);
    try {
      node.membership.check();
      files.check();
      node.launch(service);
      return node;
    } catch (RuntimeException e) {
      node.close();
      throw e;
    }
  }

  private void launch(ClusteredService service) {
    // Only names of other machines take so long to look up that a thread must be kept for it.
    MediaDriver.Context driverContext =
        driver(folder, rest, agent("seats-driver"), errors("driver"))
            .asyncExecutorEnabled(settings.network());
    driver = MediaDriver.launch(driverContext);
    var errorCounter =
        new AtomicCounter(
            driverContext.countersValuesBuffer(), SystemCounterDescriptor.ERRORS.id());
    archive = archive(errorCounter);
    if (settings.network()) {
      joining = daemon("seats-joining").newThread(() -> join(errorCounter, service));
      joining.start();
    } else {
      takePart(errorCounter, service);
    }
  }

  private void join(AtomicCounter errorCounter, ClusteredService service) {
    try {
      try (Aeron aeron = Aeron.connect(client("seats-joining"))) {
        Joining with =
            new Joining(
                settings, aeron, this::localArchive, rest.of(Rest.Part.JOINING), () -> closing);
        boolean there = membership.isFounded() ? with.reachesTheOthers() : with.mayFound();
        while (!there && !closing) {
          filling = true;
          CloseHelper.close(archive);
          membership.giveUp();
          archive = archive(errorCounter);
          filling = false;
          with.fill(
              component("seats-filling"),
              data("cluster"),
              folder.path().resolve("filling").toFile(),
              errorCounter,
              errors("filling"));
          there = closing || files.images().map(with::getImages).orElse(true);
        }
      }
      if (!closing) {
        membership.found();
        takePart(errorCounter, service);
      }
    } catch (RuntimeException | Error e) {
      log.error("the node can't join the others", e);
      end(e);
    }
  }

  private synchronized void takePart(AtomicCounter errorCounter, ClusteredService service) {
    if (!closing) {
      consensus = consensus(errorCounter);
      container = container(errorCounter, service);
      keeper = files.upkeep().map(this::keeper).orElse(null);
      if (settings.network()) {
        diskWatch = DiskWatch.start(this, Aeron.connect(component("seats-disk-watch")), this::end);
        exchange =
            files
                .sealedHistory()
                .flatMap(history -> files.images().map(images -> exchange(history, images)))
                .orElse(null);
      }
    }
  }

  private HistoryExchange exchange(SealedHistory history, StateImages images) {
    return HistoryExchange.start(
        settings,
        history,
        images,
        Aeron.connect(component("seats-history")),
        agent("seats-history"));
  }

  private LogKeeper keeper(LogUpkeep upkeep) {
    return LogKeeper.start(
        this,
        upkeep,
        files.durability().snapshotBytes(),
        Aeron.connect(component("seats-keeper")),
        settings.members().size() == 1);
  }

  /** Settings of a driver whose threads all live in this process. */
  static MediaDriver.Context driver(
      RuntimeFolder folder, Rest rest, ThreadFactory threads, ErrorHandler errors) {
    return new MediaDriver.Context()
        .aeronDirectoryName(folder.path().resolve("driver").toString())
        .dirDeleteOnStart(true)
        .dirDeleteOnShutdown(true)
        .threadingMode(ThreadingMode.SHARED)
        .sharedIdleStrategy(rest.of(Rest.Part.DRIVER))
        .sharedThreadFactory(threads)
        .termBufferSparseFile(true)
        .ipcTermBufferLength(1 << 20)
        .ipcMtuLength(IPC_MTU)
        .publicationTermBufferLength(1 << 20)
        .clientLivenessTimeoutNs(LIVENESS.toNanos())
        .publicationUnblockTimeoutNs(LIVENESS.toNanos() * 2)
        .driverTimeoutMs(LIVENESS.toMillis())
        .spiesSimulateConnection(true)
        .warnIfDirectoryExists(false)
        .errorHandler(errors);
  }

  private Archive archive(AtomicCounter errorCounter) {
    String anyPort = Member.anyPort(settings.self().host());
    Archive.Context context =
        new Archive.Context()
            .aeron(Aeron.connect(component("seats-archive")))
            .ownsAeronClient(true)
            .errorCounter(errorCounter)
            .archiveDir(data("archive"))
            .markFileDir(marks())
            .threadingMode(ArchiveThreadingMode.SHARED)
            .idleStrategySupplier(() -> rest.of(Rest.Part.ARCHIVE))
            .threadFactory(agent("seats-archive"))
            .controlChannelEnabled(settings.network())
            .archiveClientContext(new AeronArchive.Context().controlResponseChannel(anyPort))
            .localControlChannel(CONTROL)
            .recordingEventsEnabled(false)
            .maxConcurrentReplays(MOST_REPLAYS)
            .replicationChannel(anyPort)
            .segmentFileLength(files.durability().segmentBytes())
            .recordChecksum(Checksums.crc32c())
            .replayChecksum(Checksums.crc32c())
            .fileSyncLevel(syncLevel())
            .catalogFileSyncLevel(syncLevel())
            .errorHandler(errors("archive"));
    if (settings.network()) {
      context.controlChannel(settings.self().archiveChannel());
    }
    return Archive.launch(context);
  }

  private ConsensusModule consensus(AtomicCounter errorCounter) {
    long heartbeat = settings.heartbeatTimeout().toNanos();
    return ConsensusModule.launch(
        new ConsensusModule.Context()
            .aeron(Aeron.connect(component("seats-consensus")))
            .ownsAeronClient(true)
            .errorCounter(errorCounter)
            .clusterId(CLUSTER_ID)
            .clusterMemberId(settings.member())
            .ingressStreamId(ingressStream(settings.shard()))
            .consensusStreamId(consensusStream(settings.shard()))
            .clusterMembers(Member.clusterMembers(settings.members()))
            .clusterDir(data("cluster"))
            .markFileDir(marks())
            .ingressChannel(settings.network() ? INGRESS_UDP : IPC)
            .logChannel((settings.network() ? LOG_UDP : LOG_IPC) + files.durability().termBytes())
            .replicationChannel(Member.anyPort(settings.self().host()))
            .archiveContext(localArchive())
            .fileSyncLevel(syncLevel())
            .idleStrategySupplier(() -> rest.of(Rest.Part.CONSENSUS))
            .threadFactory(agent("seats-consensus"))
            .sessionTimeoutNs(TimeUnit.SECONDS.toNanos(SESSION_SECONDS))
            .maxConcurrentSessions(MOST_SESSIONS)
            .leaderHeartbeatIntervalNs(heartbeat / 5)
            .leaderHeartbeatTimeoutNs(heartbeat)
            .electionTimeoutNs(heartbeat / 2)
            .electionStatusIntervalNs(heartbeat / 20)
            .startupCanvassTimeoutNs(heartbeat * 4)
            .terminationHook(
                () -> end(new IllegalStateException("The consensus module has ended.")))
            .errorHandler(errors("consensus")));
  }

  private ClusteredServiceContainer container(
      AtomicCounter errorCounter, ClusteredService service) {
    return ClusteredServiceContainer.launch(
        new ClusteredServiceContainer.Context()
            .aeron(Aeron.connect(component("seats-service")))
            .ownsAeronClient(true)
            .errorCounter(errorCounter)
            .clusterId(CLUSTER_ID)
            .clusterDir(data("cluster"))
            .markFileDir(marks())
            .clusteredService(service)
            .archiveContext(localArchive())
            .idleStrategySupplier(() -> rest.of(Rest.Part.SERVICE))
            .threadFactory(agent("seats-service"))
            .terminationHook(() -> end(new IllegalStateException("The seats' service has ended.")))
            .errorHandler(errors("service")));
  }

  /** Settings of a part's own Aeron client, which lives on the part's one thread. */
  private Aeron.Context component(String name) {
    return client(name)
        .useConductorAgentInvoker(true)
        .clientLock(NoOpLock.INSTANCE)
        .awaitingIdleStrategy(YieldingIdleStrategy.INSTANCE);
  }

  @Override
  public Aeron.Context client(String name) {
    return client(folder, name, errors(name));
  }

  /** Settings of an Aeron client of a driver that lives in this process. */
  static Aeron.Context client(RuntimeFolder folder, String name, ErrorHandler errors) {
    return new Aeron.Context()
        .aeronDirectoryName(folder.path().resolve("driver").toString())
        .clientName(name)
        .threadFactory(daemon(name + "-conductor"))
        .driverTimeoutMs(LIVENESS.toMillis())
        .subscriberErrorHandler(RethrowingErrorHandler.INSTANCE)
        .errorHandler(errors);
  }

  /** Settings of a client of this node's archive. */
  AeronArchive.Context localArchive() {
    return new AeronArchive.Context()
        .controlRequestChannel(CONTROL)
        .controlResponseChannel(CONTROL);
  }

  @Override
  public AeronCluster.Context session() {
    String host = settings.self().host();
    return settings.network()
        ? session(settings.members(), settings.shard(), host)
        : new AeronCluster.Context()
            .ingressChannel(IPC)
            .ingressStreamId(ingressStream(settings.shard()))
            .egressChannel(EGRESS_IPC);
  }

  private static int ingressStream(int shard) {
    return INGRESS_STREAMS + shard;
  }

  /** Nodes of one log talk on it with each other, and with who asks how the log stands. */
  static int consensusStream(int shard) {
    return CONSENSUS_STREAMS + shard;
  }

  /** Settings of a session from a host with a log that is reached by network. */
  static AeronCluster.Context session(List<Member> members, int shard, String host) {
    return new AeronCluster.Context()
        .ingressChannel(INGRESS_UDP)
        .ingressStreamId(ingressStream(shard))
        .ingressEndpoints(Member.ingressEndpoints(members))
        .egressChannel(Member.anyPort(host));
  }

  /** This node's own log. */
  @Override
  public List<LogSource> sources() {
    String host = settings.self().host();
    return List.of(
        new LogSource(
            "this node",
            CONTROL,
            CONTROL,
            IPC,
            settings.self().consensusChannel(),
            consensusStream(settings.shard()),
            Member.anyPort(host)));
  }

  /** From now on nothing is purged of the log from the position on that is told whenever asked. */
  void keepFrom(LongSupplier position) {
    keptFrom = position;
  }

  long keptFrom() {
    return keptFrom.getAsLong();
  }

  /** The folder of the log and its snapshots. */
  Path dataDir() {
    return settings.dataDir();
  }

  /** What only a living process needs. */
  @Override
  public Path runtimeFolder() {
    return folder.path();
  }

  @Override
  public Rest rest() {
    return rest;
  }

  /**
   * Asks for a snapshot, which is taken in the background; false when the node isn't ready for one.
   */
  boolean requestSnapshot(Aeron aeron) {
    var toggle = ClusterControl.findControlToggle(aeron.countersReader(), CLUSTER_ID);
    return toggle != null && ClusterControl.ToggleState.SNAPSHOT.toggle(toggle);
  }

  /** Whether a snapshot that was asked for is still being taken. */
  boolean takesSnapshot(Aeron aeron) {
    var toggle = ClusterControl.findControlToggle(aeron.countersReader(), CLUSTER_ID);
    return toggle != null
        && ClusterControl.ToggleState.get(toggle) == ClusterControl.ToggleState.SNAPSHOT;
  }

  /** Lets nobody sleep who has a part in a snapshot: much is asked and answered for it. */
  void hurry() {
    for (Rest.Part part :
        List.of(Rest.Part.DRIVER, Rest.Part.ARCHIVE, Rest.Part.CONSENSUS, Rest.Part.SERVICE)) {
      rest.of(part).call();
    }
  }

  /** Whether the node follows a leader, or leads, and has caught up with the log as it began. */
  boolean takesPart(Aeron aeron) {
    var counters = aeron.countersReader();
    int election =
        ClusterCounters.find(
            counters, ConsensusModule.Configuration.ELECTION_STATE_TYPE_ID, CLUSTER_ID);
    return election != CountersReader.NULL_COUNTER_ID
        && counters.getCounterValue(election) == ElectionState.CLOSED.code();
  }

  /** Whether the node leads. */
  boolean leads(Aeron aeron) {
    var counters = aeron.countersReader();
    int role =
        ClusterCounters.find(
            counters, ConsensusModule.Configuration.CLUSTER_NODE_ROLE_TYPE_ID, CLUSTER_ID);
    return role != CountersReader.NULL_COUNTER_ID
        && counters.getCounterValue(role) == Cluster.Role.LEADER.code();
  }

  /** Tells that a thread of the node has failed for good. */
  @Override
  public void end(Throwable fault) {
    if (!closing) {
      onFault.accept(fault);
    }
  }

  /**
   * An agent that ends by itself, or a full disk, can't be gone on from; the rest Aeron deals with
   * itself.
   */
  private ErrorHandler errors(String part) {
    return error -> {
      if (error instanceof ClusterTerminationException || closing) {
        return;
      }
      if (error instanceof AeronEvent) {
        log.info("seat log, {}: {}", part, error.getMessage());
        return;
      }
      log.error("seat log, {}", part, error);
      if (error instanceof AgentTerminationException
          || (error instanceof ArchiveException refused
              && refused.errorCode() == ArchiveException.STORAGE_SPACE)) {
        end(error);
      }
    };
  }

  private int syncLevel() {
    return files.durability().fsync() ? FORCE_DATA : FORCE_NOTHING;
  }

  private File marks() {
    return folder.path().resolve("marks").toFile();
  }

  private File data(String name) {
    return settings.dataDir().resolve(name).toFile();
  }

  /** Without one of its agents the node stands still: whatever ends one ends the process. */
  ThreadFactory agent(String name) {
    return watched(
        name,
        ended -> {
          if (!filling) {
            end(ended);
          }
        });
  }

  /**
   * @param onEnd told when such a thread ends, however it does
   */
  static ThreadFactory watched(String name, Consumer<Throwable> onEnd) {
    ThreadFactory daemons = daemon(name);
    return task ->
        daemons.newThread(() -> {
          try {
            task.run();
          } finally {
            onEnd.accept(new IllegalStateException(name + " has ended"));
          }
        });
  }

  /** Waits for a thread that has been told to end, but no longer than that. */
  static void awaitEnd(Thread thread, long millis) {
    try {
      thread.join(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  static ThreadFactory daemon(String name) {
    return task -> {
      Thread thread = new Thread(task, name);
      thread.setDaemon(true);
      return thread;
    };
  }

  /**
   * Ends the service first, then what it stands on. Clients of the node must have been closed
   * before.
   */
  @Override
  public void close() {
    closing = true;
    if (joining != null && joining != Thread.currentThread()) {
      joining.interrupt();
      awaitEnd(joining, JOIN_MILLIS);
    }
    CloseHelper.closeAll(
        error -> log.warn("the seat log did not end cleanly", error),
        keeper,
        exchange,
        diskWatch,
        container,
        consensus,
        archive,
        driver);
    folder.close();
  }
}
