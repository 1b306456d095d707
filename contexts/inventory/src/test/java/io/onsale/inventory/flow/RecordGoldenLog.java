package io.onsale.inventory.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Records the golden log of a release, once, when it is released: {@code -Dtest=RecordGoldenLog
 * -Dgolden.release=0.2.0}. No part of the suite. It writes over nothing: what an earlier release
 * did is a fact.
 */
final class RecordGoldenLog {
  private static final int SEEDS = 50;

  private final String release = System.getProperty("golden.release", "");

  @Test
  void records() throws Exception {
    assumeThat(release).as("-Dgolden.release").isNotEmpty();
    List<GoldenLog.Entry> entries = new ArrayList<>();
    Set<String> missing = Set.of("everything");
    // Few seeds miss much, and some nothing.
    for (int seed = 0; seed < SEEDS && !missing.isEmpty(); seed++) {
      entries = GoldenMix.draw(release.hashCode() + seed);
      missing = GoldenTally.of(entries).missing();
    }
    assertThat(missing).as("what ought to happen, and does not: draw more of it").isEmpty();
    List<String> outcome = GoldenLog.outcome(entries, GoldenLog.NEVER);
    assertThat(GoldenLog.outcome(entries, 1))
        .as("what comes out when all is read back after each entry: it must not depend on more")
        .isEqualTo(outcome);
    Path folder = Files.createDirectories(Path.of("src/test/resources" + GoldenLogTest.FOLDER));
    try (OutputStream out =
        Files.newOutputStream(
            folder.resolve(release + GoldenLogTest.LOG), StandardOpenOption.CREATE_NEW)) {
      GoldenLog.write(entries, out);
    }
    try (OutputStream out =
        Files.newOutputStream(
            folder.resolve(release + GoldenLogTest.IMAGE), StandardOpenOption.CREATE_NEW)) {
      GoldenLog.writeImage(entries, out);
    }
    List<String> lines = new ArrayList<>();
    lines.add(
        "# What release " + release + " made of its golden log. Never edited, only added to.");
    lines.addAll(outcome);
    lines.addAll(GoldenLog.outcomeOfSmallTables(entries));
    Files.write(
        folder.resolve(release + GoldenLogTest.OUTCOME), lines, StandardOpenOption.CREATE_NEW);
  }
}
