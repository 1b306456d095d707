package io.onsale.gateway.edge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.linecorp.armeria.common.ExchangeType;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.RoutingContext;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.onsale.contracts.reasons.v1.Reason;
import io.onsale.gateway.contract.Body;
import io.onsale.gateway.contract.Operation;
import io.onsale.gateway.contract.Parameter;
import io.onsale.kit.chain.CallContext;
import io.onsale.kit.chain.Calls;
import io.onsale.kit.chain.WholeResponse;
import io.onsale.kit.refusal.Fault;
import io.onsale.kit.refusal.Refused;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * One operation at its route: who may call is checked first, then the parameters, then the body, so
 * that a stranger learns nothing.
 */
final class OperationService implements HttpService {
  private static final byte[] NOTHING = {};
  private static final long SMALL_BYTES = 64 * 1024;

  private final Operation operation;
  private final Handler handler;
  private final LargeBodies largeBodies;
  private final Form form;

  OperationService(Operation operation, Handler handler, LargeBodies largeBodies) {
    this.operation = operation;
    this.handler = handler;
    this.largeBodies = largeBodies;
    this.form = Form.of(operation);
  }

  /**
   * A small body that says how long it is need not be read piece by piece. A large one is: it must
   * not be kept before it is known who sends it.
   */
  @Override
  public ExchangeType exchangeType(RoutingContext context) {
    if (operation.id().equals("streamAvailability")) {
      return ExchangeType.RESPONSE_STREAMING;
    }
    long told = context.headers().contentLength();
    boolean fits =
        operation
            .body()
            .map(body -> told >= 0 && told <= Math.min(body.limitBytes(), SMALL_BYTES))
            .orElse(true);
    return fits ? ExchangeType.UNARY : ExchangeType.REQUEST_STREAMING;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) {
    Map<String, String> path;
    Map<String, String> query;
    try {
      operation.access().check(Calls.caller());
      path = path(ctx);
      query = query(ctx);
      form.check(request.headers());
    } catch (Refused refused) {
      return refused(request, refused);
    }
    if (operation.body().isEmpty()) {
      return answer(
          ctx,
          handler.handle(
              new Ask(path, query, MissingNode.getInstance(), NOTHING, request.headers())));
    }
    Body body = operation.body().get();
    long told = request.headers().contentLength();
    if (told > body.limitBytes()) {
      // At once, and while it is still being sent: what comes is taken from the wire behind it.
      ctx.setRequestAutoAbortDelay(BodyReader.DROPPED_WITHIN);
      var _ = BodyReader.drop(request);
      throw BodyReader.tooLarge(body.limitBytes());
    }
    // One that does not say its length may be as long as it gets.
    long bytes = told >= 0 ? told : body.limitBytes();
    long taken = bytes > SMALL_BYTES ? bytes : 0;
    if (!largeBodies.take(taken)) {
      return refused(
          request,
          new Refused(
                  Reason.SLOW_DOWN,
                  "Too many large bodies are sent already. Try again in a second.")
              .with("retryAfter", 1));
    }
    CallContext call = Calls.current().orElseGet(CallContext::fresh);
    return answer(
        ctx,
        BodyReader.read(request, body.limitBytes())
            .thenCompose(read -> answer(call, path, query, body, read, request.headers()))
            .whenComplete((answer, fault) -> largeBodies.give(taken)));
  }

  private static HttpResponse answer(
      ServiceRequestContext ctx, CompletionStage<HttpResponse> later) {
    return ctx.exchangeType().isResponseStreaming()
        ? HttpResponse.of(later)
        : WholeResponse.of(later);
  }

  private static HttpResponse refused(HttpRequest request, Refused refused) {
    return HttpResponse.of(
        BodyReader.drop(request)
            .thenApply(dropped -> {
              throw refused;
            }));
  }

  private CompletionStage<HttpResponse> answer(
      CallContext call,
      Map<String, String> path,
      Map<String, String> query,
      Body body,
      byte[] bytes,
      RequestHeaders headers) {
    JsonNode json = MissingNode.getInstance();
    Form.checkIsUtf8(bytes);
    if (!body.raw()) {
      json = Json.read(bytes);
      List<Fault> faults = body.schema().faults(json);
      if (!faults.isEmpty()) {
        throw new Refused(
            Reason.INVALID_REQUEST,
            "The body is not what this call takes; the faults tell where.",
            Map.of(),
            faults);
      }
    }
    Ask ask = new Ask(path, query, json, bytes, headers);
    try {
      return Calls.run(call, () -> handler.handle(ask));
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new CompletionException(e);
    }
  }

  /** What does not look like an id is the id of nothing. */
  private Map<String, String> path(ServiceRequestContext ctx) {
    for (Parameter parameter : operation.pathParameters()) {
      String value = ctx.pathParam(parameter.name());
      if (value == null || !parameter.schema().faults(TextNode.valueOf(value)).isEmpty()) {
        throw Refused.notFound("resource");
      }
    }
    return ctx.pathParams();
  }

  private Map<String, String> query(ServiceRequestContext ctx) {
    if (operation.queryParameters().isEmpty()) {
      return Map.of();
    }
    QueryParams given = ctx.queryParams();
    Map<String, String> known = new LinkedHashMap<>();
    List<Fault> faults = new ArrayList<>();
    for (Parameter parameter : operation.queryParameters()) {
      String text = given.get(parameter.name());
      if (text == null || (text.isEmpty() && !parameter.integer())) {
        continue;
      }
      for (Fault fault : parameter.schema().faults(value(parameter, text))) {
        faults.add(new Fault("/" + parameter.name() + fault.pointer(), fault.message()));
      }
      known.put(parameter.name(), text);
    }
    if (!faults.isEmpty()) {
      throw new Refused(
          Reason.INVALID_REQUEST,
          "The query is not what this call takes; the faults tell where.",
          Map.of(),
          faults);
    }
    return known;
  }

  private static JsonNode value(Parameter parameter, String text) {
    if (parameter.integer() && text.matches("-?[0-9]{1,18}")) {
      long number = Long.parseLong(text);
      return number == (int) number ? IntNode.valueOf((int) number) : LongNode.valueOf(number);
    }
    return TextNode.valueOf(text);
  }
}
