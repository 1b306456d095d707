package io.onsale.proof.bench.start;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long a JVM stopped all its threads, by its own log of safepoints; milliseconds.
 *
 * @param stops how often
 * @param all all of them together
 */
record StoppedTimes(int stops, double p999, double highest, double all) {
  private static final Pattern LINE =
      Pattern.compile("\\[(\\d+)\\.(\\d+)s].*Safepoint \".*Total: +(\\d+) ns");

  /** The flag that makes the JVM write that log. */
  static String flag(Path file) {
    return "-Xlog:gc*=off,safepoint=info:file=" + file + ":uptime:filecount=0";
  }

  /**
   * @param fromMillis only those so long after the start of the JVM, or later
   */
  static StoppedTimes of(Path log, double fromMillis) throws IOException {
    double[] stops =
        Files.readAllLines(log).stream()
            .map(LINE::matcher)
            .filter(Matcher::find)
            .filter(at -> Double.parseDouble(at.group(1) + "." + at.group(2)) * 1e3 >= fromMillis)
            .mapToDouble(at -> Long.parseLong(at.group(3)) / 1e6)
            .sorted()
            .toArray();
    if (stops.length == 0) {
      return new StoppedTimes(0, 0, 0, 0);
    }
    int p999 = (int) Math.ceil(stops.length * 0.999) - 1;
    return new StoppedTimes(
        stops.length, stops[p999], stops[stops.length - 1], Arrays.stream(stops).sum());
  }
}
