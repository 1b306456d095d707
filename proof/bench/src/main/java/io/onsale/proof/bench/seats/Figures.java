package io.onsale.proof.bench.seats;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** What one run has measured. */
final class Figures {
  /** The seat log without and with fsync; what is compared with it names one of them. */
  static final String LOG = "seat log, no fsync";

  static final String LOG_FSYNC = "seat log, fsync";

  private final List<Rate> rates = new ArrayList<>();
  private final List<Latency> latencies = new ArrayList<>();
  private final List<Killed> killed = new ArrayList<>();
  private final List<Work> works = new ArrayList<>();
  private final Map<String, String> missing = new LinkedHashMap<>();
  private final Map<String, String> facts = new LinkedHashMap<>();
  private String engine = "";

  /**
   * Answers a second of one server.
   *
   * @param server with what sets it apart
   * @param comparedWith the seat log that gives the same guarantee
   * @param outstanding requests without an answer, at each moment
   * @param measured sorted
   */
  @SuppressWarnings("ArrayRecordComponent") // read here, compared by none
  record Rate(
      String server, String comparedWith, Crowd.Mix mix, int outstanding, double[] measured) {
    double median() {
      return measured[measured.length / 2];
    }
  }

  /** Latency in nanoseconds at a fixed rate. */
  record Latency(String server, int perSecond, Histogram histogram) {}

  /** How long no answer came, in seconds, each time that the leader was killed. */
  @SuppressWarnings("ArrayRecordComponent") // read here, compared by none
  record Killed(Duration heartbeatTimeout, double[] seconds) {}

  /**
   * What each kind of thread did for one answer.
   *
   * @param nanos of processor time, by what the threads are for
   * @param perSecond answers
   */
  record Work(int outstanding, Map<String, Double> nanos, double perSecond) {}

  void work(int outstanding, Map<String, Double> nanos, double perSecond) {
    works.add(new Work(outstanding, nanos, perSecond));
  }

  void leaderKilled(Duration heartbeatTimeout, double[] seconds) {
    killed.add(new Killed(heartbeatTimeout, seconds));
  }

  static String seconds(double[] seconds) {
    return Arrays.stream(seconds).mapToObj("%.2f"::formatted).collect(Collectors.joining(", "));
  }

  void rate(String server, String comparedWith, Crowd.Mix mix, int outstanding, double[] measured) {
    double[] sorted = measured.clone();
    Arrays.sort(sorted);
    rates.add(new Rate(server, comparedWith, mix, outstanding, sorted));
  }

  void latency(String server, int perSecond, Histogram histogram) {
    latencies.add(new Latency(server, perSecond, histogram));
  }

  /** Something was not measured. */
  void missing(String what, String why) {
    missing.put(what, why);
  }

  /** A line about machine, version or setting. */
  void fact(String name, String value) {
    facts.put(name, value);
  }

  void engine(String table) {
    engine = table;
  }

  List<Rate> rates() {
    return rates;
  }

  private @Nullable Rate find(String server, Crowd.Mix mix, int outstanding) {
    for (Rate rate : rates) {
      if (rate.server.equals(server) && rate.mix == mix && rate.outstanding == outstanding) {
        return rate;
      }
    }
    return null;
  }

  private String ratio(@Nullable Rate rate) {
    if (rate == null || rate.server.equals(rate.comparedWith)) {
      return "";
    }
    Rate log = find(rate.comparedWith, rate.mix, rate.outstanding);
    return log == null ? "" : "%.1f ×".formatted(log.median() / rate.median());
  }

  private static String rate(@Nullable Rate rate) {
    if (rate == null) {
      return "";
    }
    double[] all = rate.measured;
    return all.length == 1
        ? "%,.0f".formatted(all[0])
        : "%,.0f (%,.0f–%,.0f)".formatted(rate.median(), all[0], all[all.length - 1]);
  }

  /** Everything, for people. */
  String markdown() {
    StringBuilder text = new StringBuilder("# Seats: the log and its peers, measured\n\n");
    text.append(
        """
        Made by `./onsale bench seats`.

        The same work for all: one hall of 50,000 seats in 40 blocks of 25 rows of 50, holds of two seats, at most four
        seats a buyer, each hold under an id that makes repeating it harmless, each with a deadline.

        - *sale*: the hall is sold out; 70 % ask for the best two of a tier, 20 % for a pair by name, 5 % release, 5 %
          confirm or bring back; 1 % are sent twice. Most is refused.
        - *churn*: hold the best two, release, all accepted.

        What a hold of two takes through the whole server, by HTTP and by gRPC, is measured after this: [edge](edge.md).

        The others are spared what only the log does: it remembers the answers of refused requests too, fixes prices,
        and feeds a replica for readers.

        Answers a second: median (lowest–highest). *Outstanding* is how many requests are without an answer at each
        moment; ratios compare medians at the same number outstanding, durable with durable: how many times as fast the
        seat log is.

        """);
    text.append("| | |\n|---|---|\n");
    facts.forEach((name, value) -> text.append("| %s | %s |\n".formatted(name, value)));
    if (!engine.isEmpty()) {
      text.append("\n## The bare engine\n\n```\n").append(engine).append("```\n");
    }
    if (!rates.isEmpty()) {
      text.append("\n## Answers a second\n\n");
      text.append(
          """
          | server | outstanding | sale | log is | churn | log is | compared with |
          |---|---:|---:|---:|---:|---:|---|
          """);
      rates.stream()
          .map(rate -> List.of(rate.server, rate.outstanding, rate.comparedWith))
          .distinct()
          .forEach(key -> {
            String server = (String) key.get(0);
            int outstanding = (Integer) key.get(1);
            Rate sale = find(server, Crowd.Mix.SALE, outstanding);
            Rate churn = find(server, Crowd.Mix.CHURN, outstanding);
            text.append(
                "| %s | %,d | %s | %s | %s | %s | %s |\n"
                    .formatted(
                        server,
                        outstanding,
                        rate(sale),
                        ratio(sale),
                        rate(churn),
                        ratio(churn),
                        server.equals(key.get(2)) ? "" : key.get(2)));
          });
    }
    if (!works.isEmpty()) {
      text.append(works());
    }
    if (!latencies.isEmpty()) {
      text.append("\n## Latency at a fixed rate\n\nMilliseconds from when a request was due");
      text.append(
          " to its answer, so corrected for coordinated omission; sale mix where nothing else is said.\n\n");
      text.append("| server | per second | p50 | p90 | p99 | p99.9 | highest |\n");
      text.append("|---|---:|---:|---:|---:|---:|---:|\n");
      for (Latency one : latencies) {
        Histogram h = one.histogram;
        text.append("| %s | %,d |".formatted(one.server, one.perSecond));
        for (double percentile : new double[] {50, 90, 99, 99.9, 100}) {
          text.append(" %.2f |".formatted(h.getValueAtPercentile(percentile) / 1e6));
        }
        text.append('\n');
      }
    }
    if (!killed.isEmpty()) {
      text.append("\n## The leader killed\n\nThree nodes with fsync, 5,000 holds and releases a");
      text.append(" second; seconds from when the first command was due that had to wait, to its");
      text.append(" answer, for each time that the leader was killed (-9). No command failed.\n\n");
      text.append("| a silent leader is waited for | no answer |\n|---|---|\n");
      for (Killed one : killed) {
        text.append(
            "| %d ms | %s |\n".formatted(one.heartbeatTimeout.toMillis(), seconds(one.seconds)));
      }
    }
    if (!missing.isEmpty()) {
      text.append("\n## Not measured\n\n");
      missing.forEach((what, why) -> text.append("- %s: %s\n".formatted(what, why)));
    }
    return text.toString();
  }

  private String works() {
    StringBuilder text =
        new StringBuilder(
            """

            ## Where the time goes

            Processor time of each thread for one answer, in nanoseconds; sale mix, the log with fsync, client and node in
            one process. [log-path](log-path.md) tells what each does.

            """);
    text.append("| thread |");
    works.forEach(work -> text.append(" %,d outstanding |".formatted(work.outstanding)));
    text.append("\n|---|").append("---:|".repeat(works.size())).append('\n');
    works.stream()
        .flatMap(work -> work.nanos.keySet().stream())
        .distinct()
        .forEach(thread -> {
          text.append("| %s |".formatted(thread));
          for (Work work : works) {
            text.append(" %,.0f |".formatted(work.nanos.getOrDefault(thread, 0.0)));
          }
          text.append('\n');
        });
    text.append("| **all** |");
    for (Work work : works) {
      double all = work.nanos.values().stream().mapToDouble(Double::doubleValue).sum();
      text.append(" %,.0f |".formatted(all));
    }
    text.append("\n| answers a second meanwhile |");
    works.forEach(work -> text.append(" %,.0f |".formatted(work.perSecond)));
    text.append("\n| of %d processors |".formatted(Runtime.getRuntime().availableProcessors()));
    for (Work work : works) {
      double all = work.nanos.values().stream().mapToDouble(Double::doubleValue).sum();
      text.append(" %.1f |".formatted(all * work.perSecond / 1e9));
    }
    return text.append('\n').toString();
  }
}
