package io.onsale.proof.system;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A running Onsale in a process of its own, as {@code ./onsale up} starts it. */
final class Onsale {
  private static final Duration START_MAX = Duration.ofSeconds(90);
  private static final List<String> JVM =
      List.of(
          "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED",
          "--add-opens=java.base/java.util.zip=ALL-UNNAMED",
          "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow",
          "-XX:TieredStopAtLevel=1", // it does not live long enough to be compiled for speed
          "-Xmx1g");

  private final Path data;
  private final int port;
  private final List<String> more;
  private final Path log;
  private Process process;

  private Onsale(Path data, int port, List<String> more) throws IOException {
    this.data = data;
    this.port = port;
    this.more = more;
    this.log = Files.createTempFile("onsale-system-", ".log");
    this.process = launch();
  }

  /**
   * Starts one and waits until it answers.
   *
   * @param data its folder; made when missing
   * @param wiring {@code in-process} or {@code http2}
   */
  static Onsale up(Path data, String wiring) throws IOException {
    return up(data, List.of("--wiring", wiring));
  }

  /** The same with three nodes of the seat log beside it. */
  static Onsale upWithNodes(Path data) throws IOException {
    return up(data, List.of("--nodes", "3"));
  }

  private static Onsale up(Path data, List<String> more) throws IOException {
    Onsale onsale = new Onsale(data, freePort(), more);
    onsale.awaitReady();
    return onsale;
  }

  private Process launch() throws IOException {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("up", "--port", Integer.toString(port), "--data", data.toString()));
    arguments.addAll(more);
    return command(arguments)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start();
  }

  private static ProcessBuilder command(List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JVM);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add("io.onsale.app.OnsaleMain");
    command.addAll(arguments);
    return new ProcessBuilder(command);
  }

  /** What a command that ends by itself has said, on both its outputs. */
  record Said(int status, String text) {
    /** The rest of the line that begins so. */
    String line(String begin) {
      return text.lines()
          .filter(line -> line.startsWith(begin))
          .map(line -> line.substring(begin.length()).strip())
          .findFirst()
          .orElseThrow(() -> new AssertionError("no line '" + begin + "' in:\n" + text));
    }
  }

  /** Runs a command other than {@code up}, and waits for its end. */
  static Said run(String... arguments) throws IOException, InterruptedException {
    Process process = command(List.of(arguments)).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Said(process.waitFor(), text);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private void awaitReady() {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest ready =
          HttpRequest.newBuilder(url().resolve("/readyz")).timeout(Duration.ofSeconds(5)).build();
      Awaitility.await()
          .atMost(START_MAX)
          .pollInterval(Duration.ofMillis(100))
          .ignoreExceptions()
          .failFast(() -> {
            if (!process.isAlive()) {
              throw new AssertionError("the process ended:\n" + output());
            }
          })
          .until(() -> client.send(ready, BodyHandlers.discarding()).statusCode() == 200);
    }
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /** Its data folder. */
  Path data() {
    return data;
  }

  /** Ends the process as a power cut of the process would: nothing of it runs any more. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  /** Starts it again on the same folder and port, and waits until it answers. */
  Duration restart() throws IOException {
    long before = System.nanoTime();
    process = launch();
    awaitReady();
    return Duration.ofNanos(System.nanoTime() - before);
  }

  /** Asks it to end, as Ctrl-C does. @return its exit status */
  int stop() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      throw new AssertionError("did not stop within 30 s");
    }
    return process.exitValue();
  }

  /** What it has written so far. */
  String output() throws IOException {
    return Files.readString(log);
  }

  /** Ends it, however it stands. */
  void close() throws IOException, InterruptedException {
    process.destroy();
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      process.waitFor();
    }
    Files.deleteIfExists(log);
  }
}
