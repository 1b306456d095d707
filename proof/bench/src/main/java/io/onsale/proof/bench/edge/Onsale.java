package io.onsale.proof.bench.edge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The real thing, as {@code ./onsale up} starts it, in a process and a folder of its own. */
final class Onsale implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int SEAT_LOG_FROM = 19_000;
  private static final int SEAT_LOG_PORTS = 5;
  private static final Duration START_MAX = Duration.ofMinutes(2);

  private final Process process;
  private final int port;
  private final int internalPort;
  private final Path data;
  private final HttpClient client = HttpClient.newHttpClient();
  private String tier = "";

  private Onsale(Process process, int port, int internalPort, Path data) {
    this.process = process;
    this.port = port;
    this.internalPort = internalPort;
    this.data = data;
  }

  /** Starts it, with its demo data. */
  static Onsale start(Processes processes, boolean fsync) throws IOException, InterruptedException {
    Onsale onsale = start(processes, processes.folder(), fsync, false);
    onsale.awaitReady();
    return onsale;
  }

  /** Starts it again over what it had, its contexts talking by HTTP/2. */
  Onsale overHttp2(Processes processes, boolean fsync) throws IOException, InterruptedException {
    close();
    Onsale onsale = start(processes, data, fsync, true);
    onsale.awaitReady();
    return onsale;
  }

  private static Onsale start(Processes processes, Path data, boolean fsync, boolean http2)
      throws IOException {
    int port = freePort();
    int internalPort = freePort();
    Process process =
        processes.start(
            List.of(
                "io.onsale.app.OnsaleMain",
                "up",
                "--port",
                String.valueOf(port),
                "--data",
                data.toString(),
                "--wiring",
                http2 ? "http2" : "in-process"),
            Map.of(
                "ONSALE_INVENTORY_FSYNC",
                String.valueOf(fsync),
                "ONSALE_INTERNAL_PORT",
                String.valueOf(internalPort),
                "ONSALE_INVENTORY_BASE_PORT",
                String.valueOf(freeSeatLogPorts())),
            ProcessBuilder.Redirect.DISCARD);
    return new Onsale(process, port, internalPort, data);
  }

  private static int freePort() throws IOException {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    }
  }

  /** The first of as many free UDP ports side by side as the seat log wants. */
  private static int freeSeatLogPorts() throws IOException {
    int first = SEAT_LOG_FROM;
    int last = first;
    while (last < first + SEAT_LOG_PORTS) {
      try (DatagramSocket probe = new DatagramSocket(last, InetAddress.getLoopbackAddress())) {
        last = probe.getLocalPort() + 1;
      } catch (BindException e) {
        first = last + 1;
        last = first;
      }
    }
    return first;
  }

  Process process() {
    return process;
  }

  int port() {
    return port;
  }

  int internalPort() {
    return internalPort;
  }

  Path data() {
    return data;
  }

  /** The tier that has most seats. */
  String tier() {
    return tier;
  }

  private void awaitReady() throws InterruptedException {
    long end = System.nanoTime() + START_MAX.toNanos();
    while (!isReady()) {
      if (System.nanoTime() > end || !process.isAlive()) {
        throw new IllegalStateException("Onsale does not start; see " + data);
      }
      Thread.sleep(100);
    }
  }

  private boolean isReady() throws InterruptedException {
    try {
      return send(request("/readyz").GET()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  /** Puts halls of 50,000 seats on sale, whose holds end after a second; answers their ids. */
  List<String> openHalls(int count) throws IOException, InterruptedException {
    return openHalls(count, 1_000_000, 1);
  }

  /** One where a buyer who has one hold gets no other. */
  String openFullHall() throws IOException, InterruptedException {
    return openHalls(1, EdgeBench.SEATS, 3_600).getFirst();
  }

  private List<String> openHalls(int count, int limit, int holdSeconds)
      throws IOException, InterruptedException {
    String organizer = signIn("organizer@example.com", "organizer-demo");
    JsonNode map = null;
    for (JsonNode one : get("/v1/organizer/seat-maps", organizer).path("items")) {
      map = map == null || one.path("seats").asInt() > map.path("seats").asInt() ? one : map;
    }
    if (map == null) {
      throw new IllegalStateException("the demo data have no seat map");
    }
    var show = JSON.createObjectNode().put("title", "Bench").put("city", "Here");
    String showId =
        post("/v1/organizer/shows", organizer, show.put("venue", "Hall")).path("id").asText();
    List<String> halls = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Instant now = Instant.now();
      var wish =
          JSON.createObjectNode()
              .put("startsAt", now.plus(Duration.ofDays(30)).toString())
              .put("seatMap", map.path("digest").asText())
              .put("onSaleFrom", now.minus(Duration.ofHours(1)).toString())
              .put("onSaleUntil", now.plus(Duration.ofDays(29)).toString())
              .put("limitPerBuyer", limit)
              .put("holdSeconds", holdSeconds);
      var tiers = wish.putArray("tiers");
      for (JsonNode name : map.path("tiers")) {
        tiers
            .addObject()
            .put("name", name.asText())
            .putObject("price")
            .put("amount", 68_000)
            .put("currency", "CNY");
      }
      String id =
          post("/v1/organizer/shows/" + showId + "/performances", organizer, wish)
              .path("id")
              .asText();
      post("/v1/organizer/performances/" + id + "/publication", organizer, JSON.createObjectNode());
      halls.add(id);
    }
    int most = 0;
    for (var one :
        get("/v1/performances/" + halls.getFirst() + "/availability", organizer)
            .path("counts")
            .path("tiers")
            .properties()) {
      int capacity = one.getValue().path("capacity").asInt();
      if (capacity > most) {
        most = capacity;
        tier = one.getKey();
      }
    }
    return halls;
  }

  String buyerToken() throws IOException, InterruptedException {
    return signIn("buyer@example.com", "buyer-demo");
  }

  /** Holds seats, and answers the body of the answer. */
  String hold(String hall, String token) throws IOException, InterruptedException {
    var wish = JSON.createObjectNode();
    wish.putObject("best").put("tier", tier).put("count", EdgeBench.SEATS);
    return post("/v1/performances/" + hall + "/holds", token, wish).toString();
  }

  private String signIn(String email, String password) throws IOException, InterruptedException {
    return post(
            "/v1/sessions",
            "",
            JSON.createObjectNode().put("email", email).put("password", password))
        .path("token")
        .asText();
  }

  private JsonNode get(String path, String token) throws IOException, InterruptedException {
    return read(send(request(path).header("authorization", "Bearer " + token).GET()));
  }

  private JsonNode post(String path, String token, JsonNode body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        request(path)
            .header("content-type", "application/json")
            .POST(BodyPublishers.ofString(body.toString()));
    return read(
        send(token.isEmpty() ? request : request.header("authorization", "Bearer " + token)));
  }

  private static JsonNode read(HttpResponse<String> answer) throws IOException {
    if (answer.statusCode() >= 300) {
      throw new IllegalStateException(answer.uri() + ": " + answer.body());
    }
    return JSON.readTree(answer.body());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .timeout(Duration.ofSeconds(30));
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  @Override
  public void close() {
    Processes.end(process);
  }
}
