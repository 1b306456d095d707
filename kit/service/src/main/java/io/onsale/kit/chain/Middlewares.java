package io.onsale.kit.chain;

import com.linecorp.armeria.common.CancellationException;
import com.linecorp.armeria.common.ContentTooLargeException;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.stream.AbortedStreamException;
import com.linecorp.armeria.common.stream.CancelledSubscriptionException;
import com.linecorp.armeria.common.stream.ClosedStreamException;
import com.linecorp.armeria.server.HttpResponseException;
import com.linecorp.armeria.server.HttpStatusException;
import io.grpc.Deadline;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.onsale.contracts.reasons.v1.Reason;
import io.onsale.kit.access.Tokens;
import io.onsale.kit.ids.Ids;
import io.onsale.kit.refusal.Refusals;
import io.onsale.kit.refusal.Refused;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The first middlewares. {@link #server} and {@link #client} put them in their order:
 *
 * <ul>
 *   <li>server: request id and trace → authentication → access log → metrics → recovery → deadline
 *       → authorisation → idempotency key
 *   <li>client: request id and trace → metrics → deadline → bearer token → idempotency key
 * </ul>
 */
public final class Middlewares {
  private static final Logger ACCESS = LoggerFactory.getLogger("io.onsale.access");
  private static final Logger LOG = LoggerFactory.getLogger(Middlewares.class);
  private static final String BEARER = "bearer ";

  private Middlewares() {}

  /** What every server does to every call. */
  public static Middleware server(MeterRegistry meters, Tokens tokens, Duration callTimeout) {
    return Middleware.chain(
        List.of(
            traces(),
            authentication(tokens),
            accessLog(),
            metrics(meters),
            recovery(),
            deadline(callTimeout),
            authorisation(),
            idempotencyKey()));
  }

  /** What every client does to every call. */
  public static Middleware client(MeterRegistry meters, Duration callTimeout) {
    return Middleware.chain(
        List.of(traces(), metrics(meters), deadline(callTimeout), bearer(), idempotencyKey()));
  }

  /** Takes over the request id and trace that came, or makes them; sends them on. */
  static Middleware traces() {
    return (call, next) -> {
      if (call.side() == Call.Side.CLIENT) {
        return next.proceed(
            call.withHeader("x-request-id", call.context().requestId())
                .withHeader("traceparent", Traces.child(call.context().traceparent())));
      }
      String id = call.headers().get("x-request-id");
      String parent = call.headers().get("traceparent");
      return next.proceed(
          call.withContext(
              call.context()
                  .withTrace(
                      id != null && Traces.isRequestId(id) ? id : Traces.newRequestId(),
                      parent != null && Traces.isTraceparent(parent)
                          ? Traces.child(parent)
                          : Traces.newTraceparent())));
    };
  }

  /** One line a call when it has ended. */
  static Middleware accessLog() {
    return (call, next) -> {
      long start = System.nanoTime();
      return next.proceed(call)
          .whenComplete((outcome, failure) ->
              ACCESS
                  .atInfo()
                  .addKeyValue("request", call.context().requestId())
                  .addKeyValue("account", call.context().caller().accountId())
                  .addKeyValue("protocol", call.protocol().word)
                  .addKeyValue("method", call.method())
                  .addKeyValue("status", status(outcome, failure))
                  .addKeyValue("ms", (System.nanoTime() - start) / 1_000_000.0)
                  .addKeyValue("trace", call.context().traceparent())
                  .log("call"));
    };
  }

  /** Requests, their latencies and how many are in flight, by method and status. */
  static Middleware metrics(MeterRegistry meters) {
    Map<String, Measured> server = new ConcurrentHashMap<>();
    Map<String, Measured> client = new ConcurrentHashMap<>();
    return (call, next) -> {
      Map<String, Measured> side = call.side() == Call.Side.SERVER ? server : client;
      Measured known = side.get(call.method());
      Measured measured =
          known != null
              ? known
              : side.computeIfAbsent(
                  call.method(), method -> new Measured(meters, call.side(), method));
      measured.inFlight.incrementAndGet();
      long start = System.nanoTime();
      return next.proceed(call)
          .whenComplete((outcome, failure) -> {
            measured.inFlight.decrementAndGet();
            measured
                .timer(status(outcome, failure))
                .record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
          });
    };
  }

  /** What is measured of one method, looked up once. */
  private static final class Measured {
    final AtomicInteger inFlight = new AtomicInteger();
    private final Map<String, Timer> byStatus = new ConcurrentHashMap<>();
    private final MeterRegistry meters;
    private final String side;
    private final String method;

    Measured(MeterRegistry meters, Call.Side side, String method) {
      this.meters = meters;
      this.side = side.name().toLowerCase(Locale.ROOT);
      this.method = method;
      io.micrometer.core.instrument.Gauge.builder(
              "onsale.calls.in.flight", inFlight, AtomicInteger::get)
          .tags("side", this.side, "method", method)
          .register(meters);
    }

    Timer timer(String status) {
      Timer known = byStatus.get(status);
      return known != null ? known : byStatus.computeIfAbsent(status, this::register);
    }

    private Timer register(String status) {
      return Timer.builder("onsale.calls")
          .description("Calls by method and outcome")
          .tags("side", side, "method", method, "status", status)
          .publishPercentileHistogram()
          .minimumExpectedValue(Duration.ofNanos(250_000))
          .maximumExpectedValue(Duration.ofSeconds(30))
          .register(meters);
    }
  }

  /**
   * Turns every failure into a {@code Refused}; a fault is logged under an incident id, and only
   * the id is told.
   */
  static Middleware recovery() {
    return (call, next) -> {
      CompletionStage<Outcome> stage;
      try {
        stage = next.proceed(call);
      } catch (RuntimeException | Error e) {
        stage = CompletableFuture.failedFuture(e);
      }
      return stage.exceptionallyCompose(failure -> {
        // A service may throw the very response that it wants sent.
        boolean whole = Refusals.unwrap(failure) instanceof HttpResponseException;
        return CompletableFuture.failedFuture(
            whole ? failure : toRefused(failure, call.method(), call.context()));
      });
    };
  }

  /** The refusal that an exception means; a fault is logged under an incident id. */
  static Refused toRefused(Throwable failure, String method, @Nullable CallContext context) {
    Throwable cause = Refusals.unwrap(failure);
    return switch (cause) {
      case com.linecorp.armeria.common.TimeoutException e -> Refusals.deadlineExceeded();
      case TimeoutException e -> Refusals.deadlineExceeded();
      case Cancelled gone -> callerWentAway();
      case CancellationException gone -> callerWentAway();
      case ClosedStreamException gone -> callerWentAway();
      case AbortedStreamException gone -> callerWentAway();
      case CancelledSubscriptionException gone -> callerWentAway();
      case ContentTooLargeException e -> Problems.ofStatus(HttpStatus.REQUEST_ENTITY_TOO_LARGE);
      case HttpStatusException e -> Problems.ofStatus(e.httpStatus());
      default -> orIncident(cause, method, context);
    };
  }

  private static Refused callerWentAway() {
    return new Refused(Reason.UNAVAILABLE, "The caller went away.");
  }

  private static Refused orIncident(Throwable cause, String method, @Nullable CallContext context) {
    return Refusals.of(cause)
        .orElseGet(() -> {
          String incident = Ids.unguessable();
          LOG.atError()
              .addKeyValue("incident", incident)
              .addKeyValue("request", context == null ? "" : context.requestId())
              .addKeyValue("method", method)
              .setCause(cause)
              .log("a call failed");
          return Refusals.internal(incident);
        });
  }

  /**
   * Gives each call that brings no end of its own and does not stream the default one; refuses a
   * call that has no time left, and ends one that takes longer.
   */
  static Middleware deadline(Duration callTimeout) {
    return (call, next) -> {
      Deadline end = call.context().deadline();
      if (end == null && call.streaming()) {
        return next.proceed(call);
      }
      if (end == null) {
        end = Deadline.after(callTimeout.toNanos(), TimeUnit.NANOSECONDS);
      }
      long left = end.timeRemaining(TimeUnit.NANOSECONDS);
      if (left <= 0) {
        return CompletableFuture.failedFuture(Refusals.deadlineExceeded());
      }
      return Deadlines.SHARED.end(
          next.proceed(call.withContext(call.context().withDeadline(end))), left);
    };
  }

  /**
   * Finds out who calls. A call without a token is nobody's; one with a token that is not good will
   * be refused, further in, so that it is logged and counted as any other.
   */
  static Middleware authentication(Tokens tokens) {
    return (call, next) -> {
      String header = call.headers().get("authorization");
      if (header == null) {
        return next.proceed(call);
      }
      if (!header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
        return next.proceed(
            call.withRefusal(
                new Refused(
                    Reason.SIGN_IN_REQUIRED,
                    "The Authorization header must be Bearer and a token.")));
      }
      String token = header.substring(BEARER.length()).strip();
      Call known;
      try {
        known = call.withContext(call.context().withCaller(tokens.verify(token), token));
      } catch (Refused refused) {
        known = call.withRefusal(refused);
      }
      return next.proceed(known);
    };
  }

  /**
   * Lets pass whom the contract allows, and nobody whose token is not good. Public HTTP routes
   * carry no such option: their gRPC calls are checked.
   */
  static Middleware authorisation() {
    return (call, next) -> {
      Refused refusal = call.refusal();
      if (refusal == null && call.access() != null) {
        refusal = call.access().refusal(call.context().caller()).orElse(null);
      }
      return refusal == null ? next.proceed(call) : CompletableFuture.failedFuture(refusal);
    };
  }

  /** Passes on the token of the call that is being served. */
  static Middleware bearer() {
    return (call, next) -> {
      String token = call.context().bearer();
      return next.proceed(
          token == null ? call : call.withHeader("authorization", "Bearer " + token));
    };
  }

  /**
   * Takes over the idempotency key that came and sends it on; a POST that came without one gets one
   * of its own.
   */
  static Middleware idempotencyKey() {
    return (call, next) -> {
      if (call.side() == Call.Side.CLIENT) {
        String key = call.context().idempotencyKey();
        return next.proceed(key == null ? call : call.withHeader("idempotency-key", key));
      }
      String key = call.headers().get("idempotency-key");
      if (key == null) {
        boolean post = call.protocol() == Call.Protocol.HTTP && call.method().startsWith("POST ");
        return next.proceed(
            post ? call.withContext(call.context().withIdempotencyKey(Traces.newKey())) : call);
      }
      if (!Traces.isKey(key)) {
        return CompletableFuture.failedFuture(
            new Refused(
                Reason.INVALID_REQUEST,
                "The Idempotency-Key must be 1 to 200 visible ASCII characters."));
      }
      return next.proceed(call.withContext(call.context().withIdempotencyKey(key)));
    };
  }

  private static String status(@Nullable Outcome outcome, @Nullable Throwable failure) {
    if (failure == null) {
      return outcome == null ? "OK" : outcome.status();
    }
    return switch (Refusals.unwrap(failure)) {
      case Refused refused -> refused.slug();
      case Cancelled cancelled -> "cancelled";
      default -> Refusals.of(failure).map(Refused::slug).orElse("internal");
    };
  }
}
