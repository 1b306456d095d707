package io.onsale.kit.server;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.server.HttpService;
import io.onsale.kit.chain.Problems;
import java.util.EnumSet;
import java.util.Set;

/**
 * A service that is read and nothing else: GET and HEAD pass, any other method is told so.
 *
 * <pre>{@code
 * server.service("/healthz", ReadOnly.of((ctx, request) -> HttpResponse.of("well")));
 * }</pre>
 */
public final class ReadOnly {
  private static final Set<HttpMethod> METHODS = EnumSet.of(HttpMethod.GET, HttpMethod.HEAD);

  private ReadOnly() {}

  /** The service behind the check of the method. */
  public static HttpService of(HttpService service) {
    return (ctx, request) -> {
      if (!METHODS.contains(request.method())) {
        throw Problems.methodNotAllowed(METHODS);
      }
      return service.serve(ctx, request);
    };
  }
}
