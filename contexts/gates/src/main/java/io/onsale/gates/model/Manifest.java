package io.onsale.gates.model;

import java.util.List;

/**
 * What a gate needs to admit off line.
 *
 * @param changes how often the performance has been told to us
 * @param keys all of the organiser's, oldest first
 * @param entries all tickets that were ever issued for the performance
 */
public record Manifest(
    Performance performance, int changes, List<VerifyingKey> keys, List<Entry> entries) {
  public Manifest {
    keys = List.copyOf(keys);
    entries = List.copyOf(entries);
  }

  /** A ticket as a gate knows it: nothing of who bought it. */
  public record Entry(long ticketId, int seatIndex, boolean admitted, boolean voided) {}

  /**
   * Grows with every change: of the performance, by a new key, by a ticket that is issued, admitted
   * or made void. Each of these only ever happens and is never undone, so that counting them needs
   * no counter that all admissions would wait for.
   */
  public long version() {
    long version = (long) changes + keys.size() + entries.size();
    for (Entry entry : entries) {
      version += (entry.admitted() ? 1 : 0) + (entry.voided() ? 1 : 0);
    }
    return version;
  }

  /** Tickets that are valid or were admitted. */
  public List<Entry> tickets() {
    return entries.stream().filter(entry -> !entry.voided()).toList();
  }
}
