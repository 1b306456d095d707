package io.onsale.inventory;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.onsale.contracts.inventory.v1.InventoryServiceGrpc.InventoryServiceImplBase;
import io.onsale.inventory.edge.InventoryEdge;
import io.onsale.inventory.edge.ShardedEdge;
import io.onsale.inventory.flow.Durability;
import io.onsale.inventory.flow.PastEvents;
import io.onsale.inventory.flow.Replica;
import io.onsale.inventory.model.SeatEngine;
import io.onsale.inventory.peers.NodeSettings;
import io.onsale.inventory.peers.SeatLogs;
import io.onsale.inventory.peers.SeatMember;
import io.onsale.inventory.peers.SeatPlace;
import io.onsale.inventory.store.FolderCheckpoints;
import io.onsale.inventory.store.FolderLog;
import io.onsale.inventory.store.ImageSnapshots;
import io.onsale.inventory.store.SbeSnapshots;
import io.onsale.inventory.store.SealedFolder;
import io.onsale.inventory.store.SealedHistoryOf;
import io.onsale.kit.server.Context;
import io.onsale.kit.server.Foundation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts the seats together. */
public final class InventoryMain {
  private static final Logger log = LoggerFactory.getLogger(InventoryMain.class);
  private static final int EXIT_SOFTWARE = 70;
  private static final int SEGMENT_BYTES = 32 << 20;

  private InventoryMain() {}

  /**
   * The seats, with their log below {@code dataFolder/inventory}; a fault of the log ends the
   * process.
   */
  public static Context create(InventoryConfig config, Foundation foundation) {
    return create(config, foundation, InventoryMain::halt);
  }

  static Context create(
      InventoryConfig config, Foundation foundation, Consumer<Throwable> onFault) {
    // With a name: for each line of a thread without, the log would look for its number.
    ExecutorService executor =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("seats").factory());
    Context.Builder context = Context.named("inventory");
    Map<Integer, InventoryServiceImplBase> shards = new TreeMap<>();
    for (ShardConfig shard : config.shardsOrOne()) {
      SeatPlace place = place(config, foundation, shard);
      FolderCheckpoints checkpoints =
          new FolderCheckpoints(place.dataDir().resolve("feed"), new SbeSnapshots());
      Replica replica = new Replica(executor);
      SeatLogs logs =
          new SeatLogs(
              place,
              new ImageSnapshots(place.dataDir()),
              checkpoints,
              replica,
              executor,
              config.pendingMax(),
              config.commandTimeout(),
              onFault);
      String name = shard.number() == 0 ? "seat-log" : "seat-log-" + shard.number();
      context.component(name, logs::start, logs::close).ready(name, logs::isServing);
      meter(replica, shard, foundation);
      shards.put(
          shard.number(),
          new InventoryEdge(
              shard.number(),
              logs,
              replica,
              new PastEvents(checkpoints, logs::history),
              foundation.clock(),
              executor));
    }
    return context.service(new ShardedEdge(shards)).neverWaits().build();
  }

  /** One node of a shard's log and nothing else; a fault of the log ends the process. */
  public static Context node(InventoryConfig config, Foundation foundation) {
    ShardConfig shard =
        config.shards().stream()
            .filter(one -> one.number() == config.shard())
            .findFirst()
            .orElseThrow(() ->
                new IllegalArgumentException("inventory.shards has no shard " + config.shard()));
    NodeSettings settings =
        new NodeSettings(
            folder(foundation, shard),
            shard.nodes(),
            config.member(),
            shard.number(),
            true,
            config.heartbeatTimeout(),
            maxPark(config),
            snapshotBytes(config));
    SeatMember node =
        new SeatMember(
            settings,
            files(config, foundation, shard),
            new ImageSnapshots(settings.dataDir()),
            InventoryMain::halt);
    Gauge.builder("seats.leads", node, of -> of.leads() ? 1 : 0)
        .description("1 when this node leads its shard's seat log")
        .tag("shard", String.valueOf(shard.number()))
        .register(foundation.meters());
    return Context.named("inventory")
        .component("seat-node", node::start, node::close)
        .ready("seat-node", node::isReady)
        .build();
  }

  /**
   * Claims a data folder for a process whose first shard is kept by nodes elsewhere, before those
   * are started.
   *
   * @throws IllegalStateException when the folder holds a log of its own
   */
  public static void claimForNodesElsewhere(Path dataFolder) {
    SeatPlace.claimForNodesElsewhere(dataFolder.resolve("inventory"));
  }

  private static SeatPlace place(InventoryConfig config, Foundation foundation, ShardConfig shard) {
    Path folder = folder(foundation, shard);
    return shard.members().isEmpty()
        ? new SeatPlace.Here(
            NodeSettings.embedded(folder, shard.basePort(), maxPark(config), snapshotBytes(config)),
            files(config, foundation, shard))
        : new SeatPlace.Elsewhere(
            folder,
            shard.nodes(),
            shard.number(),
            config.host(),
            maxPark(config),
            SealedHistoryOf.shard(shard.number()));
  }

  /** The first shard's is the one that there is without shards. */
  private static Path folder(Foundation foundation, ShardConfig shard) {
    Path inventory = foundation.dataFolder().resolve("inventory");
    return shard.number() == 0 ? inventory : inventory.resolve("shard-" + shard.number());
  }

  private static FolderLog files(InventoryConfig config, Foundation foundation, ShardConfig shard) {
    Path folder = folder(foundation, shard);
    FolderLog files =
        new FolderLog(
            folder,
            shard.number(),
            new SealedFolder(folder.resolve("sealed")),
            new Durability(config.fsync(), snapshotBytes(config), SEGMENT_BYTES));
    meter(files, shard, foundation.meters());
    return files;
  }

  private static long snapshotBytes(InventoryConfig config) {
    return (long) config.snapshotMegabytes() << 20;
  }

  private static Duration maxPark(InventoryConfig config) {
    return Duration.ofNanos(config.maxParkMicros() * 1_000L);
  }

  private static void halt(Throwable fault) {
    // What the log has decided could differ from what this process would say: a restart reads it
    // anew. It may be the disk that hangs, and whoever logs to it hangs then, too.
    Thread tells =
        Thread.ofPlatform()
            .daemon()
            .start(() -> log.error("the seat log can't go on; the process ends", fault));
    try {
      tells.join(Duration.ofSeconds(1));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(EXIT_SOFTWARE);
  }

  private static void meter(FolderLog files, ShardConfig shard, MeterRegistry meters) {
    Tags tags = Tags.of("shard", Integer.toString(shard.number()));
    Gauge.builder("seats.log.hot", files, FolderLog::hotBytes)
        .description("Length of the log's files that have not been purged")
        .baseUnit("bytes")
        .tags(tags)
        .register(meters);
    Gauge.builder("seats.log.dropped", files, FolderLog::dropped)
        .description("What the last start dropped of a block that was torn, or given up by consent")
        .baseUnit("bytes")
        .tags(tags)
        .register(meters);
    Gauge.builder("seats.snapshots.newest", files, FolderLog::newestSnapshot)
        .description("Position of the newest snapshot: what the log has behind it, a start reads")
        .baseUnit("bytes")
        .tags(tags)
        .register(meters);
    Gauge.builder("seats.snapshots.unreadable", files, FolderLog::passedOver)
        .description("Snapshots that the last start could not read")
        .tags(tags)
        .register(meters);
    Gauge.builder("seats.log.damaged", files, FolderLog::damaged)
        .description("1 when the log can't be sealed because it is not what was recorded")
        .tags(tags)
        .register(meters);
  }

  /** How far behind the log the feed is, and everything that is shown with it. */
  private static void meter(Replica replica, ShardConfig shard, Foundation foundation) {
    MeterRegistry meters = foundation.meters();
    Tags tags = Tags.of("shard", Integer.toString(shard.number()));
    Gauge.builder("seats.feed.position", replica, of -> of.progress().position())
        .description("Up to where the seat log has been told")
        .baseUnit("bytes")
        .tags(tags)
        .register(meters);
    Gauge.builder("seats.feed.lag", replica, of -> of.progress().behind())
        .description("Committed in the seat log and not told yet")
        .baseUnit("bytes")
        .tags(tags)
        .register(meters);
    TimeGauge.builder(
            "seats.feed.age",
            replica,
            TimeUnit.MILLISECONDS,
            of -> of.progress().age(foundation.clock().millis()))
        .description("How old what is told may be")
        .tags(tags)
        .register(meters);
    Gauge.builder("seats.performances", replica, of -> of.fill().performances())
        .description("Performances that the shard has, past ones too; 65,536 at most")
        .tags(tags)
        .register(meters);
    Gauge.builder("seats.holds", replica, of -> of.fill().holds())
        .description("Holds that are live or sold, of past performances too")
        .tags(tags)
        .register(meters);
    Gauge.builder("seats.holds.most", replica, _ -> SeatEngine.HOLDS_MOST)
        .description("So many holds the shard takes; then it refuses new ones")
        .tags(tags)
        .register(meters);
    Gauge.builder("seats.answers", replica, of -> of.fill().answers())
        .description("First answers that are remembered")
        .tags(tags)
        .register(meters);
  }
}
