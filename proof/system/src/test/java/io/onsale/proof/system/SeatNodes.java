package io.onsale.proof.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** The three nodes beside an Onsale, as an operator sees them: processes, folders and ports. */
final class SeatNodes {
  static final int COUNT = 3;
  private static final Duration READY_MAX = Duration.ofMinutes(2);
  private static final Pattern PORT = Pattern.compile("port: (\\d+)}");

  private final Path data;
  private final HttpClient client = HttpClient.newHttpClient();

  SeatNodes(Onsale onsale) {
    this.data = onsale.data();
  }

  private Path folder(int node) {
    return data.resolve("seats-" + node);
  }

  private Optional<ProcessHandle> process(int node) throws IOException {
    String pid = Files.readString(folder(node).resolve("onsale.pid")).strip();
    return pid.isEmpty() ? Optional.empty() : ProcessHandle.of(Long.parseLong(pid));
  }

  private String get(int node, String path) throws IOException, InterruptedException {
    Matcher port = PORT.matcher(Files.readString(data.resolve("seats-" + node + ".yaml")));
    assertThat(port.find()).isTrue();
    URI url = URI.create("http://127.0.0.1:" + port.group(1) + path);
    var answer =
        client.send(
            HttpRequest.newBuilder(url).timeout(Duration.ofSeconds(5)).build(),
            BodyHandlers.ofString());
    return answer.statusCode() == 200 ? answer.body() : "";
  }

  private boolean isReady(int node) throws InterruptedException {
    try {
      return !get(node, "/readyz").isEmpty();
    } catch (IOException e) {
      return false;
    }
  }

  /** Waits until each follows or leads. */
  void awaitReady() {
    for (int node = 0; node < COUNT; node++) {
      awaitReady(node);
    }
  }

  void awaitReady(int node) {
    Awaitility.await()
        .atMost(READY_MAX)
        .pollInterval(Duration.ofMillis(100))
        .until(() -> isReady(node));
  }

  /** The node that leads; waits for one. */
  int leader() {
    return Awaitility.await()
        .atMost(READY_MAX)
        .pollInterval(Duration.ofMillis(50))
        .until(
            () -> IntStream.range(0, COUNT).filter(this::leads).boxed().findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  private boolean leads(int node) {
    try {
      return get(node, "/metrics")
          .lines()
          .anyMatch(line -> line.startsWith("seats_leads{") && line.endsWith(" 1.0"));
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** In the order in which an operator restarts them: the leader last. */
  List<Integer> leaderLast() {
    int leader = leader();
    return IntStream.range(0, COUNT)
        .boxed()
        .sorted(Comparator.comparing(node -> node == leader))
        .toList();
  }

  /** Ends a node as an operator would. */
  void stop(int node) throws Exception {
    ProcessHandle process = process(node).orElseThrow();
    process.destroy();
    process.onExit().get(30, TimeUnit.SECONDS);
  }

  /** Ends a node as a power switch would. */
  void kill(int node) throws Exception {
    ProcessHandle process = process(node).orElseThrow();
    process.destroyForcibly();
    process.onExit().get(30, TimeUnit.SECONDS);
  }

  void killAll() throws Exception {
    for (int node = 0; node < COUNT; node++) {
      process(node).ifPresent(ProcessHandle::destroyForcibly);
    }
    for (int node = 0; node < COUNT; node++) {
      Optional<ProcessHandle> process = process(node);
      if (process.isPresent()) {
        process.get().onExit().get(30, TimeUnit.SECONDS);
      }
    }
  }

  /** Stops a node in the middle of what it does, as a machine that hangs; it does not end. */
  void freeze(int node) throws IOException, InterruptedException {
    signal("-STOP", node);
  }

  void thaw(int node) throws IOException, InterruptedException {
    signal("-CONT", node);
  }

  private void signal(String signal, int node) throws IOException, InterruptedException {
    String pid = Long.toString(process(node).orElseThrow().pid());
    assertThat(new ProcessBuilder("kill", signal, pid).inheritIO().start().waitFor()).isZero();
  }

  /** Deletes all that a node has on its disk. */
  void wipe(int node) throws IOException {
    try (Stream<Path> files = Files.walk(folder(node))) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
