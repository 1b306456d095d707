package io.onsale.kit.chain;

import com.linecorp.armeria.server.ServiceRequestContext;
import io.grpc.Context;
import io.netty.util.AttributeKey;
import io.onsale.contracts.reasons.v1.Reason;
import io.onsale.kit.access.Caller;
import io.onsale.kit.access.Role;
import io.onsale.kit.refusal.Refused;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * The call that is being served here and now: in a gRPC edge by {@code io.grpc.Context}, in an HTTP
 * service by Armeria's request context. It does not follow a thread that one starts oneself: wrap
 * such work with {@link #run}.
 *
 * <pre>{@code
 * Caller caller = Calls.caller();
 * String key = Calls.idempotencyKey();
 * Optional<Deadline> end = Calls.current().flatMap(CallContext::deadlineIfAny);
 * }</pre>
 */
public final class Calls {
  static final Context.Key<CallContext> KEY = Context.key("onsale-call");
  static final AttributeKey<CallContext> ATTRIBUTE = AttributeKey.valueOf(Calls.class, "CALL");

  private Calls() {}

  /** Empty outside of any call. */
  public static Optional<CallContext> current() {
    CallContext context = KEY.get();
    if (context == null) {
      ServiceRequestContext http = ServiceRequestContext.currentOrNull();
      context = http == null ? null : http.attr(ATTRIBUTE);
    }
    return Optional.ofNullable(context);
  }

  /** Who calls; {@link Caller#nobody()} outside of any call. */
  public static Caller caller() {
    return current().map(CallContext::caller).orElse(Caller.nobody());
  }

  /**
   * The key that makes the call again the same call.
   *
   * @throws Refused INVALID_REQUEST when the call came without one
   */
  public static String idempotencyKey() {
    return current()
        .flatMap(call -> Optional.ofNullable(call.idempotencyKey()))
        .orElseThrow(
            () -> new Refused(Reason.INVALID_REQUEST, "Send an Idempotency-Key with this call."));
  }

  /** Whether a part of Onsale calls for itself. */
  public static boolean isService() {
    return caller().is(Role.SERVICE);
  }

  /**
   * Does some work as part of a call: what it calls meanwhile carries the call's caller, trace, key
   * and deadline.
   */
  public static <T> T run(CallContext context, Callable<T> work) throws Exception {
    return Context.current().withValue(KEY, context).call(work);
  }

  /**
   * Does some work under another idempotency key: for a call that makes several calls of one sort.
   */
  public static <T> T withIdempotencyKey(String key, Callable<T> work) throws Exception {
    return run(current().orElseGet(CallContext::fresh).withIdempotencyKey(key), work);
  }
}
