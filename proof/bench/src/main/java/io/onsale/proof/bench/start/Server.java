package io.onsale.proof.bench.start;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The whole server in a process of its own, as {@code ./onsale up} starts it. */
final class Server implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long START_MAX_NS = TimeUnit.SECONDS.toNanos(150);
  private static final long ASK_NS = TimeUnit.MILLISECONDS.toNanos(2);
  private static final int HOLD_SECONDS = 1;
  private static final int LINES_TOLD = 40;

  private final Process process;
  private final int port;
  private final Path data;
  private final long begun;
  private String answered = "";

  private Server(Process process, int port, Path data, long begun) {
    this.process = process;
    this.port = port;
    this.data = data;
    this.begun = begun;
  }

  /**
   * @param folder of the checkout, with a built server
   * @param flags of the JVM
   * @param cached whether it may use the classes that an earlier start has kept
   */
  static Server start(Path folder, List<String> flags, boolean cached, Path data)
      throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    if (cached) {
      command.add("-XX:AOTCache=" + folder.resolve(".onsale/onsale.aot"));
    }
    command.addAll(List.of("-cp", folder.resolve("app/target/fast/lib") + "/*"));
    command.addAll(List.of("io.onsale.app.OnsaleMain", "up"));
    command.addAll(List.of("--port", String.valueOf(port), "--data", data.toString()));
    long begun = System.nanoTime();
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    // A bench that is interrupted leaves no server behind.
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    return new Server(process, port, data, begun);
  }

  int port() {
    return port;
  }

  long pid() {
    return process.pid();
  }

  /** Asks until the answer is good; milliseconds from the start of the process to that answer. */
  double answers(String path) {
    return answers("GET " + path + " HTTP/1.1\r\n", "");
  }

  /** Until a hold is answered; milliseconds from the start of the process. */
  double holds(Sale sale) {
    return answers(
        "POST %s HTTP/1.1\r\nauthorization: Bearer %s\r\ncontent-type: application/json\r\n"
            .formatted(sale.holdPath(), sale.token()),
        sale.hold());
  }

  private double answers(String head, String body) {
    byte[] request =
        (head + "host: localhost\r\ncontent-length: " + body.length() + "\r\n\r\n" + body)
            .getBytes(StandardCharsets.US_ASCII);
    while (!isGood(request)) {
      if (System.nanoTime() - begun > START_MAX_NS || !process.isAlive()) {
        throw new IllegalStateException(
            "the server %s does not start; it answered \"%s\" and told:%n%s"
                .formatted(process.isAlive() ? "runs and" : "ended and", answered, lastTold()));
      }
      LockSupport.parkNanos(ASK_NS);
    }
    return (System.nanoTime() - begun) / 1e6;
  }

  private String lastTold() {
    try {
      List<String> lines = Files.readAllLines(data.resolve("logs/onsale.log"), ISO_8859_1);
      return String.join("\n", lines.subList(Math.max(0, lines.size() - LINES_TOLD), lines.size()));
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** With as little work as can be: it is done beside a server that starts. */
  private boolean isGood(byte[] request) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
      socket.setSoTimeout(5_000);
      socket.getOutputStream().write(request);
      byte[] head = socket.getInputStream().readNBytes(12);
      answered = new String(head, StandardCharsets.US_ASCII);
      return answered.startsWith("HTTP/1.1 2");
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * What buyers ask for.
   *
   * @param token a buyer's
   */
  record Sale(String performance, String tier, String token) {
    String holdPath() {
      return "/v1/performances/" + performance + "/holds";
    }

    String availabilityPath() {
      return "/v1/performances/" + performance + "/availability";
    }

    String hold() {
      ObjectNode wish = JSON.createObjectNode();
      wish.putObject("best").put("tier", tier).put("count", 2);
      return wish.toString();
    }
  }

  /**
   * Puts the demo's largest hall on sale anew; holds end by themselves after a second, so that the
   * sale never sells out.
   */
  Sale openSale() throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      String organizer = signIn(client, "organizer@example.com", "organizer-demo");
      JsonNode hall = largest(get(client, "/v1/organizer/seat-maps", organizer).path("items"));
      ObjectNode show = JSON.createObjectNode().put("title", "Bench").put("city", "Here");
      String shows = "/v1/organizer/shows";
      String id = post(client, shows, organizer, show.put("venue", "Hall")).path("id").asText();
      Instant now = Instant.now();
      ObjectNode wish =
          JSON.createObjectNode()
              .put("startsAt", now.plus(Duration.ofDays(30)).toString())
              .put("seatMap", hall.path("digest").asText())
              .put("onSaleFrom", now.minus(Duration.ofHours(1)).toString())
              .put("onSaleUntil", now.plus(Duration.ofDays(29)).toString())
              .put("limitPerBuyer", 1_000_000)
              .put("holdSeconds", HOLD_SECONDS);
      var tiers = wish.putArray("tiers");
      for (JsonNode tier : hall.path("tiers")) {
        tiers
            .addObject()
            .put("name", tier.asText())
            .putObject("price")
            .put("amount", 68_000)
            .put("currency", "CNY");
      }
      String performance =
          post(client, shows + "/" + id + "/performances", organizer, wish).path("id").asText();
      post(
          client,
          "/v1/organizer/performances/" + performance + "/publication",
          organizer,
          JSON.createObjectNode());
      JsonNode counts =
          get(client, "/v1/performances/" + performance + "/availability", organizer)
              .path("counts");
      String token = signIn(client, "buyer@example.com", "buyer-demo");
      return new Sale(performance, widest(counts.path("tiers")), token);
    }
  }

  private static JsonNode largest(JsonNode maps) {
    JsonNode largest = maps.path(0);
    for (JsonNode map : maps) {
      largest = map.path("seats").asInt() > largest.path("seats").asInt() ? map : largest;
    }
    return largest;
  }

  private static String widest(JsonNode tiers) {
    String widest = "";
    int most = 0;
    for (var tier : tiers.properties()) {
      int capacity = tier.getValue().path("capacity").asInt();
      if (capacity > most) {
        most = capacity;
        widest = tier.getKey();
      }
    }
    return widest;
  }

  private String signIn(HttpClient client, String email, String password)
      throws IOException, InterruptedException {
    ObjectNode who = JSON.createObjectNode().put("email", email).put("password", password);
    return post(client, "/v1/sessions", "", who).path("token").asText();
  }

  /** What it answers to a machine on the same host. */
  String read(String path) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      return client.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString()).body();
    }
  }

  private JsonNode get(HttpClient client, String path, String token)
      throws IOException, InterruptedException {
    return send(
        client, HttpRequest.newBuilder(uri(path)).header("authorization", "Bearer " + token).GET());
  }

  private JsonNode post(HttpClient client, String path, String token, JsonNode body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri(path))
            .header("content-type", "application/json")
            .POST(BodyPublishers.ofString(body.toString()));
    return send(
        client, token.isEmpty() ? request : request.header("authorization", "Bearer " + token));
  }

  private static JsonNode send(HttpClient client, HttpRequest.Builder request)
      throws IOException, InterruptedException {
    HttpResponse<String> answer = client.send(request.build(), BodyHandlers.ofString());
    if (answer.statusCode() >= 300) {
      throw new IllegalStateException(answer.uri() + ": " + answer.body());
    }
    return JSON.readTree(answer.body());
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  /** Megabytes of a line of its status, {@code VmRSS} or {@code VmHWM}. */
  long megabytes(String line) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + pid() + "/status")).stream()
        .filter(one -> one.startsWith(line + ":"))
        .mapToLong(one -> Long.parseLong(one.replaceAll("[^0-9]", "")) >> 10)
        .findFirst()
        .orElse(0);
  }

  /** As a power failure of the process alone. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
