package io.onsale.proof.bench.start;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** What has been found so far; each line is printed at once. */
final class Page {
  private static final String ROUND = "%.1f";

  private final StringBuilder text = new StringBuilder();
  private final PrintStream out;

  Page(PrintStream out) {
    this.out = out;
  }

  @SuppressWarnings("AnnotateFormatMethod") // within this room: every caller is in sight
  void line(String format, Object... values) {
    String line = values.length == 0 ? format : format(format, values);
    text.append(line).append('\n');
    out.println(line);
  }

  /** Writes all to {@code start.md} in that folder. */
  void write(Path folder) throws IOException {
    Files.createDirectories(folder);
    Path file = folder.resolve("start.md");
    Files.writeString(file, text.toString().stripTrailing() + "\n");
    out.println("written to " + file);
  }

  static String round(double value) {
    return format(ROUND, value);
  }

  @SuppressWarnings("AnnotateFormatMethod")
  static String format(String text, Object... values) {
    return String.format(Locale.ROOT, text, values);
  }
}
