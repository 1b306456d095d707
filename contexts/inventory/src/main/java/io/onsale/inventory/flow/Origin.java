package io.onsale.inventory.flow;

/**
 * Who asks for a command, for whom, and under which id: what goes into the log with each. Ids are
 * the 64 bits of public ids, 0 when there is none.
 *
 * @param organizer for whom the actor works
 * @param actor account that does it
 * @param buyer account for which it is done
 * @param identity keyed hash of the buyer's verified identity
 * @param idempotencyHigh first half of hash(account, operation, key)
 * @param idempotencyLow second half; with both 0 the command is not remembered, and may happen
 *     again when it is resent
 * @param fingerprint hash of the request
 * @param traceHigh first half of the trace that the command belongs to; decides nothing
 * @param traceLow second half
 * @param span the part of the trace that asks
 */
public record Origin(
    long organizer,
    long actor,
    long buyer,
    long identity,
    long idempotencyHigh,
    long idempotencyLow,
    long fingerprint,
    long traceHigh,
    long traceLow,
    long span) {
  /** One that belongs to no trace. */
  public Origin(
      long organizer,
      long actor,
      long buyer,
      long identity,
      long idempotencyHigh,
      long idempotencyLow,
      long fingerprint) {
    this(organizer, actor, buyer, identity, idempotencyHigh, idempotencyLow, fingerprint, 0, 0, 0);
  }
}
