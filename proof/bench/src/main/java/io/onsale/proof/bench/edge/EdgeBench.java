package io.onsale.proof.bench.edge;

import io.onsale.contracts.inventory.v1.Best;
import io.onsale.contracts.inventory.v1.Held;
import io.onsale.contracts.inventory.v1.HeldSeat;
import io.onsale.contracts.inventory.v1.HoldRequest;
import io.onsale.proof.bench.Machine;
import io.onsale.proof.bench.ThreadTimes;
import io.onsale.proof.bench.edge.Load.Result;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The whole path of a hold, by HTTP JSON and by gRPC, as a share of an empty Armeria route of the
 * same sizes; the gateway's own empty route as a share of a bare Netty server's; and the latency of
 * availability during a sale. All in one run, the servers and the load in processes of their own on
 * the same machine; rounds alternate among the servers, and medians are told.
 *
 * <p>Each hold takes the best two seats of a tier, and ends after a second, so that seats never run
 * out: six halls of 50,000 seats are on sale. Beside that runs a mix as a sale has it, in which
 * three of four are refused: they ask in a hall where the buyer has all that one may have.
 */
public final class EdgeBench {
  private static final int HALLS = 6;

  /** That a hold takes, as all holds of the seats' bench do. */
  static final int SEATS = 2;

  private static final int REFUSED_OF_FOUR = 3;
  private static final int CONNECTIONS = 128;
  private static final int WARM_SECONDS = 18;
  private static final int WARM_MORE_SECONDS = 5;
  private static final int WARM_READS_SECONDS = 15;
  private static final int READS_PER_SECOND = 2_000;
  private static final int HOLDS_PER_SECOND = 2_000;

  private static final String NETTY = "bare Netty server";
  private static final String ARMERIA = "empty Armeria route";
  private static final String GATEWAY = "gateway's empty route, whole chain";
  private static final String HTTP = "holds by HTTP JSON";
  private static final String HTTP_SALE = "three of four refused, HTTP JSON";
  private static final String ARMERIA_GRPC = "empty Armeria gRPC method";
  private static final String GRPC = "holds by gRPC";
  private static final String GRPC_SALE = "three of four refused, gRPC";

  private final PrintStream out;
  private final List<String> parts;
  private final boolean isQuick;
  private final int seconds;
  private final int rounds;
  private final List<String> told = new ArrayList<>();
  private final Map<String, List<Measured>> measured = new LinkedHashMap<>();

  /** What a server did in one round, and what it used for it. */
  private record Measured(Result result, UsedTimes used) {
    String perCall(double seconds) {
      return "%.1f".formatted(seconds * 1e6 / Math.max(1, result.all()));
    }
  }

  /**
   * One server and what is asked of it.
   *
   * @param warmSeconds before the first round: the compiler of the JVM has the same processors as
   *     the server and the load, and has most to do for the whole server
   */
  private record Subject(
      String name, Process server, String protocol, int port, String requests, int warmSeconds) {}

  private EdgeBench(PrintStream out, Map<String, String> options, boolean isQuick) {
    this.out = out;
    this.isQuick = isQuick;
    this.parts =
        List.of(options.getOrDefault("--only", "floor,http,grpc,availability").split(",", -1));
    this.seconds = Integer.parseInt(options.getOrDefault("--seconds", "2"));
    this.rounds = Integer.parseInt(options.getOrDefault("--rounds", isQuick ? "1" : "3"));
  }

  /**
   * Measures, prints and writes.
   *
   * @param arguments {@code --quick}, {@code --only floor,http,grpc,availability}, {@code --fsync
   *     both|on|off}, {@code --rounds}, {@code --seconds}, and {@code --out} with the folder that
   *     {@code edge.md} goes to; or what the processes that this one starts are told
   */
  public static void run(List<String> arguments, PrintStream out) throws Exception {
    if (!arguments.isEmpty() && arguments.getFirst().equals("empty-servers")) {
      EmptyServers.run(arguments.subList(1, arguments.size()));
      return;
    }
    if (!arguments.isEmpty() && arguments.getFirst().equals("load")) {
      Load.run();
      return;
    }
    List<String> words = new ArrayList<>(arguments);
    boolean isQuick = words.remove("--quick");
    Map<String, String> options = new LinkedHashMap<>();
    for (int i = 0; i + 1 < words.size(); i += 2) {
      options.put(words.get(i), words.get(i + 1));
    }
    EdgeBench bench = new EdgeBench(out, options, isQuick);
    String fsync = options.getOrDefault("--fsync", "both");
    bench.about();
    if (!fsync.equals("on")) {
      bench.run(false);
    }
    if (!fsync.equals("off")) {
      bench.run(true);
    }
    Path page = Path.of(options.getOrDefault("--out", "docs/bench")).resolve("edge.md");
    Page.write(page, bench.told);
    out.println("written to " + page);
  }

  private void say(String line) {
    out.println(line);
    out.flush();
    told.add(line);
  }

  private void about() throws IOException {
    say("| | |");
    say("|---|---|");
    say("| measured on | " + LocalDate.now(ZoneOffset.UTC) + (isQuick ? ", `--quick`" : "") + " |");
    say("| processors | " + Machine.processors() + " |");
    say(
        "| versions | Java %s, Armeria %s, Netty %s (epoll) |"
            .formatted(
                Runtime.version(), Machine.version("armeria"), Machine.version("netty-transport")));
    say("| flags of each process | those of the server, `app/jvm.options` |");
    say(
        "| load | a process of its own, %d connections, one call under way on each |"
            .formatted(CONNECTIONS));
    say(
        "| each figure | %s of %d s; before the first, %d s of warming for each%s |"
            .formatted(
                rounds == 1
                    ? "one round"
                    : "median of " + rounds + " rounds, one server after another,",
                seconds,
                WARM_SECONDS,
                isQuick ? ", halved" : ""));
    say("| load average | " + Machine.load() + " before |");
  }

  private void run(boolean fsync) throws Exception {
    measured.clear();
    say("");
    say(fsync ? "## With fsync before each answer" : "## Without fsync");
    say("");
    try (Processes processes = new Processes();
        Onsale onsale = Onsale.start(processes, fsync);
        Load.Remote load = new Load.Remote(processes.java("load"))) {
      List<String> halls = onsale.openHalls(HALLS);
      String full = onsale.openFullHall();
      String token = onsale.buyerToken();
      onsale.hold(full, token);
      List<String> sale = new ArrayList<>();
      for (String hall : halls) {
        sale.add(hall);
        for (int i = 0; i < REFUSED_OF_FOUR; i++) {
          sale.add(full);
        }
      }
      Process empty =
          processes.java(
              "empty-servers",
              onsale.data().toString(),
              base64(onsale.hold(halls.getFirst(), token).getBytes(StandardCharsets.UTF_8)),
              base64(held(halls.getFirst()).toByteArray()));
      String[] ports = Processes.said(empty, "ports ").split(" ", -1);
      List<Subject> subjects = new ArrayList<>();
      String http = http(halls, onsale.tier(), token);
      if (parts.contains("floor") && !fsync) {
        subjects.add(new Subject(NETTY, empty, "http", port(ports, 0), http, WARM_SECONDS));
        subjects.add(new Subject(GATEWAY, empty, "http", port(ports, 2), http, WARM_SECONDS));
      }
      if (parts.contains("floor") || parts.contains("http")) {
        subjects.add(new Subject(ARMERIA, empty, "http", port(ports, 1), http, WARM_SECONDS));
      }
      if (parts.contains("http")) {
        subjects.add(
            new Subject(HTTP, onsale.process(), "http", onsale.port(), http, WARM_SECONDS));
        String mix = http(sale, onsale.tier(), token);
        subjects.add(
            new Subject(
                HTTP_SALE, onsale.process(), "http", onsale.port(), mix, WARM_MORE_SECONDS));
      }
      measure(load, subjects);
      String availability =
          parts.contains("availability") ? availability(load, onsale, halls.getFirst(), http) : "";
      if (parts.contains("grpc")) {
        String grpc = grpc(halls, onsale.tier(), token);
        String mix = grpc(sale, onsale.tier(), token);
        try (Onsale over = onsale.overHttp2(processes, fsync)) {
          measure(
              load,
              List.of(
                  new Subject(ARMERIA_GRPC, empty, "grpc", port(ports, 1), grpc, WARM_SECONDS),
                  new Subject(
                      GRPC, over.process(), "grpc", over.internalPort(), grpc, WARM_SECONDS),
                  new Subject(
                      GRPC_SALE,
                      over.process(),
                      "grpc",
                      over.internalPort(),
                      mix,
                      WARM_MORE_SECONDS)));
        }
      }
      table();
      say(availability);
    }
  }

  private static int port(String[] ports, int at) {
    return Integer.parseInt(ports[at]);
  }

  private void measure(Load.Remote load, List<Subject> subjects) throws Exception {
    for (int round = 0; round < rounds; round++) {
      for (Subject subject : subjects) {
        if (round == 0) {
          load.run(order(subject, 0, Math.ceilDiv(subject.warmSeconds(), isQuick ? 2 : 1)));
        }
        ThreadTimes before = ThreadTimes.of(subject.server().pid());
        Result result = load.run(order(subject, 1, seconds)).getFirst();
        measured
            .computeIfAbsent(subject.name(), name -> new ArrayList<>())
            .add(
                new Measured(
                    result, UsedTimes.of(ThreadTimes.of(subject.server().pid()).since(before))));
      }
    }
  }

  private static String order(Subject subject, int warm, int seconds) {
    return "%s %d %d 0 %d %d %s"
        .formatted(
            subject.protocol(), subject.port(), CONNECTIONS, warm, seconds, subject.requests());
  }

  private String availability(Load.Remote load, Onsale onsale, String hall, String holds)
      throws Exception {
    String read =
        base64(
            ("GET /v1/performances/" + hall + "/availability HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    String order = "http %d %d %d %d %d %s";
    String reads =
        order.formatted(
            onsale.port(), CONNECTIONS, READS_PER_SECOND, WARM_READS_SECONDS, 2 * seconds, read);
    String sale =
        order.formatted(
            onsale.port(), CONNECTIONS, HOLDS_PER_SECOND, WARM_READS_SECONDS, 2 * seconds, holds);
    List<Result> results = load.run(reads + "+ " + sale);
    return """
    Availability of 50,000 seats, %,d reads/s beside %,d holds/s for %d s after %d s to warm up, each at its time (latency counts from then):

    - reads: %s
    - holds: %s\
    """
        .formatted(
            READS_PER_SECOND,
            HOLDS_PER_SECOND,
            2 * seconds,
            WARM_READS_SECONDS,
            latencies(results.get(0)),
            latencies(results.get(1)));
  }

  private static String latencies(Result result) {
    return "%,.0f/s, p50 %.2f ms, p99 %.2f ms, p99.9 %.2f ms, longest %.1f ms, failed %d"
        .formatted(
            result.perSecond(),
            result.p50() / 1e3,
            result.p99() / 1e3,
            result.p999() / 1e3,
            result.max() / 1e3,
            result.failed());
  }

  private void table() {
    say(
        "| | calls/s | lowest–highest | p50 ms | p99 ms | event loops µs | seat log µs | other µs | JIT and GC µs | refused | failed | share |");
    say("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---|");
    measured.forEach((name, all) -> {
      List<Measured> sorted = sorted(all);
      Measured middle = sorted.get(sorted.size() / 2);
      Result result = middle.result();
      UsedTimes used = middle.used();
      say(
          "| %s | %,.0f | %,.0f–%,.0f | %.2f | %.2f | %s | %s | %s | %s | %.0f %% | %d | %s |"
              .formatted(
                  name,
                  result.perSecond(),
                  sorted.getFirst().result().perSecond(),
                  sorted.getLast().result().perSecond(),
                  result.p50() / 1e3,
                  result.p99() / 1e3,
                  middle.perCall(used.loops()),
                  middle.perCall(used.seatLog()),
                  middle.perCall(used.other()),
                  middle.perCall(used.machine()),
                  100.0 * result.refused() / Math.max(1, result.calls()),
                  result.failed(),
                  share(name)));
    });
    say("");
  }

  private String share(String name) {
    return switch (name) {
      case ARMERIA, GATEWAY -> share(name, NETTY);
      case HTTP, HTTP_SALE -> share(name, ARMERIA);
      case GRPC, GRPC_SALE -> share(name, ARMERIA_GRPC);
      default -> "";
    };
  }

  private String share(String name, String of) {
    List<Measured> base = measured.get(of);
    List<Measured> mine = measured.get(name);
    if (base == null || mine == null) {
      return "";
    }
    return "**%.0f %%** of the %s".formatted(100 * median(mine) / median(base), of);
  }

  private static double median(List<Measured> all) {
    return sorted(all).get(all.size() / 2).result().perSecond();
  }

  private static List<Measured> sorted(List<Measured> all) {
    return all.stream()
        .sorted(Comparator.comparingDouble(one -> one.result().perSecond()))
        .toList();
  }

  /** A request for each hall; connections take them in turn. */
  private static String http(List<String> halls, String tier, String token) {
    List<String> requests = new ArrayList<>();
    for (String hall : halls) {
      String body = "{\"best\":{\"tier\":\"" + tier + "\",\"count\":" + SEATS + "}}";
      requests.add(
          base64(
              ("POST /v1/performances/%s/holds HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer %s\r\n"
                      + "content-type: application/json\r\ncontent-length: %d\r\n\r\n%s")
                  .formatted(hall, token, body.getBytes(StandardCharsets.UTF_8).length, body)
                  .getBytes(StandardCharsets.UTF_8)));
    }
    return String.join(",", requests);
  }

  private static String grpc(List<String> halls, String tier, String token) {
    List<String> requests = new ArrayList<>();
    for (String hall : halls) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      bytes.writeBytes(
          "/onsale.inventory.v1.InventoryService/Hold".getBytes(StandardCharsets.US_ASCII));
      bytes.write(0);
      bytes.writeBytes(token.getBytes(StandardCharsets.US_ASCII));
      bytes.write(0);
      bytes.writeBytes(
          HoldRequest.newBuilder()
              .setPerformanceId(hall)
              .setBest(Best.newBuilder().setTier(tier).setCount(SEATS))
              .build()
              .toByteArray());
      requests.add(base64(bytes.toByteArray()));
    }
    return String.join(",", requests);
  }

  /** As large as the answer to a hold. */
  private static Held held(String hall) {
    Held.Builder held = Held.newBuilder().setHoldId(hall + "-4zz").setVersion(123_456);
    for (int i = 0; i < SEATS; i++) {
      held.addSeats(HeldSeat.newBuilder().setIndex(12_345 + i));
    }
    held.getTotalBuilder().setAmount(68_000).setCurrency("CNY");
    held.getExpiresAtBuilder().setSeconds(1_790_000_000L).setNanos(123_000_000);
    return held.build();
  }

  static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
