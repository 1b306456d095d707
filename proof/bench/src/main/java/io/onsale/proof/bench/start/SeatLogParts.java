package io.onsale.proof.bench.start;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** What the seat log does by itself, without a server around it, in processes of its own. */
final class SeatLogParts {
  private static final int REMEMBERED = 1_170_000;
  private static final int REPLAYED = 1_000_000;

  /** As many as sell a little, like the launcher's rehearsal of a whole server. */
  private static final int REHEARSED = 1_000;

  private static final String SNAPSHOT = "snapshot-process";
  private static final String RECOVERY = "recovery-process";

  private final List<String> flags;
  private final Path stage;
  private final boolean quick;
  private final Page page;

  /**
   * @param flags of the JVM that ships
   * @param stage folder for logs
   */
  SeatLogParts(List<String> flags, Path stage, boolean quick, Page page) {
    this.flags = flags;
    this.stage = stage;
    this.quick = quick;
    this.page = page;
  }

  /** Whether a process of this bench that begins with that word is one of these. */
  static boolean isProcess(String name) {
    return name.equals(SNAPSHOT) || name.equals(RECOVERY);
  }

  /** Is one of those processes. */
  static void run(List<String> args, PrintStream out) throws Exception {
    List<String> rest = args.subList(1, args.size());
    if (args.getFirst().equals(SNAPSHOT)) {
      SnapshotPause.run(rest, out);
    } else {
      Recovery.run(rest, out);
    }
  }

  void snapshots() throws IOException, InterruptedException {
    int count = quick ? 3 : 5;
    page.line("## Pauses of the seat log by its snapshots");
    page.line("");
    page.line(
        "One node with fsync, %,d remembered ids, 25,000 live holds on 50,000 seats; a command each"
            + " millisecond, from the client to its answer, until a second after each snapshot."
            + " The state is frozen, and written while commands go on; one was taken at the start, as"
            + " always. Milliseconds.",
        REMEMBERED);
    page.line("");
    page.line("| | P50 | P99.9 | highest |");
    page.line("|---|---|---|---|");
    List<String> lines =
        process(
            0,
            List.of(),
            SNAPSHOT,
            stage.resolve("snapshots").toString(),
            String.valueOf(REMEMBERED),
            String.valueOf(count));
    for (String line : lines) {
      String[] words = line.split(" ", -1);
      if (words.length == 4 && (words[0].equals("quiet") || words[0].equals("snapshot"))) {
        String name = words[0].equals("quiet") ? "without a snapshot" : "with one";
        page.line("| %s | %s | %s | %s |", name, words[1], words[2], words[3]);
      }
    }
    page.line("");
  }

  void recovery() throws IOException, InterruptedException {
    page.line("## The seat log after a kill");
    page.line("");
    page.line(
        "One node with fsync, 50,000 seats and %,d commands under ids of their own, 25,000 holds and"
            + " then a sale that is sold out (of 20 commands one releases a hold, four ask for a pair by"
            + " name, the others for the best two); its process ended without warning. Milliseconds"
            + " from the start of the node, in a process that runs, to its first answer, and until reads"
            + " are as new as the log. The cache of classes is of a start with an empty log and %,d"
            + " commands.",
        REPLAYED, REHEARSED);
    page.line("");
    page.line("| | cache of classes | answers | reads too |");
    page.line("|---|---|---|---|");
    Path cache = stage.resolve("recovery.aot");
    String rehearsal = stage.resolve("recovery-rehearsal").toString();
    List<String> kept = List.of("-XX:AOTCacheOutput=" + cache);
    process(0, kept, RECOVERY, rehearsal, "rehearse", String.valueOf(REHEARSED));
    for (int round = 0; round < (quick ? 1 : 3); round++) {
      for (boolean cached : List.of(true, false)) {
        recovery(round, cached ? List.of("-XX:AOTCache=" + cache) : List.of());
      }
    }
    page.line("");
  }

  private void recovery(int round, List<String> cache) throws IOException, InterruptedException {
    String folder = stage.resolve("recovery-" + round).toString();
    process(Recovery.KILLED, cache, RECOVERY, folder, "fill", String.valueOf(REPLAYED));
    for (String from : List.of("the whole log replayed", "from a snapshot at its end")) {
      for (String line : process(Recovery.KILLED, cache, RECOVERY, folder, "start")) {
        String[] words = line.split(" ", -1);
        if (words.length == 3 && words[0].equals("recovered")) {
          String known = cache.isEmpty() ? "no" : "yes";
          page.line("| %s | %s | %s | %s |", from, known, words[1], words[2]);
        }
      }
    }
    delete(Path.of(folder));
  }

  /** What another process of this bench prints, under the flags that the server ships with. */
  private List<String> process(int status, List<String> more, String... words)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.addAll(more);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of("io.onsale.proof.bench.BenchMain", "start"));
    command.addAll(List.of(words));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    Thread end = new Thread(process::destroyForcibly);
    Runtime.getRuntime().addShutdownHook(end);
    try (var lines = process.inputReader(StandardCharsets.UTF_8)) {
      List<String> said = lines.lines().toList();
      if (process.waitFor() != status) {
        throw new IllegalStateException(
            words[0] + " ended with " + process.exitValue() + "\n" + String.join("\n", said));
      }
      return said;
    } finally {
      Runtime.getRuntime().removeShutdownHook(end);
    }
  }

  /** Deletes a folder with all that is in it. */
  static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
