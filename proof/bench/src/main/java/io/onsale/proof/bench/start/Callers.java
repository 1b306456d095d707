package io.onsale.proof.bench.start;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Makes one call over HTTP/1.1 again and again at a fixed rate, over several connections with one
 * call under way on each. A call has its time beforehand and its latency counts from then, so that
 * a server that stops is seen by all that should have called meanwhile.
 */
final class Callers {
  private static final long LONGEST_NS = TimeUnit.SECONDS.toNanos(60);
  private static final int HEAD_MAX = 8_192;

  private final List<Thread> threads = new ArrayList<>();
  private final Histogram latencies = new ConcurrentHistogram(LONGEST_NS, 3);
  private final AtomicLong refused = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicReference<Throwable> broken = new AtomicReference<>();

  /** What all calls of a measurement were like; latencies in milliseconds. */
  record Seen(
      long calls, long refused, long bytes, double p50, double p99, double p999, double highest) {}

  /**
   * Begins to call.
   *
   * @param head the request line and headers of its own
   * @param from when to begin, by {@link System#nanoTime}
   * @param counted from when on latencies count
   */
  static Callers begin(
      int port,
      String head,
      String body,
      int connections,
      int perSecond,
      long from,
      long counted,
      long until)
      throws IOException {
    byte[] content = body.getBytes(StandardCharsets.UTF_8);
    String all =
        head
            + "host: localhost\r\n"
            + (content.length == 0 ? "" : "content-length: " + content.length + "\r\n")
            + "\r\n"
            + body;
    byte[] request = all.getBytes(StandardCharsets.UTF_8);
    Callers callers = new Callers();
    long gap = TimeUnit.SECONDS.toNanos(connections) / perSecond;
    for (int i = 0; i < connections; i++) {
      Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setTcpNoDelay(true);
      long first = from + gap * i / connections;
      Thread thread =
          new Thread(() -> callers.call(socket, request, first, gap, counted, until), "caller");
      callers.threads.add(thread);
      thread.start();
    }
    return callers;
  }

  private void call(Socket open, byte[] request, long first, long gap, long counted, long until) {
    try (Socket socket = open) {
      Answers answers = new Answers(socket.getInputStream());
      OutputStream out = socket.getOutputStream();
      for (long due = first; due < until; due += gap) {
        for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
          LockSupport.parkNanos(wait);
        }
        // A server that is still cold makes no queue for the time that counts.
        if (due < counted) {
          due = Math.max(due, System.nanoTime());
        }
        out.write(request);
        int status = answers.next();
        if (due >= counted) {
          latencies.recordValue(Math.min(LONGEST_NS, System.nanoTime() - due));
          bytes.set(answers.length);
          if (status >= 300) {
            refused.incrementAndGet();
          }
        }
      }
    } catch (IOException e) {
      broken.set(e);
    }
  }

  /** Reads the status of each answer, and all of the rest; as little work as can be. */
  private static final class Answers {
    private static final byte[] LENGTH = "content-length:".getBytes(StandardCharsets.US_ASCII);

    private final InputStream in;
    private final byte[] buffer = new byte[1 << 17];
    private int end;
    private int length;

    Answers(InputStream in) {
      this.in = in;
    }

    int next() throws IOException {
      end = 0;
      int body = 0;
      for (int from = 0; body == 0; from = Math.max(0, end - 3)) {
        fill();
        body = behindHead(from);
        if (body == 0 && end > HEAD_MAX) {
          throw new IOException("the head of the answer has no end");
        }
      }
      length = length(body);
      for (int left = length - (end - body); left > 0; ) {
        int read = in.read(buffer, body, Math.min(left, buffer.length - body));
        if (read < 0) {
          throw new IOException("the server closed the connection");
        }
        left -= read;
      }
      return (buffer[9] - '0') * 100 + (buffer[10] - '0') * 10 + buffer[11] - '0';
    }

    private void fill() throws IOException {
      int read = in.read(buffer, end, buffer.length - end);
      if (read <= 0) {
        throw new IOException("the server closed the connection");
      }
      end += read;
    }

    private int behindHead(int from) {
      for (int i = from; i + 3 < end; i++) {
        if (buffer[i] == '\r'
            && buffer[i + 1] == '\n'
            && buffer[i + 2] == '\r'
            && buffer[i + 3] == '\n') {
          return i + 4;
        }
      }
      return 0;
    }

    private int length(int body) throws IOException {
      for (int line = 0; line + LENGTH.length < body; line++) {
        if (buffer[line] == '\n' && isLength(line + 1)) {
          int number = 0;
          for (int at = line + 1 + LENGTH.length; buffer[at] != '\r'; at++) {
            number = buffer[at] == ' ' ? number : number * 10 + buffer[at] - '0';
          }
          return number;
        }
      }
      throw new IOException("an answer without its length");
    }

    private boolean isLength(int line) {
      for (int i = 0; i < LENGTH.length; i++) {
        if ((buffer[line + i] | 0x20) != (LENGTH[i] | 0x20)) {
          return false;
        }
      }
      return true;
    }
  }

  /** Calls that were answered until now with what was asked for. */
  long accepted() {
    return latencies.getTotalCount() - refused.get();
  }

  /** Calls that were refused until now. */
  long refused() {
    return refused.get();
  }

  /**
   * @throws IOException when one of the callers has been cut off
   */
  void check() throws IOException {
    if (broken.get() instanceof IOException e) {
      throw new IOException("a caller was cut off", e);
    }
  }

  /** Waits for the end of calls whose server is no more. */
  void cutOff() throws InterruptedException {
    for (Thread thread : threads) {
      thread.join();
    }
  }

  /** Waits for the end. */
  Seen seen() throws IOException, InterruptedException {
    for (Thread thread : threads) {
      thread.join();
    }
    check();
    return new Seen(
        latencies.getTotalCount(),
        refused.get(),
        bytes.get(),
        latencies.getValueAtPercentile(50) / 1e6,
        latencies.getValueAtPercentile(99) / 1e6,
        latencies.getValueAtPercentile(99.9) / 1e6,
        latencies.getMaxValue() / 1e6);
  }
}
