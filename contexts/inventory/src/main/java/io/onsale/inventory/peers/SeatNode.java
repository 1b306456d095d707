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
import io.aeron.cluster.service.ClusterTerminationException;
import io.aeron.cluster.service.ClusteredService;
import io.aeron.cluster.service.ClusteredServiceContainer;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.aeron.driver.status.SystemCounterDescriptor;
import io.aeron.exceptions.AeronEvent;
import io.onsale.inventory.flow.LogFiles;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.agrona.CloseHelper;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.AgentTerminationException;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.NoOpLock;
import org.agrona.concurrent.YieldingIdleStrategy;
import org.agrona.concurrent.status.AtomicCounter;
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
 * <p>Members of a cluster of one hear nobody: the log and all ingress go through shared memory, and
 * the ports are bound to the loopback interface.
 */
final class SeatNode implements AutoCloseable {
  static final int CLUSTER_ID = 0;
  static final String IPC = "aeron:ipc?term-length=1m";
  private static final String CONTROL = "aeron:ipc?term-length=128k";
  private static final String LOG = "aeron:ipc?term-length=";
  private static final String EPHEMERAL = "aeron:udp?endpoint=127.0.0.1:0";
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
  private final Consumer<Throwable> onFault;
  private volatile boolean closing;
  private @Nullable MediaDriver driver;
  private @Nullable Archive archive;
  private @Nullable ConsensusModule consensus;
  private @Nullable ClusteredServiceContainer container;

  private SeatNode(
      NodeSettings settings, LogFiles files, RuntimeFolder folder, Consumer<Throwable> onFault) {
    this.settings = settings;
    this.files = files;
    this.folder = folder;
    this.onFault = onFault;
  }

  /**
   * Starts the node; it recovers and elects itself in the background.
   *
   * @param onFault called when the node can't go on, from one of its threads: the state may be
   *     behind the log from then on, so the process should end
   * @throws IllegalStateException when another living process uses the folder
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
      files.check();
      node.launch(service);
      return node;
    } catch (RuntimeException e) {
      node.close();
      throw e;
    }
  }

  private void launch(ClusteredService service) {
    String driverDir = folder.path().resolve("driver").toString();
    File marks = folder.path().resolve("marks").toFile();
    MediaDriver.Context driverContext =
        new MediaDriver.Context()
            .aeronDirectoryName(driverDir)
            .dirDeleteOnStart(true)
            .dirDeleteOnShutdown(true)
            .threadingMode(ThreadingMode.SHARED)
            .sharedIdleStrategy(idle().get())
            .sharedThreadFactory(daemon("seats-driver"))
            .termBufferSparseFile(true)
            .ipcTermBufferLength(1 << 20)
            .publicationTermBufferLength(1 << 20)
            .clientLivenessTimeoutNs(LIVENESS.toNanos())
            .publicationUnblockTimeoutNs(LIVENESS.toNanos() * 2)
            .driverTimeoutMs(LIVENESS.toMillis())
            .spiesSimulateConnection(true)
            .warnIfDirectoryExists(false)
            .errorHandler(errors("driver"));
    driver = MediaDriver.launch(driverContext);

    var errorCounter =
        new AtomicCounter(
            driverContext.countersValuesBuffer(), SystemCounterDescriptor.ERRORS.id());
    AeronArchive.Context archiveClient = archiveClient();
    archive =
        Archive.launch(
            new Archive.Context()
                .aeron(Aeron.connect(component("seats-archive")))
                .ownsAeronClient(true)
                .errorCounter(errorCounter)
                .archiveDir(data("archive"))
                .markFileDir(marks)
                .threadingMode(ArchiveThreadingMode.SHARED)
                .idleStrategySupplier(idle())
                .threadFactory(daemon("seats-archive"))
                .controlChannelEnabled(false)
                .archiveClientContext(new AeronArchive.Context().controlResponseChannel(EPHEMERAL))
                .localControlChannel(CONTROL)
                .recordingEventsEnabled(false)
                .replicationChannel(EPHEMERAL)
                .segmentFileLength(files.durability().segmentBytes())
                .recordChecksum(Checksums.crc32c())
                .replayChecksum(Checksums.crc32c())
                .fileSyncLevel(syncLevel())
                .catalogFileSyncLevel(syncLevel())
                .errorHandler(errors("archive")));

    consensus =
        ConsensusModule.launch(
            new ConsensusModule.Context()
                .aeron(Aeron.connect(component("seats-consensus")))
                .ownsAeronClient(true)
                .errorCounter(errorCounter)
                .clusterId(CLUSTER_ID)
                .clusterMemberId(0)
                .clusterMembers(members(settings.basePort()))
                .clusterDir(data("cluster"))
                .markFileDir(marks)
                .ingressChannel(IPC)
                .logChannel(LOG + files.durability().termBytes())
                .replicationChannel(EPHEMERAL)
                .archiveContext(archiveClient.clone())
                .fileSyncLevel(syncLevel())
                .idleStrategySupplier(idle())
                .threadFactory(daemon("seats-consensus"))
                .sessionTimeoutNs(TimeUnit.SECONDS.toNanos(10))
                .leaderHeartbeatIntervalNs(TimeUnit.MILLISECONDS.toNanos(200))
                .leaderHeartbeatTimeoutNs(TimeUnit.SECONDS.toNanos(1))
                .electionTimeoutNs(TimeUnit.SECONDS.toNanos(1))
                .startupCanvassTimeoutNs(TimeUnit.SECONDS.toNanos(4))
                .terminationHook(
                    () -> end(new IllegalStateException("The consensus module has ended.")))
                .errorHandler(errors("consensus")));

    container =
        ClusteredServiceContainer.launch(
            new ClusteredServiceContainer.Context()
                .aeron(Aeron.connect(client("seats-service")))
                .ownsAeronClient(true)
                .errorCounter(errorCounter)
                .clusterId(CLUSTER_ID)
                .clusterDir(data("cluster"))
                .markFileDir(marks)
                .clusteredService(service)
                .archiveContext(archiveClient.clone())
                .idleStrategySupplier(idle())
                .threadFactory(daemon("seats-service"))
                .terminationHook(
                    () -> end(new IllegalStateException("The seats' service has ended.")))
                .errorHandler(errors("service")));
  }

  /** Settings of a part's own Aeron client, which lives on the part's one thread. */
  private Aeron.Context component(String name) {
    return client(name)
        .useConductorAgentInvoker(true)
        .clientLock(NoOpLock.INSTANCE)
        .awaitingIdleStrategy(YieldingIdleStrategy.INSTANCE);
  }

  /** Settings of an Aeron client of this node; whoever connects closes it before the node. */
  Aeron.Context client(String name) {
    return new Aeron.Context()
        .aeronDirectoryName(folder.path().resolve("driver").toString())
        .clientName(name)
        .threadFactory(daemon(name + "-conductor"))
        .driverTimeoutMs(LIVENESS.toMillis())
        .subscriberErrorHandler(RethrowingErrorHandler.INSTANCE)
        .errorHandler(errors(name));
  }

  /** Settings of a client of this node's archive. */
  AeronArchive.Context archiveClient() {
    return new AeronArchive.Context()
        .controlRequestChannel(CONTROL)
        .controlResponseChannel(CONTROL);
  }

  /** What only a living process needs. */
  Path runtimeFolder() {
    return folder.path();
  }

  /** The folder of the consensus module's own records. */
  File clusterDir() {
    return data("cluster");
  }

  /**
   * How a thread of the log waits: at first briefly, then up to the longest sleep that the settings
   * allow.
   */
  Supplier<IdleStrategy> idle() {
    long maxPark = settings.maxPark().toNanos();
    return () -> new BackoffIdleStrategy(10, 20, Math.min(1_000, maxPark), maxPark);
  }

  /**
   * Asks for a snapshot, which is taken in the background; false when the node isn't ready for one.
   */
  boolean requestSnapshot(Aeron aeron) {
    var toggle = ClusterControl.findControlToggle(aeron.countersReader(), CLUSTER_ID);
    return toggle != null && ClusterControl.ToggleState.SNAPSHOT.toggle(toggle);
  }

  /** Tells that a thread of the node has failed for good. */
  void end(Throwable fault) {
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

  private File data(String name) {
    return settings.dataDir().resolve(name).toFile();
  }

  static ThreadFactory daemon(String name) {
    return task -> {
      Thread thread = new Thread(task, name);
      thread.setDaemon(true);
      return thread;
    };
  }

  private static String members(int basePort) {
    StringBuilder members = new StringBuilder("0");
    for (int i = 0; i < NodeSettings.PORTS; i++) {
      members.append(",127.0.0.1:").append(basePort + i);
    }
    return members.toString();
  }

  /**
   * Ends the service first, then what it stands on. Clients of the node must have been closed
   * before.
   */
  @Override
  public void close() {
    closing = true;
    CloseHelper.closeAll(
        error -> log.warn("the seat log did not end cleanly", error),
        container,
        consensus,
        archive,
        driver);
    folder.close();
  }
}
