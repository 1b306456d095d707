package io.onsale.gates.flow;

import io.onsale.gates.model.Admission;
import io.onsale.gates.model.Conflict;
import io.onsale.gates.model.Manifest;
import io.onsale.gates.model.SigningKey;
import io.onsale.gates.model.Ticket;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Tickets, and the events that tell of them: each change is in one transaction with its event. */
public interface Tickets {
  /** Does work in one transaction. */
  <T> T inTransaction(Supplier<T> work);

  Optional<Ticket> byId(long id);

  /** By seat; none when nothing was issued for the order. */
  List<Ticket> ofOrder(String orderId);

  /** The same, and nobody else changes them before the current transaction ends. */
  List<Ticket> ofOrderLocked(String orderId);

  /** The ticket's own private key. */
  SigningKey key(Ticket ticket);

  /** Keeps new tickets with their keys, and tells that the order has its tickets. */
  void issue(String orderId, List<Issue> issues, Instant at);

  /** Tells once more that the order has its tickets. */
  void tellIssued(String orderId, List<Ticket> tickets, Instant at);

  /** Makes all tickets of an order void, and tells it. */
  void voidAll(String orderId, Instant at);

  /** Tells that the tickets of an order stay as they are, because one has been used. */
  void tellVoidRefused(String orderId, Instant at);

  /**
   * Lets a valid ticket in, and tells it. Of all that try at once, one succeeds.
   *
   * @return false when it is not valid any more
   */
  boolean admit(Ticket ticket, Admission admission, Instant now);

  /** Keeps that a ticket was let in twice; the same scan once. */
  void keep(Conflict conflict);

  /** A performance's conflicts, the newest first. */
  List<Conflict> conflicts(long performanceId, int max);

  /** All that were ever issued for a performance. */
  List<Manifest.Entry> ofPerformance(long performanceId);

  /** A new ticket with its own key. */
  record Issue(Ticket ticket, SigningKey key) {}
}
