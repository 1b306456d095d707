package io.onsale.gates.flow;

import io.onsale.gates.model.Conflict;
import java.util.List;

/** A gate asks which tickets were let in twice: the gate that came first could not know. */
public final class ListConflicts {
  private static final int MAX = 500;

  private final Tickets tickets;

  public ListConflicts(Tickets tickets) {
    this.tickets = tickets;
  }

  /** The newest first. */
  public List<Conflict> of(Performances.Known known) {
    return tickets.conflicts(known.performance().id(), MAX);
  }
}
