package io.onsale.inventory.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Logs of all releases give today what they gave then. See {@link RecordGoldenLog}. */
final class GoldenLogTest {
  static final String FOLDER = "/golden";
  static final String LOG = ".log.gz";
  static final String OUTCOME = ".outcome";
  static final String IMAGE = ".image.gz";

  /** The first that has everything; the one before it has not. */
  private static final String COMPLETE = "0.1.0-all";

  private static final String CHAINS = " chains ";
  private static final String BROKEN =
      "what a release did, which all later ones must do: another behaviour needs ActivateBehaviour";

  static List<String> releases() throws Exception {
    Path folder = Path.of(Objects.requireNonNull(GoldenLogTest.class.getResource(FOLDER)).toURI());
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(LOG))
          .map(name -> name.substring(0, name.length() - LOG.length()))
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("releases")
  void givesTheSameOutcomeForEver(String release) {
    assertThat(outcome(release, GoldenLog.NEVER)).as(BROKEN).isEqualTo(expected(release));
  }

  @ParameterizedTest
  @MethodSource("releases")
  void givesTheSameOutcomeOverSnapshots(String release) {
    assertThat(outcome(release, GoldenLog.EVERY)).as(BROKEN).isEqualTo(expected(release));
  }

  /** A node that is upgraded goes on from the last snapshot of the release before. */
  @Test
  void goesOnFromASnapshotOfThatRelease() throws Exception {
    List<GoldenLog.Entry> entries = log(COMPLETE);
    GoldenLog.Outcome whole = new GoldenLog.Outcome();
    entries.subList(0, GoldenLog.IMAGED).forEach(whole::apply);
    GoldenLog.Outcome restored;
    try (InputStream in = open(COMPLETE + IMAGE)) {
      restored = GoldenLog.readImage(in);
    }

    for (GoldenLog.Entry entry : entries.subList(GoldenLog.IMAGED, entries.size())) {
      assertThat(answers(restored, entry)).as(BROKEN).isEqualTo(answers(whole, entry));
    }
    assertThat(restored.stateHash()).as(BROKEN).isEqualTo(whole.stateHash());
  }

  private static List<GoldenLog.Answer> answers(GoldenLog.Outcome outcome, GoldenLog.Entry entry) {
    return outcome.apply(entry).stream().map(GoldenLog.Answered::answer).toList();
  }

  @Test
  void givesTheSameOutcomeFromSmallTablesForEver() {
    assertThat(GoldenLog.outcomeOfSmallTables(log(COMPLETE)))
        .as(BROKEN)
        .isEqualTo(expected(COMPLETE, "small after "));
  }

  /** What never happens in a log could be changed unnoticed. */
  @Test
  void haveEveryCommandWithEveryAnswer() {
    assertThat(GoldenTally.of(log(COMPLETE)).missing()).isEmpty();
  }

  /** An outcome that did not depend on the log would prove nothing. */
  @Test
  void noticesOneCommandLess() throws Exception {
    String release = releases().getFirst();
    List<GoldenLog.Entry> entries = log(release);
    List<GoldenLog.Entry> less =
        Stream.concat(
                entries.subList(0, GoldenLog.EVERY / 2).stream(),
                entries.subList(GoldenLog.EVERY / 2 + 1, entries.size()).stream())
            .toList();

    assertThat(GoldenLog.outcome(less, GoldenLog.NEVER))
        .doesNotContainAnyElementsOf(expected(release));
  }

  private static List<String> outcome(String release, int restored) {
    // The first log was recorded when chains were not told.
    boolean chained = expected(release).stream().anyMatch(line -> line.contains(CHAINS));
    return GoldenLog.outcome(log(release), restored).stream()
        .filter(line -> chained || !line.contains(CHAINS))
        .toList();
  }

  private static List<String> expected(String release) {
    return expected(release, "after ");
  }

  /** Hashes of the state are told for each layout that it has had. */
  private static List<String> expected(String release, String beginning) {
    try (InputStream in = open(release + OUTCOME)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> line.startsWith(beginning))
          .filter(line ->
              !line.contains(" in layout ")
                  || line.contains(" in layout " + GoldenLog.LAYOUT + " "))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<GoldenLog.Entry> log(String release) {
    try (InputStream in = open(release + LOG)) {
      return GoldenLog.read(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputStream open(String name) {
    return Objects.requireNonNull(
        GoldenLogTest.class.getResourceAsStream(FOLDER + "/" + name), name);
  }
}
