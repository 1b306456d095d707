package io.onsale.proof.bench.edge;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * The load, in a process of its own. It reads orders from its input, one a line, and answers each
 * with a line. Each connection has one call under way; at a fixed rate the calls have their times,
 * and latency counts from those, whether the call could begin then or not.
 *
 * <p>An order: {@code protocol port connections rate warmSeconds seconds base64}, where the last is
 * a request of HTTP/1.1 as it stands on the wire, or for gRPC its path, token and message, or
 * several of them divided by commas, which the connections take in turn; a rate of 0 is as fast as
 * it goes. Several orders of one line, divided by {@code +}, run together. The answer, for each:
 * {@code calls failed seconds p50 p99 p999 max all refused}, in microseconds; {@code all} counts
 * the calls while it warmed too, and what is refused for a reason has not failed.
 */
final class Load {
  private final EventLoopGroup loops;
  private final Class<? extends Channel> channelType;

  private Load() {
    boolean epoll = Epoll.isAvailable();
    loops =
        new MultiThreadIoEventLoopGroup(
            Runtime.getRuntime().availableProcessors(),
            epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    channelType = epoll ? EpollSocketChannel.class : NioSocketChannel.class;
  }

  /** How a call ended. */
  enum Outcome {
    GOOD,
    REFUSED,
    FAILED
  }

  /** What one order measured. */
  record Result(
      long calls,
      long failed,
      double seconds,
      long p50,
      long p99,
      long p999,
      long max,
      long all,
      long refused) {
    static Result parse(String text) {
      String[] parts = text.strip().split(" ", -1);
      return new Result(
          Long.parseLong(parts[0]),
          Long.parseLong(parts[1]),
          Double.parseDouble(parts[2]),
          Long.parseLong(parts[3]),
          Long.parseLong(parts[4]),
          Long.parseLong(parts[5]),
          Long.parseLong(parts[6]),
          Long.parseLong(parts[7]),
          Long.parseLong(parts[8]));
    }

    @Override
    public String toString() {
      return "%d %d %s %d %d %d %d %d %d"
          .formatted(calls, failed, seconds, p50, p99, p999, max, all, refused);
    }

    double perSecond() {
      return calls / seconds;
    }
  }

  static void run() throws Exception {
    Load load = new Load();
    System.out.println("ready");
    BufferedReader orders =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = orders.readLine(); line != null; line = orders.readLine()) {
      List<Order> together = new ArrayList<>();
      for (String order : line.split("\\+ ", -1)) {
        together.add(load.begin(order.strip().split(" ", -1)));
      }
      List<String> results = new ArrayList<>();
      for (Order order : together) {
        results.add(order.finish().toString());
      }
      System.out.println(String.join(" + ", results));
      System.out.flush();
    }
    System.exit(0);
  }

  private Order begin(String[] parts) throws InterruptedException {
    boolean grpc = parts[0].equals("grpc");
    int connections = Integer.parseInt(parts[2]);
    int perSecond = Integer.parseInt(parts[3]);
    Order order = new Order(Integer.parseInt(parts[4]), Integer.parseInt(parts[5]));
    String[] requests = parts[6].split(",", -1);
    long gap = perSecond == 0 ? 0 : TimeUnit.SECONDS.toNanos(connections) / perSecond;
    for (int i = 0; i < connections; i++) {
      byte[] request = Base64.getDecoder().decode(requests[i % requests.length]);
      long first = order.start + gap * i / connections;
      Channel channel =
          new Bootstrap()
              .group(loops)
              .channel(channelType)
              .option(ChannelOption.TCP_NODELAY, true)
              .handler(
                  new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel made) {
                      Pace pace = new Pace(order, gap, first);
                      if (grpc) {
                        GrpcCaller.install(made.pipeline(), pace, request);
                      } else {
                        made.pipeline().addLast(new Http1Caller(pace, request));
                      }
                    }
                  })
              .connect("127.0.0.1", Integer.parseInt(parts[1]))
              .sync()
              .channel();
      order.channels.add(channel);
    }
    return order;
  }

  /** The load as the bench sees it. */
  static final class Remote implements AutoCloseable {
    private final Process process;
    private final BufferedReader answers;
    private final Writer orders;

    Remote(Process process) throws IOException {
      this.process = process;
      Processes.said(process, "ready");
      this.answers = process.inputReader(StandardCharsets.UTF_8);
      this.orders = process.outputWriter(StandardCharsets.UTF_8);
    }

    List<Result> run(String order) throws IOException {
      orders.write(order + "\n");
      orders.flush();
      String line = answers.readLine();
      if (line == null) {
        throw new IllegalStateException("the load ended");
      }
      return Arrays.stream(line.split("\\+", -1)).map(Result::parse).toList();
    }

    @Override
    public void close() {
      process.destroy();
    }
  }

  /** One measurement under way. */
  static final class Order {
    final List<Channel> channels = new ArrayList<>();
    private final LongAdder calls = new LongAdder();
    private final LongAdder all = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final Histogram latencies = new ConcurrentHistogram(60_000_000_000L, 3);
    private final long start = System.nanoTime();
    private final long from;
    private final long until;

    Order(int warmSeconds, int seconds) {
      from = start + TimeUnit.SECONDS.toNanos(warmSeconds);
      until = from + TimeUnit.SECONDS.toNanos(seconds);
    }

    void record(long intended, Outcome outcome) {
      long now = System.nanoTime();
      all.increment();
      if (now >= from && now < until) {
        calls.increment();
        latencies.recordValue(now - intended);
        switch (outcome) {
          case GOOD -> {}
          case REFUSED -> refused.increment();
          case FAILED -> failed.increment();
        }
      }
    }

    Result finish() throws InterruptedException {
      while (System.nanoTime() < until) {
        LockSupport.parkNanos(until - System.nanoTime());
      }
      for (Channel channel : channels) {
        channel.close().sync();
      }
      return new Result(
          calls.sum(),
          failed.sum(),
          (until - from) / 1e9,
          latencies.getValueAtPercentile(50) / 1000,
          latencies.getValueAtPercentile(99) / 1000,
          latencies.getValueAtPercentile(99.9) / 1000,
          latencies.getMaxValue() / 1000,
          all.sum(),
          refused.sum());
    }
  }

  /** When a connection calls. */
  static final class Pace {
    private final Order order;
    private final long gap;
    private long intended;

    Pace(Order order, long gap, long first) {
      this.order = order;
      this.gap = gap;
      this.intended = first;
    }

    /** Makes the first call when it is time. */
    void begin(ChannelHandlerContext ctx, Runnable call) {
      later(ctx, call);
    }

    /** Notes an answer, and makes the next call when it is time. */
    void answered(ChannelHandlerContext ctx, Outcome outcome, Runnable call) {
      order.record(intended, outcome);
      if (gap == 0) {
        intended = System.nanoTime();
        call.run();
      } else {
        intended += gap;
        later(ctx, call);
      }
    }

    private void later(ChannelHandlerContext ctx, Runnable call) {
      long wait = intended - System.nanoTime();
      if (wait <= 0) {
        if (gap == 0) {
          intended = System.nanoTime();
        }
        call.run();
      } else {
        var _ = ctx.executor().schedule(call, wait, TimeUnit.NANOSECONDS);
      }
    }
  }

  /** Says the same request again and again; of the answer it reads the status and the length. */
  private static final class Http1Caller extends ChannelInboundHandlerAdapter {
    private static final int STATUS_AT = 9;
    private static final byte[] LENGTH = "content-length: ".getBytes(StandardCharsets.US_ASCII);

    private final Pace pace;
    private final ByteBuf request;
    private final ByteBuf heard = Unpooled.buffer(4096);

    Http1Caller(Pace pace, byte[] request) {
      this.pace = pace;
      this.request = Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(request));
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
      pace.begin(ctx, () -> call(ctx));
    }

    private void call(ChannelHandlerContext ctx) {
      if (ctx.channel().isActive()) {
        var _ = ctx.writeAndFlush(request.duplicate());
      }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ByteBuf bytes = (ByteBuf) message;
      heard.writeBytes(bytes);
      bytes.release();
      int whole = whole();
      if (whole > 0 && heard.readableBytes() >= whole) {
        Outcome outcome =
            switch (heard.getByte(heard.readerIndex() + STATUS_AT)) {
              case '2' -> Outcome.GOOD;
              case '4' -> Outcome.REFUSED;
              default -> Outcome.FAILED;
            };
        heard.clear();
        pace.answered(ctx, outcome, () -> call(ctx));
      }
    }

    /** The bytes of the answer, once its head is there; 0 before. */
    private int whole() {
      int length = 0;
      int line = heard.readerIndex();
      for (int at = line; at < heard.writerIndex(); at++) {
        if (heard.getByte(at) == '\n') {
          if (at - line <= 1) {
            return at + 1 + length - heard.readerIndex();
          }
          if (startsWithLength(line, at)) {
            length = number(line + LENGTH.length, at);
          }
          line = at + 1;
        }
      }
      return 0;
    }

    private boolean startsWithLength(int line, int end) {
      if (end - line <= LENGTH.length) {
        return false;
      }
      for (int i = 0; i < LENGTH.length; i++) {
        if ((heard.getByte(line + i) | 0x20) != LENGTH[i]) {
          return false;
        }
      }
      return true;
    }

    private int number(int from, int end) {
      int number = 0;
      for (int at = from; at < end && heard.getByte(at) >= '0'; at++) {
        number = number * 10 + heard.getByte(at) - '0';
      }
      return number;
    }
  }
}
