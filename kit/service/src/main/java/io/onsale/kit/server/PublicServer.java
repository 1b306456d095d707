package io.onsale.kit.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceConfig;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.onsale.kit.access.Tokens;
import io.onsale.kit.chain.HttpChain;
import io.onsale.kit.chain.Middlewares;
import io.onsale.kit.chain.Problems;
import io.onsale.kit.life.Component;
import io.onsale.kit.life.Readiness;
import io.onsale.kit.refusal.Refused;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The public port: HTTP/1.1 and HTTP/2 without TLS (a load balancer or mesh ends TLS), with {@code
 * /healthz}, {@code /readyz} and {@code /metrics}.
 *
 * <pre>{@code
 * PublicServer server = new PublicServer(config.http(), tokens, meters, readiness, gateway.routes());
 * server.start();
 * int port = server.port();
 * }</pre>
 */
public final class PublicServer implements Component {
  private static final Set<String> FOR_THE_MACHINE = Set.of("/healthz", "/readyz", "/metrics");
  private static final Duration SENDING_GRACE = Duration.ofSeconds(1);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final PublicConfig config;
  private final Tokens tokens;
  private final MeterRegistry meters;
  private final Readiness readiness;
  private final List<Routes> routes;
  private final VirtualExecutor threads = VirtualExecutor.named("http");
  private @Nullable Server server;

  public PublicServer(
      PublicConfig config,
      Tokens tokens,
      MeterRegistry meters,
      Readiness readiness,
      List<Routes> routes) {
    this.config = config;
    this.tokens = tokens;
    this.meters = meters;
    this.readiness = readiness;
    this.routes = List.copyOf(routes);
  }

  @Override
  public String name() {
    return "public-server";
  }

  @Override
  public void start() {
    ServerBuilder builder =
        Server.builder()
            .http(new InetSocketAddress(config.host(), config.port()))
            .blockingTaskExecutor(threads.asBlockingTaskExecutor(), false)
            .maxRequestLength(config.bodyBytes())
            .requestTimeout(config.requestTimeout())
            .idleTimeout(config.idleTimeout())
            .maxNumConnections(config.connectionsMax())
            .http1MaxInitialLineLength(4096)
            .http1MaxHeaderSize(16 << 10)
            .http2MaxHeaderListSize(16 << 10)
            .http2MaxStreamsPerConnection(250)
            .gracefulShutdownTimeout(Ports.QUIET, Ports.STOP_MAX)
            .disableServerHeader()
            .errorHandler(Problems.handler())
            .childChannelOption(ChannelOption.SO_KEEPALIVE, true)
            .service(
                "/healthz",
                ReadOnly.of((ctx, request) ->
                    HttpResponse.of(HttpStatus.OK, MediaType.JSON, "{\"healthy\":true}")))
            .service("/readyz", ReadOnly.of((ctx, request) -> ready()))
            .service("/metrics", ReadOnly.of((ctx, request) -> metrics()));
    // A body that is awaited by its service is bounded there already; this is a little later.
    Duration sentWithin = config.requestTimeout().plus(SENDING_GRACE);
    builder.childChannelPipelineCustomizer((ChannelPipeline pipeline) -> {
      WholeAnswers.on(pipeline);
      SlowSenders.watch(pipeline, sentWithin);
    });
    UnaryOperator<HttpService> door =
        HttpChain.before(Middlewares.server(meters, tokens, config.requestTimeout()));
    routes.forEach(route -> route.install(builder, door));
    Server built = builder.build();
    built.serviceConfigs().forEach(PublicServer::checkIsBehindTheChain);
    server = Ports.start(built, config.host(), config.port(), "public");
  }

  private static void checkIsBehindTheChain(ServiceConfig service) {
    String route = service.route().patternString();
    if (!FOR_THE_MACHINE.contains(route) && service.service().as(HttpChain.class) == null) {
      throw new IllegalStateException("the route " + route + " is not behind the chain");
    }
  }

  private HttpResponse ready() {
    Map<String, Object> body = new LinkedHashMap<>();
    boolean ready = readiness.isReady();
    body.put("ready", ready);
    body.put("phase", readiness.phase().name().toLowerCase(java.util.Locale.ROOT));
    body.put("checks", readiness.answers());
    try {
      return HttpResponse.of(
          ready ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE,
          MediaType.JSON,
          HttpData.wrap(JSON.writeValueAsBytes(body)));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private HttpResponse metrics() {
    if (!(meters instanceof PrometheusMeterRegistry prometheus)) {
      throw Refused.notFound("resource");
    }
    return HttpResponse.of(
        HttpStatus.OK,
        MediaType.parse("text/plain; version=0.0.4; charset=utf-8"),
        prometheus.scrape());
  }

  /** The port that it listens on, once started. */
  public int port() {
    if (server == null) {
      throw new IllegalStateException("the public server is not running");
    }
    return server.activeLocalPort();
  }

  @Override
  public void stop() throws InterruptedException {
    // What goes on and on would otherwise be waited for as long as anything may take.
    routes.forEach(Routes::end);
    if (server != null) {
      Ports.stop(server);
    }
    threads.shutdownNow();
  }
}
