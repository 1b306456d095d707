package io.onsale.catalog;

import io.onsale.catalog.edge.CatalogEdge;
import io.onsale.catalog.edge.Messages;
import io.onsale.catalog.flow.AmendPerformance;
import io.onsale.catalog.flow.CreatePerformance;
import io.onsale.catalog.flow.CreateShow;
import io.onsale.catalog.flow.ImportSeatMap;
import io.onsale.catalog.flow.Placement;
import io.onsale.catalog.flow.PublishPerformance;
import io.onsale.catalog.flow.ReviseSeatMap;
import io.onsale.catalog.peers.InventorySeatLog;
import io.onsale.catalog.store.JooqPerformances;
import io.onsale.catalog.store.JooqSeatMaps;
import io.onsale.catalog.store.JooqShows;
import io.onsale.kit.server.Context;
import io.onsale.kit.server.Foundation;
import io.onsale.kit.store.Database;
import io.onsale.kit.store.Idempotency;
import io.onsale.kit.store.Outbox;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Supplier;

/** Wires the catalog. */
public final class CatalogMain {
  /** What the public contract promises to whoever sends an Idempotency-Key. */
  private static final Duration ANSWERS_KEPT = Duration.ofDays(1);

  private CatalogMain() {}

  /** The catalog as a process serves it. */
  public static Context create(CatalogConfig config, Foundation foundation) {
    InstantSource clock = foundation.clock();
    Supplier<String> ids = foundation.ids()::next;
    Database database = Database.of("catalog", config.database(), foundation);
    Outbox outbox = new Outbox(database);
    JooqSeatMaps seatMaps = new JooqSeatMaps(database);
    JooqPerformances performances =
        new JooqPerformances(database, outbox, ids, Messages::performance);
    JooqShows shows = new JooqShows(database, performances);
    InventorySeatLog seatLog = new InventorySeatLog(foundation.peers().channel("inventory"), ids);
    ImportSeatMap importSeatMap = new ImportSeatMap(seatMaps, clock);
    CatalogEdge.UseCases use =
        new CatalogEdge.UseCases(
            importSeatMap,
            new ReviseSeatMap(seatMaps, importSeatMap),
            new CreateShow(shows, ids),
            new CreatePerformance(
                shows, performances, seatMaps, new Placement(foundation.ids(), config.shards())),
            new AmendPerformance(performances, seatMaps, seatLog, clock),
            new PublishPerformance(performances, seatMaps, seatLog, clock),
            seatMaps,
            shows,
            performances);
    Idempotency idempotency = new Idempotency(database, clock);
    return Context.named("catalog")
        .service(new CatalogEdge(use, idempotency, clock))
        .component(database)
        .component(idempotency.forgetting(ANSWERS_KEPT))
        .publishes(outbox)
        .ready("catalog-database", database::isReady)
        .build();
  }
}
