package io.onsale.proof.bench;

import io.onsale.proof.bench.edge.EdgeBench;
import io.onsale.proof.bench.seats.EngineBench;
import io.onsale.proof.bench.seats.SeatsBench;
import io.onsale.proof.bench.start.StartBench;
import java.util.List;
import java.util.Locale;

/** The bench's words. */
public final class BenchMain {
  private BenchMain() {}

  /** Measures what the first argument names, and prints it. */
  public static void main(String[] args) throws Exception {
    // What is written is to look the same wherever it is measured.
    Locale.setDefault(Locale.ROOT);
    String word = args.length == 0 ? "" : args[0];
    List<String> rest = List.of(args).subList(Math.min(1, args.length), args.length);
    switch (word) {
      case "edge" -> EdgeBench.run(rest, System.out);
      case "engine" -> EngineBench.run(rest, System.out);
      case "seats" -> SeatsBench.run(rest, System.out);
      case "start" -> StartBench.run(rest, System.out);
      default -> {
        System.err.println("usage: bench engine [repetitions] | bench edge|seats|start [options]");
        System.exit(2);
      }
    }
    // Servers that were embedded leave threads behind that are no daemons.
    System.exit(0);
  }
}
