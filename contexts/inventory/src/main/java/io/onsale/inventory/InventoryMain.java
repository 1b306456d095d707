package io.onsale.inventory;

import io.onsale.inventory.edge.InventoryEdge;
import io.onsale.inventory.flow.Durability;
import io.onsale.inventory.flow.Replica;
import io.onsale.inventory.peers.NodeSettings;
import io.onsale.inventory.peers.SeatLogs;
import io.onsale.inventory.store.FolderLog;
import io.onsale.inventory.peers.SeatPlace;
import io.onsale.inventory.store.SbeSnapshots;
import io.onsale.kit.server.Context;
import io.onsale.kit.server.Foundation;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
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
    return create(
        config,
        foundation,
        fault -> {
          // What the log has decided could differ from what this process would say: a restart reads
          // it anew.
          log.error("the seat log can't go on; the process ends", fault);
          Runtime.getRuntime().halt(EXIT_SOFTWARE);
        });
  }

  static Context create(
      InventoryConfig config, Foundation foundation, Consumer<Throwable> onFault) {
    NodeSettings node =
        NodeSettings.embedded(
            foundation.dataFolder().resolve("inventory"),
            config.basePort(),
            Duration.ofNanos(config.maxParkMicros() * 1_000L),
            (long) config.snapshotMegabytes() << 20);
    FolderLog files =
        new FolderLog(
            node.dataDir(),
            new Durability(config.fsync(), (long) config.snapshotMegabytes() << 20, SEGMENT_BYTES));
    ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    Replica replica = new Replica(executor);
    SeatLogs logs =
        new SeatLogs(
            new SeatPlace.Here(node, files),
            new SbeSnapshots(),
            replica,
            executor,
            config.pendingMax(),
            config.commandTimeout(),
            onFault);
    return Context.named("inventory")
        .service(new InventoryEdge(logs, replica, executor))
        .component("seat-log", logs::start, logs::close)
        .ready("seat-log", logs::isReady)
        .build();
  }
}
