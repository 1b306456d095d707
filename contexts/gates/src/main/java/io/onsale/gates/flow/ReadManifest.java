package io.onsale.gates.flow;

import io.onsale.gates.model.Manifest;

/** A gate prepares for being off line. */
public final class ReadManifest {
  private final Tickets tickets;
  private final OrganizerKeys keys;

  public ReadManifest(Tickets tickets, OrganizerKeys keys) {
    this.tickets = tickets;
    this.keys = keys;
  }

  public Manifest of(Performances.Known known) {
    return new Manifest(
        known.performance(),
        known.changes(),
        keys.verifying(known.performance().organizerId()),
        tickets.ofPerformance(known.performance().id()));
  }
}
