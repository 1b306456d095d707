package io.onsale.proof.bench.seats;

import io.onsale.proof.bench.Machine;
import io.onsale.proof.bench.ThreadTimes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * The seat log beside what else people sell seats with, all with the same work, one after the other
 * on this machine.
 */
public final class SeatsBench {
  private static final long SEED = 20_261_122;
  private static final int[] LOG_OUTSTANDING = {1, 4, 8, 16, 32, 64, 1_000, 10_000};
  private static final int[] WORK_OUTSTANDING = {64, 1_000, 10_000};
  private static final int[] NO_REPLICA_OUTSTANDING = {64, 1_000, 10_000};
  private static final int[] NODES_OUTSTANDING = {1, 64, 1_000, 10_000};
  private static final int[] PIPELINED_OUTSTANDING = {64, 1_000, 10_000};
  private static final int[] UNPIPELINED_OUTSTANDING = {1, 64, 1_000, 10_000};
  private static final int[] SQL_CONNECTIONS = {4, 8, 16, 32, 64};
  private static final int[] LOG_PER_SECOND = {5_000, 20_000, 100_000};
  private static final int[] REDIS_PER_SECOND = {5_000, 20_000};
  private static final int RUSH_OUTSTANDING = 64;
  private static final long RUSH_NANOS = TimeUnit.SECONDS.toNanos(20);

  /**
   * Ends a measurement of churn before its time: the seat log remembers what it accepted for ten
   * minutes, at most eight million commands.
   */
  private static final long MOST_COMMANDS = 250_000;

  private static final String USAGE =
      """
      usage: bench seats [--quick] [--only PART,…] [--out DIR]
        --quick  short measurements, once each
        --only   of engine, log, nodes, loss, redis, mariadb, postgres
        --out    where seats.md and seats.svg go; without it and with --only they are not written
      """;

  private enum Part {
    ENGINE,
    LOG,
    NODES,
    LOSS,
    REDIS,
    MARIADB,
    POSTGRES;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private record Options(Set<Part> parts, boolean quick, @Nullable Path out) {
    static Options parse(List<String> arguments) {
      Set<Part> parts = EnumSet.allOf(Part.class);
      boolean quick = false;
      Path out = Path.of("docs/bench");
      Path told = null;
      for (int i = 0; i < arguments.size(); i++) {
        switch (arguments.get(i)) {
          case "--quick" -> quick = true;
          case "--only" -> {
            parts.clear();
            for (String word : value(arguments, ++i).split(",")) {
              parts.add(Part.valueOf(word.toUpperCase(Locale.ROOT)));
            }
            out = null;
          }
          case "--out" -> told = Path.of(value(arguments, ++i));
          default -> throw new IllegalArgumentException(arguments.get(i));
        }
      }
      return new Options(parts, quick, told == null ? out : told);
    }

    private static String value(List<String> arguments, int i) {
      if (i >= arguments.size()) {
        throw new IllegalArgumentException(arguments.getLast());
      }
      return arguments.get(i);
    }
  }

  private final Options options;
  private final Path folder;
  private final PrintStream progress;
  private final Figures figures = new Figures();
  private final int repetitions;
  private final long nanos;
  private final long warmUpNanos;

  private SeatsBench(Options options, Path folder, PrintStream progress) {
    this.options = options;
    this.folder = folder;
    this.progress = progress;
    repetitions = options.quick ? 1 : 3;
    nanos = TimeUnit.MILLISECONDS.toNanos(options.quick ? 500 : 1_000);
    warmUpNanos = nanos / 2;
  }

  /** Measures, prints a table and writes it with a plot; progress goes to the error stream. */
  public static void run(List<String> arguments, PrintStream out)
      throws IOException, InterruptedException {
    Options options;
    try {
      options = Options.parse(arguments);
    } catch (IllegalArgumentException e) {
      System.err.print(USAGE);
      System.exit(2);
      return;
    }
    // Not where temporary files go: that may be memory, where forcing costs nothing.
    Path folder =
        Files.createTempDirectory(
            Files.createDirectories(Path.of(".onsale").toAbsolutePath()), "bench");
    Thread ending = new Thread(() -> delete(folder));
    Runtime.getRuntime().addShutdownHook(ending);
    new SeatsBench(options, folder, System.err).run(out);
  }

  /** Links as well, whose targets may be gone already. */
  private static void delete(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(one);
      }
    } catch (IOException e) {
      System.err.println("something is left in " + folder + ": " + e);
    }
  }

  private void run(PrintStream out) throws IOException, InterruptedException {
    String load = Machine.load();
    figures.fact("measured on", LocalDate.now(ZoneOffset.UTC).toString());
    figures.fact("processors", Machine.processors());
    figures.fact("Java", Machine.java());
    figures.fact("disk", Machine.disk(folder));
    figures.fact(
        "each figure",
        repetitions == 1
            ? "one measurement of %d ms (`--quick`)".formatted(nanos / 1_000_000)
            : "median of %d of %,d ms".formatted(repetitions, nanos / 1_000_000));
    for (Part part : Part.values()) {
      if (!options.parts.contains(part)) {
        continue;
      }
      progress.printf("%s…%n", part.word());
      try {
        measure(part);
      } catch (IOException | SQLException | RuntimeException e) {
        figures.missing(part.word(), "failed: " + e);
        e.printStackTrace(progress);
      }
      figures.fact("load average", load + " before, " + Machine.load() + " after");
      write();
    }
    out.print(figures.markdown());
  }

  /** After each part, so that a run that is cut short leaves what it has measured. */
  private void write() throws IOException {
    if (options.out != null) {
      Files.createDirectories(options.out);
      Files.writeString(
          options.out.resolve("seats.md"),
          figures.markdown() + "\n![Answers a second over requests outstanding](seats.svg)\n");
      Files.writeString(options.out.resolve("seats.svg"), Plot.svg(figures.rates()));
    }
  }

  private void measure(Part part) throws IOException, SQLException, InterruptedException {
    switch (part) {
      case ENGINE -> engine();
      case LOG -> {
        log(false);
        log(true);
      }
      case NODES -> nodes();
      case LOSS -> {
        Path own = Files.createDirectory(folder.resolve("loss"));
        new NodesLost(own, options.quick, figures, progress).run(SEED);
        delete(own);
      }
      case REDIS -> redis();
      case MARIADB -> {
        Path own = Files.createDirectory(folder.resolve("mariadb"));
        try (SqlServer server = SqlServer.mariaDb(own)) {
          figures.fact(
              "MariaDB",
              server.version()
                  + "; `innodb_flush_log_at_trx_commit=1`, `READ-COMMITTED`, buffer pool and redo"
                  + " log 512 MB, no binary log; stored functions with `FOR UPDATE` and `SKIP"
                  + " LOCKED`, prepared on the server");
          sql("MariaDB", server);
        }
      }
      case POSTGRES -> {
        Path own = Files.createDirectory(folder.resolve("postgres"));
        try (SqlServer server = SqlServer.postgres(own)) {
          figures.fact(
              "PostgreSQL",
              server.version()
                  + "; `fsync` and `synchronous_commit` on, 512 MB of shared buffers, 4 GB of WAL"
                  + " between checkpoints; stored functions with `FOR UPDATE` and `SKIP LOCKED`,"
                  + " prepared on the server");
          sql("PostgreSQL", server);
        }
      }
    }
  }

  private void engine() {
    ByteArrayOutputStream table = new ByteArrayOutputStream();
    try (PrintStream out = new PrintStream(table, true, StandardCharsets.UTF_8)) {
      EngineBench.run(List.of(options.quick ? "1" : "5"), out);
    }
    figures.engine(table.toString(StandardCharsets.UTF_8));
  }

  private void log(boolean fsync) throws IOException {
    figures.fact(
        "seat log",
        "Aeron Cluster, one node and its client in one process by shared memory; the server's own"
            + " client and its replica, which applies every command once more; idle threads sleep"
            + " up to 1 ms, or until there is work for them, as shipped; no snapshots meanwhile; *no"
            + " replica*: the same after the replica's feed has ended");
    String server = fsync ? Figures.LOG_FSYNC : Figures.LOG;
    Path own = Files.createDirectory(folder.resolve(fsync ? "log-fsync" : "log"));
    Crowd crowd = new Crowd(SEED);
    try (LogLine line = new LogLine(Places.here(own, fsync))) {
      Load load = new Load(line, crowd);
      warmUp(load, crowd, 1_000);
      for (int outstanding : LOG_OUTSTANDING) {
        rate(server, server, Crowd.Mix.CHURN, outstanding, load, crowd);
      }
      rush(load, crowd);
      for (int outstanding : LOG_OUTSTANDING) {
        rate(server, server, Crowd.Mix.SALE, outstanding, load, crowd);
      }
      latency(server, LOG_PER_SECOND, load, crowd);
      if (fsync) {
        for (int outstanding : WORK_OUTSTANDING) {
          work(outstanding, load, crowd);
        }
      }
      line.stopReplica();
      String alone = server + ", no replica";
      for (int outstanding : NO_REPLICA_OUTSTANDING) {
        rate(alone, alone, Crowd.Mix.SALE, outstanding, load, crowd);
      }
    }
    delete(own);
  }

  /** What each thread does for one answer. */
  private void work(int outstanding, Load load, Crowd crowd) throws IOException {
    crowd.wants(Crowd.Mix.SALE);
    load.closed(outstanding, warmUpNanos, MOST_COMMANDS);
    crowd.wants(Crowd.Mix.SALE);
    ThreadTimes before = ThreadTimes.of(ProcessHandle.current().pid());
    long from = System.nanoTime();
    double perSecond = load.closed(outstanding, 2 * nanos, Long.MAX_VALUE);
    double answers = perSecond * (System.nanoTime() - from) / 1e9;
    Map<String, Double> used = new LinkedHashMap<>();
    for (ThreadTimes.Used one : ThreadTimes.of(ProcessHandle.current().pid()).since(before)) {
      used.merge(LogLine.task(one.thread()), one.seconds() * 1e9 / answers, Double::sum);
    }
    figures.work(outstanding, used, perSecond);
    progress.printf(Locale.ROOT, "  at %,d outstanding, ns an answer: %s%n", outstanding, used);
  }

  private void nodes() throws IOException {
    String server = "seat log, three nodes, fsync";
    figures.fact(
        "three nodes",
        "a process each, by UDP on the loopback interface, the client in a fourth, all on these"
            + " processors; no snapshots meanwhile, but the client writes the readers' copy, as shipped");
    Path own = Files.createDirectory(folder.resolve("nodes"));
    Crowd crowd = new Crowd(SEED);
    try (Places.Three nodes = new Places.Three(own, true);
        LogLine line = new LogLine(nodes.place())) {
      Load load = new Load(line, crowd);
      warmUp(load, crowd, 1_000);
      for (int outstanding : NODES_OUTSTANDING) {
        rate(server, Figures.LOG_FSYNC, Crowd.Mix.CHURN, outstanding, load, crowd);
      }
      rush(load, crowd);
      for (int outstanding : NODES_OUTSTANDING) {
        rate(server, Figures.LOG_FSYNC, Crowd.Mix.SALE, outstanding, load, crowd);
      }
    }
    delete(own);
  }

  private void redis() throws IOException, InterruptedException {
    Path own = Files.createDirectory(folder.resolve("redis"));
    RedisServer.Program program = RedisServer.Program.find(own);
    figures.fact(
        "Redis",
        program.version()
            + "; append-only file, not rewritten meanwhile, no snapshots; one Lua script a request"
            + " by `EVALSHA`; pipelined: 8 connections for 64, 50 for more; else a connection for"
            + " each request outstanding");
    for (String fsync : List.of("everysec", "always")) {
      redis(program, fsync, Files.createDirectory(own.resolve(fsync)));
    }
    delete(own);
  }

  private void redis(RedisServer.Program program, String fsync, Path own) throws IOException {
    String name = "Redis " + fsync;
    String log = fsync.equals("always") ? Figures.LOG_FSYNC : Figures.LOG;
    Crowd crowd = new Crowd(SEED);
    try (RedisServer server = RedisServer.start(program, own, fsync)) {
      RedisLine.open(server.port());
      try (RedisLine line = pipelined(server, 1_000)) {
        warmUp(new Load(line, crowd), crowd, 1_000);
      }
      for (Crowd.Mix mix : List.of(Crowd.Mix.CHURN, Crowd.Mix.SALE)) {
        if (mix == Crowd.Mix.SALE) {
          try (RedisLine line = pipelined(server, RUSH_OUTSTANDING)) {
            rush(new Load(line, crowd), crowd);
          }
        }
        for (int outstanding : UNPIPELINED_OUTSTANDING) {
          try (RedisLine line = new RedisLine(server.port(), outstanding, 1)) {
            rate(name, log, mix, outstanding, new Load(line, crowd), crowd);
          } catch (IOException e) {
            figures.missing(name + ", " + outstanding + " connections", "refused: " + e);
          }
        }
        for (int outstanding : PIPELINED_OUTSTANDING) {
          try (RedisLine line = pipelined(server, outstanding)) {
            rate(name + ", pipelined", log, mix, outstanding, new Load(line, crowd), crowd);
          }
        }
      }
      try (RedisLine line = pipelined(server, 10_000)) {
        latency(name + ", pipelined", REDIS_PER_SECOND, new Load(line, crowd), crowd);
      }
    }
  }

  private static RedisLine pipelined(RedisServer server, int outstanding) throws IOException {
    int connections = outstanding < 1_000 ? 8 : 50;
    return new RedisLine(server.port(), connections, outstanding / connections);
  }

  private void sql(String name, SqlServer server) throws SQLException, InterruptedException {
    Crowd crowd = new Crowd(SEED);
    SqlLoad load = new SqlLoad(server, crowd);
    crowd.wants(Crowd.Mix.CHURN);
    load.closed(32, 2 * nanos);
    for (int connections : SQL_CONNECTIONS) {
      sql(name, Crowd.Mix.CHURN, connections, load, crowd);
    }
    crowd.wants(Crowd.Mix.RUSH);
    load.closed(32, RUSH_NANOS);
    for (int connections : SQL_CONNECTIONS) {
      sql(name, Crowd.Mix.SALE, connections, load, crowd);
    }
  }

  private void sql(String name, Crowd.Mix mix, int connections, SqlLoad load, Crowd crowd)
      throws SQLException, InterruptedException {
    crowd.wants(mix);
    load.closed(connections, warmUpNanos);
    double[] rates = new double[repetitions];
    crowd.wants(mix);
    for (int i = 0; i < repetitions; i++) {
      rates[i] = load.closed(connections, nanos);
    }
    rate(name, Figures.LOG_FSYNC, mix, connections, rates, crowd);
  }

  private void warmUp(Load load, Crowd crowd, int outstanding) {
    crowd.wants(Crowd.Mix.CHURN);
    load.closed(outstanding, 3 * nanos, MOST_COMMANDS);
  }

  private void rush(Load load, Crowd crowd) {
    crowd.wants(Crowd.Mix.RUSH);
    load.closed(RUSH_OUTSTANDING, RUSH_NANOS, Long.MAX_VALUE);
    if (!crowd.isSoldOut()) {
      throw new IllegalStateException("the hall is not sold out after 20 s");
    }
  }

  private void rate(
      String server, String comparedWith, Crowd.Mix mix, int outstanding, Load load, Crowd crowd) {
    crowd.wants(mix);
    load.closed(outstanding, warmUpNanos, MOST_COMMANDS);
    double[] rates = new double[repetitions];
    crowd.wants(mix);
    for (int i = 0; i < repetitions; i++) {
      rates[i] = load.closed(outstanding, nanos, MOST_COMMANDS);
    }
    rate(server, comparedWith, mix, outstanding, rates, crowd);
  }

  private void rate(
      String server,
      String comparedWith,
      Crowd.Mix mix,
      int outstanding,
      double[] rates,
      Crowd crowd) {
    figures.rate(server, comparedWith, mix, outstanding, rates);
    progress.printf(
        Locale.ROOT,
        "  %-30s %-5s %,6d outstanding: %s a second; %s%n",
        server,
        mix,
        outstanding,
        Arrays.toString(Arrays.stream(rates).mapToLong(Math::round).toArray()),
        crowd.outcome());
  }

  private void latency(String server, int[] rates, Load load, Crowd crowd) {
    crowd.wants(Crowd.Mix.SALE);
    for (int perSecond : rates) {
      load.open(perSecond, nanos);
      Histogram latency = load.open(perSecond, 6 * nanos);
      figures.latency(server, perSecond, latency);
      progress.printf(
          Locale.ROOT,
          "  %-30s %,d a second: p50 %.2f ms, p99 %.2f ms%n",
          server,
          perSecond,
          latency.getValueAtPercentile(50) / 1e6,
          latency.getValueAtPercentile(99) / 1e6);
    }
  }
}
