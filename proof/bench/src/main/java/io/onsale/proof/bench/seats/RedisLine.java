package io.onsale.proof.bench.seats;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Seats in Redis, as a system for ticketing does it: each request is one Lua script, which checks
 * and takes the seats, counts the buyer's, and writes down the hold with its deadline; the scripts
 * stand beside this class. A row of seats is a string, the rows of a tier that have two free seats
 * side by side are a sorted set. A selector serves all connections from one thread.
 */
final class RedisLine implements Line {
  private static final int BUFFER = 1 << 20;
  private static final int MOST_BYTES = 512;
  private static final long HOLD_MILLIS = TimeUnit.MINUTES.toMillis(15);

  private final Map<Request.Kind, byte[]> scripts = new EnumMap<>(Request.Kind.class);
  private final List<Connection> connections = new ArrayList<>();

  /** A connection stands here as often as it may take one more request. */
  private final Deque<Connection> ready = new ArrayDeque<>();

  private final Queue<Connection> toWrite = new ArrayDeque<>();
  private final Selector selector;

  private static final class Connection {
    final SocketChannel channel;
    final ByteBuffer out;
    final ByteBuffer in;
    final Queue<Request> asked = new ArrayDeque<>();
    boolean waits;

    Connection(SocketChannel channel, Selector selector, int depth) throws IOException {
      this.channel = channel;
      out = ByteBuffer.allocateDirect(Math.min(BUFFER, 4096 + depth * MOST_BYTES));
      in = ByteBuffer.allocateDirect(Math.min(64 * 1024, 4096 + depth * MOST_BYTES));
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_READ, this);
    }
  }

  /**
   * @param count connections
   * @param depth requests that may be unanswered on each; 1 is without pipelining
   */
  RedisLine(int port, int count, int depth) throws IOException {
    selector = Selector.open();
    try (Setup setup = new Setup(port)) {
      scripts.put(Request.Kind.HOLD_BEST, setup.load("hold-best.lua"));
      scripts.put(Request.Kind.HOLD_PAIR, setup.load("hold-pair.lua"));
      scripts.put(Request.Kind.RELEASE, setup.load("release.lua"));
      scripts.put(Request.Kind.CONFIRM, setup.load("confirm.lua"));
      scripts.put(Request.Kind.RETURN, setup.load("release.lua"));
    }
    for (int i = 0; i < count; i++) {
      SocketChannel channel =
          SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      connections.add(new Connection(channel, selector, depth));
    }
    for (int i = 0; i < depth; i++) {
      ready.addAll(connections);
    }
  }

  /** Puts the free hall into Redis. */
  static void open(int port) throws IOException {
    try (Setup setup = new Setup(port)) {
      for (int row = 0; row < Hall.BLOCKS * Hall.ROWS; row++) {
        setup.call("SET", "r:" + row, "0".repeat(Hall.SEATS_PER_ROW));
        int tier = row / Hall.ROWS * Hall.TIERS / Hall.BLOCKS;
        setup.call("ZADD", "free:" + tier, String.valueOf(row), String.valueOf(row));
      }
    }
  }

  @Override
  public void ask(Request request) {
    Connection to = ready.remove();
    if (to.out.remaining() < MOST_BYTES) {
      write(to);
    }
    to.asked.add(request);
    byte[] script = scripts.get(request.kind);
    if (script == null) {
      throw new IllegalStateException(request.kind + " has no script");
    }
    to.out.put(script);
    argument(to.out, String.valueOf(request.hold().id));
    argument(to.out, String.valueOf(request.buyer));
    argument(
        to.out,
        switch (request.kind) {
          case HOLD_BEST, HOLD_PAIR -> String.valueOf(request.place);
          case RELEASE, CONFIRM -> "held";
          case RETURN -> "sold";
        });
    argument(to.out, String.valueOf(System.currentTimeMillis() + HOLD_MILLIS));
    if (!to.waits) {
      to.waits = true;
      toWrite.add(to);
    }
  }

  private static void argument(ByteBuffer out, String value) {
    out.put((byte) '$');
    ascii(out, String.valueOf(value.length()));
    end(out);
    ascii(out, value);
    end(out);
  }

  private static void ascii(ByteBuffer out, String text) {
    for (int i = 0; i < text.length(); i++) {
      out.put((byte) text.charAt(i));
    }
  }

  private static void end(ByteBuffer out) {
    out.put((byte) '\r').put((byte) '\n');
  }

  /** The server reads whatever it is sent, so this ends soon. */
  private static void write(Connection to) {
    to.out.flip();
    try {
      while (to.out.hasRemaining()) {
        if (to.channel.write(to.out) == 0) {
          Thread.onSpinWait();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    to.out.clear();
  }

  private void writeAll() {
    for (Connection to = toWrite.poll(); to != null; to = toWrite.poll()) {
      to.waits = false;
      write(to);
    }
  }

  @Override
  public void poll(Crowd crowd, Answered answered) {
    writeAll();
    try {
      selector.selectNow(key -> read((Connection) key.attachment(), crowd, answered));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void read(Connection from, Crowd crowd, Answered answered) {
    try {
      if (from.channel.read(from.in) < 0) {
        throw new EOFException("Redis has closed the connection");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    ByteBuffer in = from.in.flip();
    while (true) {
      int start = in.position();
      int end = start;
      while (end < in.limit() && in.get(end) != '\n') {
        end++;
      }
      if (end == in.limit()) {
        break;
      }
      in.position(end + 1);
      answer(from, in, start, end - 1, crowd, answered);
    }
    in.compact();
  }

  private void answer(
      Connection from, ByteBuffer in, int start, int end, Crowd crowd, Answered answered) {
    if (in.get(start) != ':') {
      byte[] line = new byte[end - start];
      in.get(start, line);
      throw new IllegalStateException("Redis: " + new String(line, StandardCharsets.UTF_8));
    }
    boolean negative = in.get(start + 1) == '-';
    long value = 0;
    for (int i = start + (negative ? 2 : 1); i < end; i++) {
      value = value * 10 + in.get(i) - '0';
    }
    Request request = from.asked.remove();
    ready.add(from);
    if (negative) {
      crowd.refused(request);
    } else if (request.isHold()) {
      crowd.held(request, value + 1);
    } else {
      crowd.done(request);
    }
    answered.answered(request);
  }

  @Override
  public void await(long nanos) {
    writeAll();
    try {
      if (nanos >= 1_000_000) {
        selector.select(nanos / 1_000_000);
      } else {
        LockSupport.parkNanos(nanos);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try (selector) {
      for (Connection one : connections) {
        one.channel.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One connection that waits for each answer. */
  private static final class Setup implements AutoCloseable {
    private final Socket socket;
    private final BufferedReader in;

    Setup(int port) throws IOException {
      socket = new Socket(InetAddress.getLoopbackAddress(), port);
      in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    String call(String... words) throws IOException {
      StringBuilder command = new StringBuilder("*" + words.length + "\r\n");
      for (String word : words) {
        int length = word.getBytes(StandardCharsets.UTF_8).length;
        command.append('$').append(length).append("\r\n").append(word).append("\r\n");
      }
      socket.getOutputStream().write(command.toString().getBytes(StandardCharsets.UTF_8));
      String answer = in.readLine();
      if (answer == null || answer.startsWith("-")) {
        throw new IOException("Redis: " + answer);
      }
      return answer.startsWith("$") ? in.readLine() : answer;
    }

    /** The beginning of each call of a script. */
    byte[] load(String name) throws IOException {
      try (InputStream script = RedisLine.class.getResourceAsStream(name)) {
        if (script == null) {
          throw new IOException("no script " + name);
        }
        String text = new String(script.readAllBytes(), StandardCharsets.UTF_8);
        String digest = call("SCRIPT", "LOAD", text);
        return ("*7\r\n$7\r\nEVALSHA\r\n$40\r\n" + digest + "\r\n$1\r\n0\r\n")
            .getBytes(StandardCharsets.US_ASCII);
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
