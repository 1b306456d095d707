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

  /** Reads the status of each answer, and all of the rest. */
  private static final class Answers {
    private final InputStream in;
    private final byte[] buffer = new byte[1 << 16];
    private int at;
    private int end;
    private int length;

    Answers(InputStream in) {
      this.in = in;
    }

    int next() throws IOException {
      StringBuilder head = new StringBuilder();
      while (head.length() < 4 || head.lastIndexOf("\r\n\r\n") != head.length() - 4) {
        if (head.length() > HEAD_MAX) {
          throw new IOException("no end of the head: " + head);
        }
        if (at == end) {
          fill();
        }
        head.append((char) buffer[at++]);
      }
      length = length(head);
      for (int left = length; left > 0; ) {
        if (at == end) {
          fill();
        }
        int piece = Math.min(left, end - at);
        at += piece;
        left -= piece;
      }
      return Integer.parseInt(head, 9, 12, 10);
    }

    private void fill() throws IOException {
      at = 0;
      end = Math.max(0, in.read(buffer));
      if (end == 0) {
        throw new IOException("the server closed the connection");
      }
    }

    private static int length(StringBuilder head) throws IOException {
      for (String line : head.toString().split("\r\n", -1)) {
        if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
          return Integer.parseInt(line.substring(15).strip());
        }
      }
      throw new IOException("an answer without its length: " + head);
    }
  }

  /** Waits for the end. */
  Seen seen() throws IOException, InterruptedException {
    for (Thread thread : threads) {
      thread.join();
    }
    if (broken.get() instanceof IOException e) {
      throw new IOException("a caller was cut off", e);
    }
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
