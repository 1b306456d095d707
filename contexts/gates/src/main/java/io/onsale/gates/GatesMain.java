package io.onsale.gates;

import io.onsale.gates.edge.EventsEdge;
import io.onsale.gates.edge.GatesEdge;
import io.onsale.gates.flow.IssueTickets;
import io.onsale.gates.flow.ListConflicts;
import io.onsale.gates.flow.ListTickets;
import io.onsale.gates.flow.OpenGate;
import io.onsale.gates.flow.ReadManifest;
import io.onsale.gates.flow.ScanTickets;
import io.onsale.gates.flow.VoidTickets;
import io.onsale.gates.peers.AccountsStaff;
import io.onsale.gates.store.JooqOrganizerKeys;
import io.onsale.gates.store.JooqPerformances;
import io.onsale.gates.store.JooqTickets;
import io.onsale.gates.store.Seal;
import io.onsale.kit.server.Context;
import io.onsale.kit.server.Foundation;
import io.onsale.kit.store.Database;
import io.onsale.kit.store.Inbox;
import io.onsale.kit.store.Outbox;
import java.security.SecureRandom;
import java.time.InstantSource;

/** Puts gates together. */
public final class GatesMain {
  private GatesMain() {}

  public static Context create(GatesConfig config, Foundation foundation) {
    InstantSource clock = foundation.clock();
    SecureRandom chance = new SecureRandom();
    Database database = Database.of("gates", config.database(), foundation);
    Outbox outbox = new Outbox(database);
    Seal seal = Seal.open(foundation.dataFolder().resolve("gates").resolve("seal-keys"), chance);
    JooqTickets tickets = new JooqTickets(database, outbox, seal, foundation.ids());
    JooqOrganizerKeys keys = new JooqOrganizerKeys(database, seal);
    JooqPerformances performances = new JooqPerformances(database);
    GatesEdge edge =
        new GatesEdge(
            new ListTickets(tickets, clock),
            new OpenGate(
                performances, new AccountsStaff(foundation.peers().asService("accounts"), clock)),
            new ReadManifest(tickets, keys),
            new ScanTickets(tickets, keys, clock),
            new ListConflicts(tickets),
            clock);
    EventsEdge events =
        new EventsEdge(
            new Inbox(database),
            performances,
            new IssueTickets(
                tickets, keys, foundation.ids(), clock, chance, config.organizerKeyLife()),
            new VoidTickets(tickets, clock));
    return Context.named("gates")
        .service(edge)
        .component(database)
        .publishes(outbox)
        .subscribes(events.catalog())
        .subscribes(events.orders())
        .ready("gates-database", database::isReady)
        .build();
  }
}
