package io.onsale.kit.server;

import com.linecorp.armeria.client.ClientFactory;
import com.linecorp.armeria.client.grpc.GrpcClientStubFactory;
import com.linecorp.armeria.client.grpc.GrpcClients;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.grpc.GrpcService;
import io.grpc.BindableService;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServiceDescriptor;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.micrometer.core.instrument.MeterRegistry;
import io.onsale.kit.access.Caller;
import io.onsale.kit.access.Tokens;
import io.onsale.kit.chain.CallContext;
import io.onsale.kit.chain.Calls;
import io.onsale.kit.chain.GrpcClientChain;
import io.onsale.kit.chain.GrpcServerChain;
import io.onsale.kit.chain.LocalChannel;
import io.onsale.kit.chain.Middleware;
import io.onsale.kit.chain.Middlewares;
import io.onsale.kit.ids.Ids;
import io.onsale.kit.life.Component;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How the contexts of a process are served to each other and reach those of other processes. The
 * same chain stands before every service and every channel, whichever the wiring.
 *
 * <pre>{@code
 * InternalNetwork network = new InternalNetwork(config.internal(), tokens, meters, clock);
 * Context orders = OrdersMain.create(config.orders(), foundation.with(network.peersOf("orders")));
 * network.serve(orders);
 * // ... then start it, after the contexts' components
 * }</pre>
 */
public final class InternalNetwork implements Component {
  private static final Duration SERVICE_TOKEN_LIFE = Duration.ofMinutes(10);

  private final InternalConfig config;
  private final Tokens tokens;
  private final InstantSource clock;
  private final Middleware serverChain;
  private final Middleware clientChain;
  private final String instance = Ids.unguessable();
  private final List<Context> contexts = new ArrayList<>();
  private final Set<String> local = new TreeSet<>();
  private final Map<String, Channel> channels = new ConcurrentHashMap<>();
  private final List<ManagedChannel> managed = new ArrayList<>();
  private final VirtualExecutor threads = VirtualExecutor.named("call");
  private final List<io.grpc.Server> inProcess = new ArrayList<>();
  private final List<LocalChannel> localChannels = new ArrayList<>();
  private @Nullable Server http2;

  public InternalNetwork(
      InternalConfig config, Tokens tokens, MeterRegistry meters, InstantSource clock) {
    this.config = config;
    this.tokens = tokens;
    this.clock = clock;
    this.serverChain = Middlewares.server(meters, tokens, config.callTimeout());
    this.clientChain = Middlewares.client(meters, config.callTimeout());
  }

  @Override
  public String name() {
    return "internal-network";
  }

  /** Has a context served; before the start. */
  public void serve(Context context) {
    contexts.add(context);
    local.add(context.name());
  }

  /** The peers of a context, which it calls in its own name when nobody asked it. */
  public Peers peersOf(String context) {
    ServiceToken token = new ServiceToken(context);
    return new Peers() {
      @Override
      public Channel channel(String peer) {
        return chained(peer, () -> Calls.current().orElseGet(CallContext::fresh));
      }

      @Override
      public Channel asService(String peer) {
        return chained(
            peer,
            () ->
                Calls.current()
                    .orElseGet(CallContext::fresh)
                    .withCaller(Caller.service(context), token.text()));
      }
    };
  }

  /** A call that a context makes for itself: what event handlers and timers run in. */
  public CallContext background(String context, String idempotencyKey) {
    Caller service = Caller.service(context);
    return CallContext.fresh()
        .withCaller(service, tokens.mint(service, SERVICE_TOKEN_LIFE).text())
        .withIdempotencyKey(idempotencyKey);
  }

  private Channel chained(String peer, java.util.function.Supplier<CallContext> inTheNameOf) {
    return ClientInterceptors.intercept(
        new Late(peer), new GrpcClientChain(clientChain, inTheNameOf));
  }

  @Override
  public void start() throws IOException {
    switch (config.wiring()) {
      case IN_PROCESS -> startInProcess();
      case HTTP2 -> startHttp2();
    }
  }

  private void startInProcess() throws IOException {
    GrpcServerChain chain = new GrpcServerChain(serverChain);
    for (boolean waits : new boolean[] {true, false}) {
      InProcessServerBuilder server =
          InProcessServerBuilder.forName(inProcessName(waits))
              .maxInboundMetadataSize(Integer.MAX_VALUE);
      if (waits) {
        server.executor(threads);
      } else {
        server.directExecutor();
      }
      for (Context context : contexts) {
        for (BindableService service : context.services()) {
          if (context.waits() == waits) {
            server.addService(ServerInterceptors.intercept(service, chain));
          }
        }
      }
      inProcess.add(server.build().start());
    }
  }

  private String inProcessName(boolean waits) {
    return instance + (waits ? "" : "-direct");
  }

  private void startHttp2() {
    if (contexts.stream().allMatch(context -> context.services().isEmpty())) {
      return;
    }
    ServerBuilder server =
        Server.builder()
            .http(new InetSocketAddress(config.host(), config.port()))
            .blockingTaskExecutor(threads.asBlockingTaskExecutor(), false)
            .maxRequestLength(config.messageBytes() + 1024L)
            .http2MaxHeaderListSize(128 << 10)
            .childChannelPipelineCustomizer(WholeAnswers::on)
            .requestTimeout(Duration.ZERO)
            .gracefulShutdownTimeout(Ports.QUIET, Ports.STOP_MAX);
    for (Context context : contexts) {
      if (!context.services().isEmpty()) {
        server.service(grpc(context));
      }
    }
    http2 = Ports.start(server.build(), config.host(), config.port(), "internal");
  }

  /** Its services; on threads of their own, unless they never wait. */
  private GrpcService grpc(Context context) {
    var grpc =
        GrpcService.builder()
            .intercept(new GrpcServerChain(serverChain))
            .useBlockingTaskExecutor(context.waits())
            .exceptionHandler(new Unreadable(config.messageBytes()))
            .maxRequestMessageLength(config.messageBytes())
            .maxResponseMessageLength(config.messageBytes());
    context.services().forEach(grpc::addService);
    return grpc.build();
  }

  /** The internal port, with HTTP/2; 0 within the process. */
  public int port() {
    return http2 == null ? 0 : http2.activeLocalPort();
  }

  @Override
  public void stop() throws InterruptedException {
    inProcess.forEach(io.grpc.Server::shutdown);
    long end = System.nanoTime() + Ports.STOP_MAX.toNanos();
    for (io.grpc.Server server : inProcess) {
      if (!server.awaitTermination(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        server.shutdownNow();
      }
    }
    if (http2 != null) {
      Ports.stop(http2);
    }
    synchronized (managed) {
      localChannels.forEach(local -> local.close(end - System.nanoTime()));
      managed.forEach(ManagedChannel::shutdownNow);
    }
    threads.shutdownNow();
  }

  private Channel connect(String peer) {
    URI elsewhere = config.peers().get(peer);
    if (elsewhere == null && !local.contains(peer)) {
      throw new IllegalStateException(
          "nobody says where "
              + peer
              + " is: it is not in this process, and internal.peers does not name it");
    }
    if (elsewhere != null) {
      return http2Channel(elsewhere);
    }
    return switch (config.wiring()) {
      case IN_PROCESS -> {
        Context context =
            contexts.stream().filter(one -> one.name().equals(peer)).findFirst().orElseThrow();
        Channel channel = inProcessChannel(context.waits());
        yield context.waits() ? channel : localChannel(context, channel);
      }
      case HTTP2 -> http2Channel(URI.create("http://127.0.0.1:" + port()));
    };
  }

  private Channel inProcessChannel(boolean waits) {
    InProcessChannelBuilder builder =
        InProcessChannelBuilder.forName(inProcessName(waits))
            .maxInboundMessageSize(config.messageBytes())
            .maxInboundMetadataSize(Integer.MAX_VALUE);
    ManagedChannel channel = (waits ? builder.executor(threads) : builder.directExecutor()).build();
    synchronized (managed) {
      managed.add(channel);
    }
    return channel;
  }

  private Channel localChannel(Context context, Channel others) {
    LocalChannel channel =
        new LocalChannel(new GrpcServerChain(serverChain), context.services(), others);
    synchronized (managed) {
      localChannels.add(channel);
    }
    return channel;
  }

  /** Armeria makes stubs, and a channel only for them: this stub is the channel. */
  private Channel http2Channel(URI address) {
    // It would end the clients that calls in flight still need, before those have ended.
    ClientFactory.disableShutdownHook();
    return GrpcClients.builder("gproto+h2c://" + address.getAuthority())
        .clientStubFactory(new ChannelFactory())
        .maxRequestMessageLength(config.messageBytes())
        .maxResponseMessageLength(config.messageBytes())
        .maxResponseLength(0)
        .responseTimeoutMillis(0)
        .writeTimeoutMillis(config.callTimeout().toMillis())
        .build(Channel.class);
  }

  private static final class ChannelFactory implements GrpcClientStubFactory {
    @Override
    public ServiceDescriptor findServiceDescriptor(Class<?> clientType) {
      return ServiceDescriptor.newBuilder("onsale").build();
    }

    @Override
    public Object newClientStub(Class<?> clientType, Channel channel) {
      return channel;
    }
  }

  /** A channel that connects with its first call: contexts are made before anything is served. */
  private final class Late extends Channel {
    private final String peer;

    Late(String peer) {
      this.peer = peer;
    }

    @Override
    public <Q, A> ClientCall<Q, A> newCall(MethodDescriptor<Q, A> method, CallOptions options) {
      return channels.computeIfAbsent(peer, InternalNetwork.this::connect).newCall(method, options);
    }

    @Override
    public String authority() {
      return peer;
    }
  }

  /** A context's own token, minted again when half its life is over. */
  private final class ServiceToken {
    private final Caller service;
    private Tokens.@Nullable Token token;

    ServiceToken(String context) {
      this.service = Caller.service(context);
    }

    synchronized String text() {
      Instant soon = clock.instant().plus(SERVICE_TOKEN_LIFE.dividedBy(2));
      if (token == null || token.expiresAt().isBefore(soon)) {
        token = tokens.mint(service, SERVICE_TOKEN_LIFE);
      }
      return token.text();
    }
  }
}
