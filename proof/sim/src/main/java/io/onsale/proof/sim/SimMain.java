package io.onsale.proof.sim;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * {@code ./onsale sim [--seed N] [--histories M] [--jobs K]}: runs M histories and tells the first
 * that fails; {@code --history I} runs that one alone.
 */
public final class SimMain {
  private static final long HISTORIES = 10_000;
  private static final int JOBS_MAX = 256;

  /** The highest number that is taken: eighteen digits. */
  private static final long MOST = 999_999_999_999_999_999L;

  private SimMain() {}

  /**
   * Ends with 0 when all is as it must be, 1 when a history failed, 2 when it was asked wrongly.
   */
  public static void main(String[] arguments) throws InterruptedException {
    System.exit(run(arguments, System.out, System.err));
  }

  /** The same, told to the streams that are given; public for other loaders of this class. */
  public static int run(String[] arguments, PrintStream out, PrintStream err)
      throws InterruptedException {
    long seed = System.currentTimeMillis();
    long histories = HISTORIES;
    long only = 0;
    int jobs = Runtime.getRuntime().availableProcessors();
    try {
      for (int i = 0; i < arguments.length; i += 2) {
        String value = i + 1 < arguments.length ? arguments[i + 1] : "";
        switch (arguments[i]) {
          case "--seed" -> seed = number(arguments[i], value, -MOST, MOST);
          case "--histories" -> histories = number(arguments[i], value, 1, MOST);
          case "--history" -> only = number(arguments[i], value, 1, MOST);
          case "--jobs" -> jobs = (int) number(arguments[i], value, 1, JOBS_MAX);
          default -> throw new IllegalArgumentException("sim does not know '" + arguments[i] + "'");
        }
      }
    } catch (IllegalArgumentException e) {
      err.println("onsale: " + e.getMessage() + "; see ./onsale help");
      return 2;
    }
    long begun = System.nanoTime();
    Optional<Simulator.Found> found =
        only > 0 ? Simulator.run(seed, only, only, 1) : Simulator.run(seed, 1, histories, jobs);
    double seconds = (System.nanoTime() - begun) / (double) TimeUnit.SECONDS.toNanos(1);
    if (found.isPresent()) {
      out.print(found.get().told(commit()));
      return 1;
    }
    out.println(
        only > 0
            ? "history %d of seed %d is as it must be".formatted(only, seed)
            : "%,d histories of seed %d are as they must be (%.1f s, %d jobs, commit %s)"
                .formatted(histories, seed, seconds, jobs, commit()));
    return 0;
  }

  private static long number(String name, String value, long least, long most) {
    if (value.matches("-?\\d{1,18}")) {
      long number = Long.parseLong(value);
      if (number >= least && number <= most) {
        return number;
      }
    }
    throw new IllegalArgumentException(
        most == MOST
            ? name + " needs a whole number" + (least == 1 ? " from 1" : "")
            : "%s needs a whole number from %d to %d".formatted(name, least, most));
  }

  /** The commit of the working directory, with a mark when something in it was changed since. */
  static String commit() {
    try {
      Process git =
          new ProcessBuilder("git", "describe", "--always", "--dirty", "--abbrev=12", "--exclude=*")
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      try (InputStream output = git.getInputStream()) {
        String told = new String(output.readAllBytes(), StandardCharsets.UTF_8).strip();
        return told.isEmpty() ? "unknown" : told;
      }
    } catch (IOException e) {
      return "unknown";
    }
  }
}
