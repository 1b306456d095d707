package io.onsale.proof.bench.edge;

import com.linecorp.armeria.common.ExchangeType;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.RoutingContext;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.grpc.GrpcService;
import io.grpc.stub.StreamObserver;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.onsale.contracts.inventory.v1.Held;
import io.onsale.contracts.inventory.v1.HoldRequest;
import io.onsale.contracts.inventory.v1.InventoryServiceGrpc;
import io.onsale.kit.access.Tokens;
import io.onsale.kit.life.Readiness;
import io.onsale.kit.logs.Logs;
import io.onsale.kit.server.PublicConfig;
import io.onsale.kit.server.PublicServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;

/**
 * Servers that do nothing: they take a hold's request and give its answer's bytes. A bare Netty
 * server, an Armeria server with HTTP and gRPC, and the gateway's own server with its whole chain,
 * access log and metrics before an empty service.
 */
final class EmptyServers {
  private static final int BODY_BYTES_MAX = 65_536;

  private EmptyServers() {}

  /**
   * Serves until it is ended; prints the ports of Netty, Armeria and the gateway on one line.
   *
   * @param arguments the data folder, the body of an answer in base64, a hold's answer by gRPC in
   *     base64
   */
  static void run(List<String> arguments) throws Exception {
    Path data = Path.of(arguments.get(0));
    byte[] body = Base64.getDecoder().decode(arguments.get(1));
    Held held = Held.parseFrom(Base64.getDecoder().decode(arguments.get(2)));
    Logs.toFile(data.resolve("empty.log"));
    System.out.println("ports " + netty(body) + " " + armeria(body, held) + " " + kit(data, body));
    System.out.flush();
    System.in.transferTo(java.io.OutputStream.nullOutputStream());
    System.exit(0);
  }

  private static int netty(byte[] body) throws InterruptedException {
    boolean epoll = Epoll.isAvailable();
    var loops =
        new MultiThreadIoEventLoopGroup(
            Runtime.getRuntime().availableProcessors(),
            epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    var channel =
        new ServerBootstrap()
            .group(loops)
            .channel(epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel client) {
                    client
                        .pipeline()
                        .addLast(new HttpServerCodec())
                        .addLast(new HttpObjectAggregator(BODY_BYTES_MAX))
                        .addLast(new Answer(body));
                  }
                })
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .sync()
            .channel();
    return ((InetSocketAddress) channel.localAddress()).getPort();
  }

  private static final class Answer extends SimpleChannelInboundHandler<FullHttpRequest> {
    private final byte[] body;

    Answer(byte[] body) {
      this.body = body;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
      var response =
          new DefaultFullHttpResponse(
              HttpVersion.HTTP_1_1, HttpResponseStatus.CREATED, Unpooled.wrappedBuffer(body));
      response
          .headers()
          .set("content-type", "application/json")
          .set("cache-control", "no-store")
          .set("content-length", body.length);
      var _ = ctx.writeAndFlush(response);
    }
  }

  /** Takes the whole body, and answers. */
  private static final class Empty implements HttpService {
    private final byte[] body;

    Empty(byte[] body) {
      this.body = body;
    }

    @Override
    public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) {
      return HttpResponse.of(
          request
              .aggregate()
              .thenApply(whole ->
                  HttpResponse.of(
                      ResponseHeaders.builder(HttpStatus.CREATED)
                          .contentType(MediaType.JSON)
                          .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
                          .build(),
                      HttpData.wrap(body))));
    }

    @Override
    public ExchangeType exchangeType(RoutingContext routing) {
      return ExchangeType.UNARY;
    }
  }

  private static int armeria(byte[] body, Held held) {
    Server server =
        Server.builder()
            .http(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .route()
            .post("/v1/performances/{id}/holds")
            .build(new Empty(body))
            .service(
                GrpcService.builder()
                    .addService(
                        new InventoryServiceGrpc.InventoryServiceImplBase() {
                          @Override
                          public void hold(HoldRequest request, StreamObserver<Held> answer) {
                            answer.onNext(held);
                            answer.onCompleted();
                          }
                        })
                    .build())
            .build();
    server.start().join();
    return server.activeLocalPort();
  }

  private static int kit(Path data, byte[] body) {
    PublicServer server =
        new PublicServer(
            PublicConfig.onLoopback(0),
            Tokens.open(data.resolve("keys").resolve("tokens"), InstantSource.system()),
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
            new Readiness(),
            List.of((builder, door) ->
                builder
                    .route()
                    .post("/v1/performances/{id}/holds")
                    .build(door.apply(new Empty(body)))));
    server.start();
    return server.port();
  }
}
