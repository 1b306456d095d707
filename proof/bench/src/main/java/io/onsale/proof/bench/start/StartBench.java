package io.onsale.proof.bench.start;

import io.onsale.proof.bench.Machine;
import io.onsale.proof.bench.ThreadTimes;
import io.onsale.proof.bench.start.Callers.Seen;
import io.onsale.proof.bench.start.Server.Sale;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How soon the server answers, how long it stops, and what it needs when nothing happens: the whole
 * process, with the JVM as it ships and with other collectors.
 *
 * <pre>
 * start --server DIR [--quick] [--only start,sale,peak,snapshot,recovery,idle] [--collectors G1,…] [--out DIR]
 * </pre>
 */
public final class StartBench {
  private static final Set<String> PARTS =
      Set.of("start", "sale", "peak", "snapshot", "recovery", "idle");
  private static final List<String> COLLECTORS = List.of("G1", "Z", "Parallel", "Serial");
  private static final int PER_SECOND = 2_000;
  private static final int PROBES_PER_SECOND = 1_000;
  private static final int CONNECTIONS = 96;
  private static final int WARM_SECONDS = 35;
  private static final int PEAK_CONNECTIONS = 128;
  private static final int THREADS_TOLD = 12;

  private final Path server;
  private final boolean quick;
  private final Set<String> parts;
  private final List<String> collectors;
  private final Path stage;
  private final Page page;

  private StartBench(
      Path server,
      boolean quick,
      Set<String> parts,
      List<String> collectors,
      Path stage,
      PrintStream out) {
    this.server = server;
    this.quick = quick;
    this.parts = parts;
    this.collectors = collectors;
    this.stage = stage;
    this.page = new Page(out);
  }

  /** Measures, prints, and writes {@code start.md}. */
  public static void run(List<String> args, PrintStream out) throws Exception {
    if (!args.isEmpty() && SeatLogParts.isProcess(args.getFirst())) {
      SeatLogParts.run(args, out);
      return;
    }
    Path server = Path.of(".");
    boolean quick = false;
    Set<String> parts = PARTS;
    List<String> collectors = COLLECTORS;
    Path folder = null;
    for (int i = 0; i < args.size(); i++) {
      switch (args.get(i)) {
        case "--quick" -> quick = true;
        case "--server" -> server = Path.of(args.get(++i));
        case "--only" -> parts = Set.of(args.get(++i).split(",", -1));
        case "--collectors" -> collectors = List.of(args.get(++i).split(",", -1));
        case "--out" -> folder = Path.of(args.get(++i));
        default -> throw new IllegalArgumentException("start does not know " + args.get(i));
      }
    }
    if (!PARTS.containsAll(parts) || !COLLECTORS.containsAll(collectors)) {
      throw new IllegalArgumentException("start has " + PARTS + " and " + COLLECTORS);
    }
    Path stage = Files.createTempDirectory("onsale-start");
    try {
      StartBench bench =
          new StartBench(server.toAbsolutePath().normalize(), quick, parts, collectors, stage, out);
      bench.measure();
      bench.page.write(folder == null ? server.resolve("docs/bench") : folder);
    } finally {
      SeatLogParts.delete(stage);
    }
  }

  private void measure() throws Exception {
    head();
    if (parts.contains("start")) {
      starts();
    }
    if (parts.contains("sale")) {
      sales();
    }
    if (parts.contains("peak")) {
      killedAtThePeak();
    }
    SeatLogParts log = new SeatLogParts(flags(shipped()), stage, quick, page);
    if (parts.contains("snapshot")) {
      log.snapshots();
    }
    if (parts.contains("recovery")) {
      log.recovery();
    }
    if (parts.contains("idle")) {
      idle();
    }
  }

  private void head() throws IOException {
    page.line("# Start, pauses, and what an idle server needs");
    page.line("");
    page.line(
        "`./onsale bench start%s%s`, the whole server in one process as `./onsale up` starts it, with"
            + " its demo data; load from a second process on the same machine.",
        quick ? " --quick" : "",
        collectors.equals(COLLECTORS) ? "" : " --collectors " + String.join(",", collectors));
    page.line("");
    page.line("- processors: %s", Machine.processors());
    page.line("- Java: %s", Machine.java());
    page.line("- flags: `%s`", String.join(" ", flags(shipped())));
    page.line("- load average: %s before", Machine.load());
    page.line("");
  }

  // The JVM.

  private List<String> options() throws IOException {
    return Files.readAllLines(server.resolve("app/jvm.options")).stream()
        .map(String::strip)
        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
        .flatMap(line -> Arrays.stream(line.split(" ", -1)))
        .toList();
  }

  /** The collector that the shipped options choose. */
  private String shipped() throws IOException {
    List<String> options = options();
    return COLLECTORS.stream()
        .filter(one -> options.contains(collector(one)))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("jvm.options chooses no collector"));
  }

  private static String collector(String name) {
    return "-XX:+Use" + name + "GC";
  }

  /** The shipped options with another collector. */
  private List<String> flags(String name) throws IOException {
    List<String> flags = new ArrayList<>(options());
    if (!name.equals(shipped())) {
      String shipped = shipped();
      flags.removeIf(flag -> flag.equals(collector(shipped)) || flag.startsWith("-XX:" + shipped));
      flags.add(collector(name));
    }
    return flags;
  }

  // How soon it answers.

  private void starts() throws IOException {
    page.line("## From the start of the JVM to the first answer");
    page.line("");
    int runs = quick ? 2 : 3;
    page.line(
        "Milliseconds until `GET /v1/shows` was answered over HTTP, and until the server calls itself"
            + " ready: medians of %d runs (from the fastest to the slowest).",
        runs);
    page.line("");
    page.line("| data folder | cache of classes | first answer | ready |");
    page.line("|---|---|---|---|");
    boolean cache = Files.exists(server.resolve(".onsale/onsale.aot"));
    for (boolean fresh : new boolean[] {true, false}) {
      for (boolean cached : cache ? new boolean[] {true, false} : new boolean[] {false}) {
        startsOnce(fresh, cached, runs);
      }
    }
    if (!cache) {
      page.line("");
      page.line("There was no cache of classes: the build could make none.");
    }
    page.line("");
  }

  private void startsOnce(boolean fresh, boolean cached, int runs) throws IOException {
    double[] first = new double[runs];
    double[] ready = new double[runs];
    Path data = stage.resolve("start-" + fresh + cached);
    if (!fresh) {
      try (Server once = Server.start(server, flags(shipped()), cached, data)) {
        once.answers("/readyz");
      }
    }
    for (int i = 0; i < runs; i++) {
      Path folder = fresh ? stage.resolve("fresh-" + cached + i) : data;
      try (Server one = Server.start(server, flags(shipped()), cached, folder)) {
        first[i] = one.answers("/v1/shows");
        ready[i] = one.answers("/readyz");
      }
    }
    page.line(
        "| %s | %s | %s | %s |",
        fresh ? "new, filled at the start" : "with the demo data",
        cached ? "yes" : "no",
        spread(first),
        spread(ready));
  }

  private static String spread(double[] runs) {
    Arrays.sort(runs);
    return Page.format("%.0f (%.0f – %.0f)", runs[runs.length / 2], runs[0], runs[runs.length - 1]);
  }

  // How long it stops.

  /** What a sale with one collector was like. */
  private record Run(
      String collector,
      StoppedTimes stops,
      Seen probes,
      Seen holds,
      Seen reads,
      long resident,
      double seconds) {}

  private void sales() throws Exception {
    int seconds = quick ? 20 : 60;
    int others = quick ? 10 : 20;
    page.line("## Pauses while a sale runs");
    page.line("");
    page.line(
        "A hall of %s, %,d holds and %,d reads of its availability a second over %d connections each,"
            + " and a probe (`GET /healthz`) each millisecond, for %d s (%d s with those"
            + " that are not shipped) after %d s to warm up, in which nothing is made up for. Holds are on disk before they are answered, and end by themselves after a second. Latency"
            + " counts from when a call should have been made. Milliseconds; resident memory at the"
            + " end, in MB.",
        "the demo's largest plan",
        PER_SECOND,
        PER_SECOND,
        CONNECTIONS,
        seconds,
        others,
        WARM_SECONDS);
    page.line("");
    page.line(
        "| collector | JVM stopped: times, P99.9, highest, share | probe P99.9, highest | hold P50,"
            + " P99, P99.9, highest | availability P50, P99, P99.9, highest | resident |");
    page.line("|---|---|---|---|---|---|");
    List<Run> runs = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    for (String collector : collectors) {
      Run run = sale(collector, collector.equals(shipped()) ? seconds : others, notes);
      runs.add(run);
      row(run);
    }
    page.line("");
    notes.forEach(page::line);
    page.line("");
    choice(runs);
  }

  private Run sale(String collector, int seconds, List<String> notes) throws Exception {
    Path log = stage.resolve("safepoints-" + collector);
    Path data = stage.resolve("sale-" + collector);
    List<String> flags = new ArrayList<>(flags(collector));
    flags.add(StoppedTimes.flag(log));
    boolean cached =
        collector.equals(shipped()) && Files.exists(server.resolve(".onsale/onsale.aot"));
    long begun = System.nanoTime();
    Sale sale;
    Run run;
    try (Server one = Server.start(server, flags, cached, data)) {
      one.answers("/readyz");
      sale = one.openSale();
      String who = "authorization: Bearer " + sale.token() + "\r\n";
      long from = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(500);
      long counted = from + TimeUnit.SECONDS.toNanos(WARM_SECONDS);
      long until = counted + TimeUnit.SECONDS.toNanos(seconds);
      String hold =
          "POST " + sale.holdPath() + " HTTP/1.1\r\n" + who + "content-type: application/json\r\n";
      String read = "GET " + sale.availabilityPath() + " HTTP/1.1\r\naccept-encoding: gzip\r\n";
      int port = one.port();
      Callers holds =
          Callers.begin(port, hold, sale.hold(), CONNECTIONS, PER_SECOND, from, counted, until);
      Callers reads = Callers.begin(port, read, "", CONNECTIONS, PER_SECOND, from, counted, until);
      Callers probes =
          Callers.begin(
              port, "GET /healthz HTTP/1.1\r\n", "", 4, PROBES_PER_SECOND, from, counted, until);
      Seen held = holds.seen();
      Seen told = reads.seen();
      Seen probed = probes.seen();
      run =
          new Run(
              collector,
              StoppedTimes.of(log, (counted - begun) / 1e6),
              probed,
              held,
              told,
              one.megabytes("VmRSS"),
              seconds);
      if (collector.equals(shipped())) {
        notes.add(
            Page.format(
                "An answer about availability had %,d bytes. Of the holds %,d of %,d were refused.",
                told.bytes(), held.refused(), held.calls()));
        one.kill();
      }
    }
    if (collector.equals(shipped())) {
      try (Server again = Server.start(server, flags(collector), cached, data)) {
        notes.add(
            Page.format(
                "Killed (−9) at the end of the sale, and started again: it answered a hold %.0f ms"
                    + " after its start.",
                again.holds(sale)));
      }
    }
    return run;
  }

  private void row(Run run) throws IOException {
    page.line(
        "| %s%s | %d, %s, %s, %.2f %% | %s, %s | %s | %s | %d |",
        run.collector,
        run.collector.equals(shipped()) ? " (shipped)" : "",
        run.stops.stops(),
        Page.round(run.stops.p999()),
        Page.round(run.stops.highest()),
        run.stops.all() / run.seconds / 10,
        Page.round(run.probes.p999()),
        Page.round(run.probes.highest()),
        four(run.holds),
        four(run.reads),
        run.resident);
  }

  private static String four(Seen seen) {
    return Stream.of(seen.p50(), seen.p99(), seen.p999(), seen.highest())
        .map(Page::round)
        .collect(Collectors.joining(", "));
  }

  /** The rule by which jvm.options was written, applied to what was just measured. */
  private void choice(List<Run> runs) throws IOException {
    page.line(
        "The collector of `app/jvm.options` is %s; why, tells"
            + " [decision 13](../decisions/0013-the-collector.md). Parallel and Serial have short stops"
            + " in a sale of a minute, and then a long one for a collection of everything.",
        shipped());
    runs.stream()
        .filter(_ -> runs.size() > 1)
        .min(Comparator.comparingDouble(run -> run.probes.p999()))
        .ifPresent(best ->
            page.line(
                "In this run the probe's P99.9 was lowest with %s (%s ms).",
                best.collector, Page.round(best.probes.p999())));
    page.line("");
  }

  // Killed when most of the log has to be read again.

  /**
   * While many come a snapshot waits, up to a limit, and it counts once its image is whole. A kill
   * just before is the worst moment that there is.
   */
  private void killedAtThePeak() throws Exception {
    page.line("## Killed at the height of a peak");
    page.line("");
    page.line(
        "As many holds as the server takes over %d connections. When the log has grown, since the last"
            + " snapshot that can be gone back to, by 95 %% of what it had grown by when that snapshot"
            + " was whole, the process is killed (−9) and started again. Milliseconds from that start"
            + " to the first hold that is answered.",
        PEAK_CONNECTIONS);
    page.line("");
    page.line("| holds a second | refused | log since the last snapshot, in MB | answers |");
    page.line("|---|---|---|---|");
    for (int i = 0; i < (quick ? 1 : 3); i++) {
      Path data = stage.resolve("peak-" + i);
      boolean cached = Files.exists(server.resolve(".onsale/onsale.aot"));
      Sale sale;
      Peak peak;
      try (Server one = Server.start(server, flags(shipped()), cached, data)) {
        one.answers("/readyz");
        sale = one.openSale();
        peak = Peak.reach(one, sale, PEAK_CONNECTIONS);
      }
      try (Server again = Server.start(server, flags(shipped()), cached, data)) {
        page.line(
            "| %,d | %,d | %.0f | %.0f |",
            peak.perSecond(), peak.refused(), peak.bytes() / 1e6, again.holds(sale));
      }
      SeatLogParts.delete(data);
    }
    page.line("");
  }

  // Idle.

  private void idle() throws IOException, InterruptedException {
    int settle = quick ? 20 : 60;
    int seconds = quick ? 15 : 30;
    page.line("## An idle server");
    page.line("");
    Path data = stage.resolve("idle");
    boolean cached = Files.exists(server.resolve(".onsale/onsale.aot"));
    try (Server one = Server.start(server, flags(shipped()), cached, data)) {
      one.answers("/readyz");
      TimeUnit.SECONDS.sleep(settle);
      ThreadTimes before = ThreadTimes.of(one.pid());
      TimeUnit.SECONDS.sleep(seconds);
      List<ThreadTimes.Used> shares = ThreadTimes.of(one.pid()).since(before);
      page.line(
          "With the demo data, %d s after its start, over %d s: **%.1f %% of one core**, %d MB"
              + " resident (%d MB at most since the start).",
          settle,
          seconds,
          shares.stream().mapToDouble(ThreadTimes.Used::percent).sum(),
          one.megabytes("VmRSS"),
          one.megabytes("VmHWM"));
      page.line("");
      page.line("| thread | per cent of one core |");
      page.line("|---|---|");
      for (ThreadTimes.Used share : shares.subList(0, Math.min(THREADS_TOLD, shares.size()))) {
        page.line("| %s | %.2f |", share.thread(), share.percent());
      }
    }
    page.line("");
  }
}
