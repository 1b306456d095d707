package io.onsale.inventory.model;

/**
 * Who asks, on whose behalf, when, and under which ids: what all commands share. It is filled anew
 * for each command and read while that command is applied, so that the hot path allocates nothing.
 *
 * <p>Ids are the 64 bits of public ids, 0 when there is none. Times are milliseconds since
 * 1970-01-01T00:00:00Z.
 */
public final class Header {
  /** When the command was sequenced, in cluster time. The engine has no other clock. */
  public long time;

  /** Organizer for whom the actor works. */
  public long organizer;

  /** Account for which the command is done. */
  public long buyer;

  /** Keyed hash of the buyer's verified identity. */
  public long identity;

  /**
   * First half of hash(account, operation, key). With both halves 0 the command is not remembered.
   */
  public long idempotencyHigh;

  /** Second half of the same. */
  public long idempotencyLow;

  /** Hash of the request: the same id with another fingerprint is refused. */
  public long fingerprint;

  /** Forgets the last command. */
  public void clear() {
    time = 0;
    organizer = 0;
    buyer = 0;
    identity = 0;
    idempotencyHigh = 0;
    idempotencyLow = 0;
    fingerprint = 0;
  }

  boolean isRemembered() {
    return (idempotencyHigh | idempotencyLow) != 0;
  }
}
