package io.onsale.gateway.edge;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ServerCacheControl;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.file.FileService;
import com.linecorp.armeria.server.file.HttpFile;
import io.onsale.kit.refusal.Refused;
import io.onsale.kit.server.ReadOnly;
import io.onsale.kit.server.Routes;
import java.time.Duration;
import java.util.function.UnaryOperator;

/**
 * The storefront, as the web build made it. Files below {@code /assets} carry their digest in the
 * name and are kept for ever; every other page address gets the one document, whose script knows
 * the addresses.
 */
public final class StaticWeb implements Routes {
  private static final String FOLDER = "web";
  private static final String DOCUMENT = FOLDER + "/index.html";
  private static final Duration YEAR = Duration.ofDays(365);

  /**
   * Everything from our own server, nothing inline: a page that was made to run another's script
   * does not run it.
   */
  private static final String CONTENT_SECURITY_POLICY =
      "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; "
          + "frame-ancestors 'none'; form-action 'self'";

  private final ClassLoader classes = StaticWeb.class.getClassLoader();

  @Override
  public void install(ServerBuilder server, UnaryOperator<HttpService> door) {
    HttpFile document =
        HttpFile.builder(classes, DOCUMENT).cacheControl(ServerCacheControl.REVALIDATED).build();
    HttpService page = document.asService();
    HttpService files =
        FileService.builder(classes, FOLDER)
            .serveCompressedFiles(true)
            .autoDecompress(true)
            .cacheControl(ServerCacheControl.REVALIDATED)
            .build()
            .orElse(pageFor(page));
    HttpService assets =
        FileService.builder(classes, FOLDER + "/assets")
            .serveCompressedFiles(true)
            .autoDecompress(true)
            .cacheControl(
                ServerCacheControl.builder().cachePublic().maxAge(YEAR).immutable().build())
            .build()
            .orElse((ctx, request) -> {
              throw Refused.notFound("resource");
            });
    server.serviceUnder("/assets", door.apply(safe(assets)));
    server.serviceUnder("/", door.apply(safe(files)));
  }

  /** A file's name, or an address that wants no page is not found; any other is a page. */
  private static HttpService pageFor(HttpService page) {
    return (ctx, request) -> {
      String path = ctx.path();
      boolean isFile = path.lastIndexOf('.') > path.lastIndexOf('/');
      if (isFile || !wantsPage(request.headers())) {
        throw Refused.notFound("resource");
      }
      return page.serve(ctx, request);
    };
  }

  private static boolean wantsPage(RequestHeaders headers) {
    String accept = headers.get(HttpHeaderNames.ACCEPT, "");
    return accept.contains("text/html");
  }

  private static HttpService safe(HttpService service) {
    HttpService readOnly = ReadOnly.of(service);
    return (ctx, request) -> {
      secure(ctx);
      // Of the API, whatever the method: what it has is served elsewhere.
      if (isApi(ctx.path())) {
        throw Refused.notFound("resource");
      }
      return readOnly.serve(ctx, request);
    };
  }

  private static boolean isApi(String path) {
    return path.startsWith("/v1/") || path.equals("/v1");
  }

  private static void secure(ServiceRequestContext ctx) {
    ctx.mutateAdditionalResponseHeaders(headers ->
        headers
            .set(HttpHeaderNames.CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY)
            .set(HttpHeaderNames.X_CONTENT_TYPE_OPTIONS, "nosniff")
            .set(HttpHeaderNames.REFERRER_POLICY, "strict-origin-when-cross-origin")
            .set("permissions-policy", "camera=(self), geolocation=(), microphone=()")
            .set("cross-origin-opener-policy", "same-origin"));
  }
}
