package io.onsale.kit.chain;

import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.ExchangeType;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.SimpleDecoratingHttpService;
import io.grpc.Context;
import io.netty.util.AsciiString;
import io.netty.util.AttributeKey;
import io.onsale.kit.refusal.Refusals;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Puts the chain before an HTTP service. A service refuses by throwing, or by failing its response
 * before the first byte; what it has begun to send goes through as it is. It stands directly before
 * its service, so that the server knows whether that takes and gives its messages whole ({@code
 * exchangeType}): then so does the chain.
 *
 * <pre>{@code
 * UnaryOperator<HttpService> door = HttpChain.before(chain);
 * server.service("/v1/shows", door.apply(shows));
 * }</pre>
 */
public final class HttpChain extends SimpleDecoratingHttpService {
  /** Set when the time was over before all of a request had come. */
  static final AttributeKey<Boolean> CUT_OFF = AttributeKey.valueOf(HttpChain.class, "cut-off");

  private static final AsciiString REQUEST_ID = HttpHeaderNames.of("x-request-id");

  private final Middleware chain;
  private final Map<HttpMethod, String> methods = new ConcurrentHashMap<>();

  private HttpChain(Middleware chain, HttpService delegate) {
    super(delegate);
    this.chain = chain;
  }

  /** Puts the chain before a service that serves one route. */
  public static UnaryOperator<HttpService> before(Middleware chain) {
    return delegate -> new HttpChain(chain, delegate);
  }

  @Override
  public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) {
    Call call =
        new Call(
            Call.Side.SERVER,
            Call.Protocol.HTTP,
            methods.computeIfAbsent(ctx.method(), method -> Problems.method(ctx)),
            true,
            name -> request.headers().get(name),
            CallContext.NEW,
            null,
            null);
    return ctx.exchangeType() == ExchangeType.UNARY
        ? whole(ctx, request, call)
        : streaming(ctx, request, call);
  }

  /** The whole answer is there before the chain unwinds. */
  private HttpResponse whole(ServiceRequestContext ctx, HttpRequest request, Call call) {
    // Nobody has read it yet: only what was given up has failed.
    if (request.whenComplete().isCompletedExceptionally()) {
      ctx.setAttr(CUT_OFF, true);
    }
    Exchange exchange = new Exchange(ctx, request, call.context());
    chain.begin(call, exchange::proceed).whenComplete(exchange::finish);
    HttpResponse told = WholeResponse.ofWhole(exchange.told);
    HttpResponse served = exchange.underWay;
    if (served != null && !exchange.told.isDone()) {
      var _ =
          told.whenComplete()
              .whenComplete((done, failure) -> {
                // The server gave it up, because the time is over or the caller has gone.
                if (failure != null) {
                  served.abort(failure);
                }
              });
    }
    return told;
  }

  /** One call whose answer comes whole. */
  private final class Exchange {
    private final ServiceRequestContext ctx;
    private final HttpRequest request;
    private final CompletableFuture<AggregatedHttpResponse> told = new CompletableFuture<>();
    private volatile CallContext latest;
    private volatile @Nullable HttpResponse underWay;
    private volatile @Nullable AggregatedHttpResponse answer;

    Exchange(ServiceRequestContext ctx, HttpRequest request, CallContext context) {
      this.ctx = ctx;
      this.request = request;
      this.latest = context;
    }

    CompletionStage<Outcome> proceed(Call passed) {
      latest = passed.context();
      HttpResponse served;
      try {
        served = serve(ctx, request, passed);
      } catch (Exception e) {
        return CompletableFuture.failedFuture(e);
      }
      underWay = served;
      return WholeResponse.whole(served)
          .thenApply(whole -> {
            answer = whole;
            return Outcome.ofHttp(whole.status().code());
          });
    }

    void finish(@Nullable Outcome outcome, @Nullable Throwable failure) {
      AggregatedHttpResponse whole = answer;
      if (failure == null && whole != null) {
        told.complete(whole);
        return;
      }
      Throwable cause =
          failure == null
              ? new IllegalStateException("the chain gave no answer")
              : Refusals.unwrap(failure);
      WholeResponse.passOn(WholeResponse.whole(Problems.response(ctx, cause, latest)), told);
    }
  }

  private HttpResponse serve(ServiceRequestContext ctx, HttpRequest request, Call call)
      throws Exception {
    ctx.setAttr(Calls.ATTRIBUTE, call.context());
    ctx.setAdditionalResponseHeader(REQUEST_ID, call.context().requestId());
    Context values = Context.current().withValue(Calls.KEY, call.context());
    Context before = values.attach();
    try {
      return unwrap().serve(ctx, request);
    } finally {
      values.detach(before);
    }
  }

  private HttpResponse streaming(ServiceRequestContext ctx, HttpRequest request, Call call) {
    AtomicReference<CallContext> latest = new AtomicReference<>(call.context());
    CompletableFuture<HttpResponse> response = new CompletableFuture<>();
    CompletableFuture<HttpResponse> problem = new CompletableFuture<>();
    CompletionStage<Outcome> result =
        chain.begin(
            call,
            passed -> {
              latest.set(passed.context());
              return proceed(ctx, request, passed, response, problem);
            });
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
    CompletableFuture<Outcome> ended = new CompletableFuture<>();
    HttpResponse served;
    try {
      served = serve(ctx, request, call);
    } catch (Exception e) {
      ended.completeExceptionally(e);
      return ended;
    }
    AtomicReference<@Nullable Outcome> begun = new AtomicReference<>();
    HttpResponse watched =
        served
            .peekHeaders((ResponseHeaders headers) -> {
              if (!headers.status().isInformational()) {
                begun.set(Outcome.ofHttp(headers.status().code()));
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
