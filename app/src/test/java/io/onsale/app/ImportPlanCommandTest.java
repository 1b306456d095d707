package io.onsale.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportPlanCommandTest {
  private static final String PLAN =
      """
      {"name": "Cellar", "categories": [{"name": "near"}, {"name": "far"}],
       "zones": [{"name": "Stalls", "position": {"x": 0, "y": 0}, "rows": [{"row_number": "A", "seats": [
         {"seat_guid": "1", "seat_number": "1", "position": {"x": 0, "y": 0}, "category": "near", "wheelchair": true},
         {"seat_guid": "2", "seat_number": "2", "position": {"x": 20, "y": 0}, "category": "near"},
         {"seat_guid": "3", "seat_number": "3", "position": {"x": 40, "y": 0}, "category": "far"}]}]}]}
      """;

  @TempDir Path folder;

  private record Run(int status, String out, String err) {}

  private static Run run(Map<String, String> environment, Object... args) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    String[] words = new String[args.length + 1];
    words[0] = "import-plan";
    for (int i = 0; i < args.length; i++) {
      words[i + 1] = args[i].toString();
    }
    int status =
        OnsaleMain.run(
            words,
            environment,
            new PrintStream(out, true, UTF_8),
            new PrintStream(err, true, UTF_8));
    return new Run(status, out.toString(UTF_8), err.toString(UTF_8));
  }

  private Path plan(String text) throws IOException {
    return Files.writeString(folder.resolve("plan.json"), text);
  }

  @Test
  void tellsWhatIsInAPlanAndDrawsIt() throws Exception {
    Run run = run(Map.of(), plan(PLAN), "--check");

    assertThat(run.status()).isZero();
    assertThat(run.out().lines())
        .containsExactly(
            "name         Cellar",
            "seats        3 in 1 row of 1 section",
            "tiers        near 2, far 1",
            "attributes   wheelchair 1",
            "side by side 1 run; the longest has 3: Stalls, row A, 1 to 3",
            "areas        none",
            "sections",
            "  3 seats in 1 row: Stalls",
            "picture      " + folder.resolve("plan.svg"));
    assertThat(folder.resolve("plan.svg")).content().startsWith("<svg ").contains(">Stalls<");
  }

  @Test
  void drawsWhereItIsTold() throws Exception {
    Path picture = folder.resolve("picture.svg");

    assertThat(run(Map.of(), plan(PLAN), "--check", "--picture", picture).status()).isZero();
    assertThat(picture).exists();
    assertThat(folder.resolve("plan.svg")).doesNotExist();

    Run nowhere = run(Map.of(), plan(PLAN), "--check", "--picture", folder.resolve("no/where.svg"));
    assertThat(nowhere.status()).isEqualTo(1);
    assertThat(nowhere.err()).contains("say where by --picture");
  }

  @Test
  void tellsEveryFaultWithItsPlaceAndDrawsNothing() throws Exception {
    Run run =
        run(
            Map.of(),
            plan(
                PLAN.replace("\"category\": \"far\"", "\"category\": \"gone\"")
                    .replace("\"x\": 20", "\"x\": \"20\"")),
            "--check");

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err().lines())
        .containsExactly(
            "/zones/0/rows/0/seats/1/position/x must be a number",
            "/zones/0/rows/0/seats/2/category is the name of no category",
            "2 faults: an import would refuse the plan");
    assertThat(folder.resolve("plan.svg")).doesNotExist();
  }

  @Test
  void tellsTheFirstHundredFaultsAndHowManyThereAre() throws Exception {
    Run run =
        run(
            Map.of(),
            plan("{\"name\":\"x\",\"categories\":[],\"zones\":[" + "{},".repeat(99) + "{}]}"),
            "--check");

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err().lines()).hasSize(101);
    assertThat(run.err()).contains("200 faults, of which these are the first 100");
  }

  @Test
  void tellsWhatIsNoPlanAtAll() throws Exception {
    Path large = folder.resolve("large.json");
    try (RandomAccessFile file = new RandomAccessFile(large.toFile(), "rw")) {
      file.setLength((32 << 20) + 1);
    }

    assertThat(run(Map.of(), plan("{\"name\":"), "--check").err()).contains("not JSON: see line 1");
    assertThat(run(Map.of(), folder, "--check").err()).contains("is a folder");
    assertThat(run(Map.of(), folder.resolve("none.json"), "--check").err())
        .contains("there is no file");
    Run tooLarge = run(Map.of(), large, "--check");
    assertThat(tooLarge.status()).isEqualTo(1);
    assertThat(tooLarge.err()).contains("33,554,433 bytes").contains("32 MiB");
  }

  @Test
  void saysHowItIsUsed() throws Exception {
    assertThat(run(Map.of()).status()).isEqualTo(2);
    assertThat(run(Map.of(), "a.json", "b.json", "--check").status()).isEqualTo(2);
    assertThat(run(Map.of(), "a.json", "--check", "--picture").err())
        .contains("--picture needs a value");
    assertThat(run(Map.of(), "a.json", "--check", "--email", "me@example.com").status())
        .isEqualTo(2);
    assertThat(run(Map.of(), "a.json").err()).contains("--check").contains("/organizer");
  }

  @Test
  void bringsAPlanIntoAServerAsTheOrganizer() throws Exception {
    try (Server server = new Server(201, "{\"digest\":\"abc\",\"name\":\"Cellar\",\"seats\":3}")) {
      Run run =
          run(
              Map.of("ONSALE_PASSWORD", "secret"),
              plan(PLAN),
              "--email",
              "me@example.com",
              "--server",
              server.url());

      assertThat(run.status()).as(run.err()).isZero();
      assertThat(run.out())
          .contains("Cellar: 3 seats")
          .contains("abc")
          .contains(server.url() + "/organizer");
      assertThat(server.signIn).contains("me@example.com").contains("secret");
      assertThat(server.token).isEqualTo("Bearer t0");
      assertThat(server.plan).isEqualTo(PLAN);
    }
  }

  @Test
  void tellsWhyTheServerRefused() throws Exception {
    try (Server server =
        new Server(
            422,
            "{\"detail\":\"The plan has a fault.\",\"faults\":[{\"pointer\":\"/zones\",\"message\":\"has no seats\"}]}")) {
      Run run =
          run(
              Map.of("ONSALE_PASSWORD", "secret"),
              plan(PLAN),
              "--email",
              "me@example.com",
              "--server",
              server.url());

      assertThat(run.status()).isEqualTo(1);
      assertThat(run.err()).contains("The plan has a fault.").contains("/zones has no seats");
    }
  }

  @Test
  void saysWhenThereIsNoServerOrNoPassword() throws Exception {
    String nobody;
    try (Server server = new Server(500, "")) {
      nobody = server.url();
    }
    assertThat(
            run(
                    Map.of("ONSALE_PASSWORD", "secret"),
                    plan(PLAN),
                    "--email",
                    "me@example.com",
                    "--server",
                    nobody)
                .err())
        .contains("there is no server at " + nobody);
    assertThat(run(Map.of(), plan(PLAN), "--email", "me@example.com").err())
        .contains("ONSALE_PASSWORD");
  }

  /** A server that signs in whoever comes, and answers plans as told. */
  private static final class Server implements AutoCloseable {
    private final HttpServer http;
    volatile String signIn = "";
    volatile String token = "";
    volatile String plan = "";

    Server(int status, String answer) throws IOException {
      http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      http.createContext(
          "/v1/sessions",
          exchange -> {
            signIn = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            reply(exchange, 201, "{\"token\":\"t0\"}");
          });
      http.createContext(
          "/v1/organizer/seat-maps",
          exchange -> {
            token = exchange.getRequestHeaders().getFirst("Authorization");
            plan = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            reply(exchange, status, answer);
          });
      http.start();
    }

    private static void reply(HttpExchange exchange, int status, String answer) throws IOException {
      byte[] bytes = answer.getBytes(UTF_8);
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
      exchange.close();
    }

    String url() {
      return "http://127.0.0.1:" + http.getAddress().getPort();
    }

    @Override
    public void close() {
      http.stop(0);
    }
  }
}
