package io.onsale.kit.chain;

import io.grpc.Deadline;
import io.onsale.kit.access.Caller;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the call that is being served. It travels with the call into every peer that is
 * called meanwhile.
 *
 * @param requestId one id for all that happens because of one request, in every log line
 * @param traceparent W3C trace context
 * @param caller who calls, already verified
 * @param bearer the token that says so, to be passed on; a secret
 * @param idempotencyKey makes the call again the same call
 * @param deadline when nobody waits for the answer any more
 */
public record CallContext(
    String requestId,
    String traceparent,
    Caller caller,
    @Nullable String bearer,
    @Nullable String idempotencyKey,
    @Nullable Deadline deadline) {

  /** A call that has just come: it is given its ids when its headers are read. */
  static final CallContext NEW = new CallContext("", "", Caller.nobody(), null, null, null);

  /** A call of which nothing is known yet. */
  public static CallContext fresh() {
    return new CallContext(
        Traces.newRequestId(), Traces.newTraceparent(), Caller.nobody(), null, null, null);
  }

  /** This one, or one with ids when it has none yet. */
  CallContext known() {
    return requestId.isEmpty() ? fresh() : this;
  }

  /** When nobody waits for the answer any more; empty when somebody waits for ever. */
  public Optional<Deadline> deadlineIfAny() {
    return Optional.ofNullable(deadline);
  }

  public CallContext withTrace(String id, String trace) {
    return new CallContext(id, trace, caller, bearer, idempotencyKey, deadline);
  }

  public CallContext withCaller(Caller verified, @Nullable String token) {
    return new CallContext(requestId, traceparent, verified, token, idempotencyKey, deadline);
  }

  public CallContext withIdempotencyKey(String key) {
    return new CallContext(requestId, traceparent, caller, bearer, key, deadline);
  }

  public CallContext withDeadline(Deadline end) {
    return new CallContext(requestId, traceparent, caller, bearer, idempotencyKey, end);
  }

  @Override
  public String toString() {
    return "CallContext[" + requestId + ", " + caller.accountId() + "]";
  }
}
