package io.onsale.kit.chain;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.ExchangeType;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import com.linecorp.armeria.server.HttpResponseException;
import com.linecorp.armeria.server.ServerErrorHandler;
import com.linecorp.armeria.server.ServiceConfig;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.onsale.contracts.reasons.v1.Reason;
import io.onsale.kit.refusal.Refusals;
import io.onsale.kit.refusal.Refused;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Problem documents (RFC 9457) over HTTP: for what services throw, and for what the server itself
 * refuses.
 *
 * <pre>{@code
 * server.errorHandler(Problems.handler());
 * }</pre>
 */
public final class Problems {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final MediaType PROBLEM = MediaType.parse("application/problem+json");

  private static final String ALLOW = "allow";

  private Problems() {}

  /** The response that tells a refusal. */
  public static HttpResponse response(Refused refused) {
    return WholeResponse.of(aggregated(refused));
  }

  /** What the server answers to its own faults, and to what services throw. */
  public static ServerErrorHandler handler() {
    return new Handler();
  }

  static HttpResponse response(
      ServiceRequestContext ctx, Throwable cause, @Nullable CallContext context) {
    if (cause instanceof HttpResponseException whole) {
      return whole.httpResponse();
    }
    CallContext known = context == null ? null : context.known();
    Refused refused = Middlewares.toRefused(cause, method(ctx), known);
    boolean bodyIsAwaited = refused.reason() == Reason.DEADLINE_EXCEEDED && hasMore(ctx);
    return response(bodyIsAwaited ? tooSlow() : refused);
  }

  /** Whether a part of the body has not come yet. */
  private static boolean hasMore(ServiceRequestContext ctx) {
    HttpRequest request = ctx.request();
    boolean mayHaveBody =
        switch (request.method()) {
          case POST, PUT, PATCH -> request.headers().contentLength() != 0;
          default -> false;
        };
    if (ctx.exchangeType() == ExchangeType.UNARY) {
      return mayHaveBody && ctx.hasAttr(HttpChain.CUT_OFF);
    }
    return mayHaveBody && !request.isEmpty() && !request.isComplete();
  }

  private static Refused tooSlow() {
    return new Refused(
        Reason.REQUEST_TIMEOUT, "The body did not arrive in time. Send it again, and faster.");
  }

  /**
   * The address is there, but not for this method; the response says in {@code Allow} which ones it
   * takes.
   */
  public static Refused methodNotAllowed(Set<HttpMethod> allowed) {
    List<String> names = allowed.stream().map(HttpMethod::name).toList();
    return new Refused(
            Reason.METHOD_NOT_ALLOWED, "This address takes only " + String.join(", ", names) + ".")
        .with(ALLOW, names);
  }

  static String method(ServiceRequestContext ctx) {
    return ctx.method() + " " + ctx.config().route().patternString();
  }

  /** The problem that a status of the server itself stands for, as a document alone. */
  public static byte[] document(HttpStatus status) {
    return document(ofStatus(status));
  }

  private static byte[] document(Refused refused) {
    try {
      return JSON.writeValueAsBytes(Refusals.document(refused));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a fact of " + refused.slug() + " is not plain", e);
    }
  }

  private static AggregatedHttpResponse aggregated(Refused refused) {
    byte[] body = document(refused);
    ResponseHeadersBuilder headers =
        ResponseHeaders.builder(HttpStatus.valueOf(refused.httpStatus()))
            .contentType(PROBLEM)
            .set("cache-control", "no-store");
    if (refused.httpStatus() == 401) {
      headers.set("www-authenticate", "Bearer");
    }
    if (refused.facts().get("retryAfter") instanceof Number seconds) {
      headers.set("retry-after", String.valueOf(seconds.longValue()));
    }
    if (refused.facts().get(ALLOW) instanceof List<?> methods) {
      headers.set(
          HttpHeaderNames.ALLOW,
          methods.stream().map(String::valueOf).collect(Collectors.joining(", ")));
    }
    return AggregatedHttpResponse.of(headers.build(), HttpData.wrap(body));
  }

  static Refused ofStatus(HttpStatus status) {
    return switch (status.code()) {
      case 404 -> new Refused(Reason.NOT_FOUND, "There is nothing at this address.");
      case 405 -> new Refused(Reason.METHOD_NOT_ALLOWED, "No address here takes that method.");
      case 406 -> new Refused(Reason.NOT_ACCEPTABLE, "This address has no such representation.");
      case 408 -> tooSlow();
      case 413 -> new Refused(Reason.BODY_TOO_LARGE, "The body is larger than this address takes.");
      case 415 -> new Refused(Reason.UNSUPPORTED_MEDIA_TYPE, "Send the body as application/json.");
      case 503 -> new Refused(Reason.UNAVAILABLE, "The service is not available. Try again soon.");
      case 504 -> Refusals.deadlineExceeded();
      default ->
          status.isClientError()
              ? new Refused(
                  Reason.INVALID_REQUEST,
                  "The method, the address, a header or the framing of the request is malformed or"
                      + " too long.")
              : new Refused(Reason.INTERNAL, "Something is wrong on our side.");
    };
  }

  private static final class Handler implements ServerErrorHandler {
    @Override
    public HttpResponse onServiceException(ServiceRequestContext ctx, Throwable cause) {
      return response(ctx, Refusals.unwrap(cause), ctx.attr(Calls.ATTRIBUTE));
    }

    @Override
    public @Nullable AggregatedHttpResponse onProtocolViolation(
        ServiceConfig config,
        @Nullable RequestHeaders headers,
        HttpStatus status,
        @Nullable String description,
        @Nullable Throwable cause) {
      return aggregated(ofStatus(status));
    }

    @Override
    public @Nullable AggregatedHttpResponse renderStatus(
        ServiceRequestContext ctx,
        ServiceConfig config,
        @Nullable RequestHeaders headers,
        HttpStatus status,
        @Nullable String description,
        @Nullable Throwable cause) {
      return status.isSuccess() || status.isRedirection() ? null : aggregated(ofStatus(status));
    }
  }
}
