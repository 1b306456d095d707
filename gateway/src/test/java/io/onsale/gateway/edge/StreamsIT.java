package io.onsale.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.onsale.gateway.GatewayConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Streams of events over their whole life, as a reader sees them on the wire. */
@Timeout(120)
class StreamsIT {
  @TempDir Path folder;

  private TestGateway gateway(Duration heartbeat, Duration age) {
    return new TestGateway(folder, new GatewayConfig(1000, 64L << 20, heartbeat, age));
  }

  /** Opens the stream of a performance on which nothing happens. */
  private static Socket open(TestGateway gateway) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port());
    socket
        .getOutputStream()
        .write(
            ("GET /v1/performances/"
                    + TestGateway.PERFORMANCE
                    + "/availability/stream HTTP/1.1\r\nHost: x\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  private static BufferedReader reader(Socket socket) throws IOException {
    return new BufferedReader(
        new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
  }

  private static void await(BufferedReader lines, String start) throws IOException {
    String line = lines.readLine();
    while (line != null && !line.startsWith(start)) {
      line = lines.readLine();
    }
    assertThat(line).as("a line that starts with " + start).isNotNull();
  }

  @Test
  void answersAtOnceAndSaysNowAndThenThatItIsThere() throws Exception {
    try (TestGateway gateway = gateway(Duration.ofMillis(200), Duration.ofHours(1));
        Socket socket = open(gateway)) {
      BufferedReader lines = reader(socket);
      assertThat(lines.readLine()).isEqualTo("HTTP/1.1 200 OK");
      await(lines, "content-type: text/event-stream");
      await(lines, "retry:");
      for (int heartbeat = 0; heartbeat < 4; heartbeat++) {
        await(lines, ":");
      }
      assertThat(gateway.watches.getFirst().getSince()).isEqualTo(41);
      assertThat(gateway.left).isEmpty();
    }
  }

  @Test
  void endsWhenItIsOld() throws Exception {
    try (TestGateway gateway = gateway(Duration.ofSeconds(15), Duration.ofMillis(500));
        Socket socket = open(gateway)) {
      BufferedReader lines = reader(socket);
      await(lines, "retry:");
      // The last chunk of the response.
      await(lines, "0");
      Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> gateway.left.size() == 1);
    }
  }

  @Test
  void leavesInventoryWhenTheReaderHasGone() throws Exception {
    try (TestGateway gateway = gateway(Duration.ofMillis(200), Duration.ofHours(1))) {
      try (Socket socket = open(gateway)) {
        await(reader(socket), "retry:");
      }
      Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> gateway.left.size() == 1);
    }
  }

  @Test
  void endsItsStreamsFirstWhenItStops() throws Exception {
    TestGateway gateway = gateway(Duration.ofSeconds(15), Duration.ofHours(1));
    try (Socket socket = open(gateway)) {
      BufferedReader lines = reader(socket);
      await(lines, "retry:");
      long before = System.nanoTime();

      gateway.close();

      // Otherwise the server waits for its streams as long as it waits for anything: 8 s.
      assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(7));
      await(lines, "0");
    }
  }
}
