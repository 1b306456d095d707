package io.onsale.kit.chain;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.SimpleDecoratingHttpService;
import io.grpc.Context;
import io.onsale.kit.refusal.Refusals;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Puts the chain before HTTP services. A service refuses by throwing, or by failing its response
 * before the first byte; what it has begun to send goes through as it is.
 *
 * <pre>{@code
 * server.decorator(HttpChain.before(chain, Set.of("/healthz")));
 * }</pre>
 */
public final class HttpChain extends SimpleDecoratingHttpService {
  private final Middleware chain;
  private final Set<String> exceptPaths;

  private HttpChain(Middleware chain, Set<String> exceptPaths, HttpService delegate) {
    super(delegate);
    this.chain = chain;
    this.exceptPaths = exceptPaths;
  }

  /**
   * The decorator.
   *
   * @param exceptPaths served without the chain: what the machine asks all the time
   */
  public static Function<? super HttpService, HttpChain> before(
      Middleware chain, Set<String> exceptPaths) {
    return delegate -> new HttpChain(chain, exceptPaths, delegate);
  }

  @Override
  public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) throws Exception {
    if (exceptPaths.contains(ctx.path())) {
      return unwrap().serve(ctx, request);
    }
    Map<String, String> headers = new LinkedHashMap<>();
    request
        .headers()
        .forEach((name, value) -> {
          if (!name.toString().startsWith(":")) {
            headers.put(name.toString(), value);
          }
        });
    CallContext fresh = CallContext.fresh();
    Call call =
        new Call(
            Call.Side.SERVER,
            Call.Protocol.HTTP,
            Problems.method(ctx),
            true,
            headers,
            fresh,
            null,
            null);
    AtomicReference<CallContext> latest = new AtomicReference<>(fresh);
    CompletableFuture<HttpResponse> response = new CompletableFuture<>();
    CompletableFuture<HttpResponse> problem = new CompletableFuture<>();
    CompletionStage<Outcome> result;
    try {
      result =
          chain.handle(
              call,
              passed -> {
                latest.set(passed.context());
                return proceed(ctx, request, passed, response, problem);
              });
    } catch (RuntimeException | Error e) {
      result = CompletableFuture.failedFuture(e);
    }
    result.whenComplete((outcome, failure) -> {
      if (failure != null) {
        HttpResponse refusal = Problems.response(ctx, Refusals.unwrap(failure), latest.get());
        // To the reader once: as the whole response, or in place of the one that failed before its
        // first byte.
        if (!response.complete(refusal)) {
          problem.complete(refusal);
        }
      }
    });
    return HttpResponse.of(response);
  }

  private CompletionStage<Outcome> proceed(
      ServiceRequestContext ctx,
      HttpRequest request,
      Call call,
      CompletableFuture<HttpResponse> response,
      CompletableFuture<HttpResponse> problem) {
    ctx.setAttr(Calls.ATTRIBUTE, call.context());
    ctx.mutateAdditionalResponseHeaders(
        headers -> headers.set("x-request-id", call.context().requestId()));
    CompletableFuture<Outcome> ended = new CompletableFuture<>();
    HttpResponse served;
    Context values = Context.current().withValue(Calls.KEY, call.context());
    Context before = values.attach();
    try {
      served = unwrap().serve(ctx, request);
    } catch (Exception e) {
      ended.completeExceptionally(e);
      return ended;
    } finally {
      values.detach(before);
    }
    AtomicReference<@Nullable Outcome> begun = new AtomicReference<>();
    HttpResponse watched =
        served
            .peekHeaders((ResponseHeaders headers) -> {
              if (!headers.status().isInformational()) {
                begun.set(new Outcome(headers.status().codeAsText()));
              }
            })
            .recover(failure -> {
              ended.completeExceptionally(failure);
              return HttpResponse.of(problem);
            });
    response.complete(watched);
    var _ =
        watched
            .whenComplete()
            .handle((done, failure) -> {
              Outcome head = begun.get();
              if (failure == null) {
                return ended.complete(head == null ? new Outcome("none") : head);
              }
              // Once the first bytes have gone, the reader sees the stream break off.
              return ended.completeExceptionally(head == null ? failure : new Cancelled());
            });
    return ended;
  }
}
