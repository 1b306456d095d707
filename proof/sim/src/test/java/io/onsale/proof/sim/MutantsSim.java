package io.onsale.proof.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A simulator that finds nothing proves nothing: each planted bug must be found, and told for what
 * it is.
 */
class MutantsSim {
  private static final int HISTORIES_MAX = 1_000;
  private static final int STEPS_MAX = 8;
  private static final Pattern STEPS = Pattern.compile("(\\d+) of its (\\d+) steps");
  private static final Pattern AGAIN = Pattern.compile("again: ./onsale sim (.*)");

  @ParameterizedTest
  @CsvSource({
    "DOUBLE_SALE, OWNER, 'is given to hold \\d+ while it is hold'",
    "LOST_EXPIRY, EXPIRY, 'ms after its deadline'",
    "LIMIT_OFF_BY_ONE, LIMIT|ANSWER, 'whose limit is|LIMIT_EXCEEDED'",
    "SNAPSHOT_THAT_FORGETS_A_HOLD, RESTART|FAULT, 'after a restart|snapshot'",
    "SNAPSHOT_THAT_GOES_ON, RESTART|FAULT, 'another state|snapshot'",
    "IDEMPOTENCY_HOLE, RESEND, 'and was first answered'"
  })
  void isFoundToldAndShrunk(Mutant mutant, String kinds, String how, @TempDir Path folder)
      throws IOException, ReflectiveOperationException {
    mutant.plant(folder);

    String told = sim(folder, "--seed", "7", "--histories", String.valueOf(HISTORIES_MAX));

    assertThat(told)
        .containsPattern("FAILED: (" + kinds + ") in history \\d+ of seed 7, commit \\S+")
        .containsPattern(how);
    Matcher steps = STEPS.matcher(told);
    assertThat(steps.find()).isTrue();
    assertThat(Integer.parseInt(steps.group(1))).as(told).isLessThanOrEqualTo(STEPS_MAX);

    Matcher again = AGAIN.matcher(told);
    assertThat(again.find()).isTrue();
    assertThat(sim(folder, again.group(1).strip().split(" ", -1))).isEqualTo(told);
  }

  private static String sim(Path folder, String... arguments)
      throws IOException, ReflectiveOperationException {
    ByteArrayOutputStream told = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(told, true, StandardCharsets.UTF_8);
    assertThat(Mutant.run(folder, out, arguments)).isEqualTo(1);
    return told.toString(StandardCharsets.UTF_8);
  }
}
