package io.onsale.proof.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.onsale.inventory.model.RefusalReason;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HistoriesSim {
  private static final long SEED = 20_261_122;

  @Test
  void aThousandHistoriesAreAsTheyMustBe() throws InterruptedException {
    int jobs = Runtime.getRuntime().availableProcessors();

    assertThat(Simulator.run(SEED, 1, 1_000, jobs).map(found -> found.told(SimMain.commit())))
        .isEmpty();
  }

  @Test
  void theSameStepsEndAlike() {
    for (long number = 1; number <= 20; number++) {
      List<Step> steps = new ArrayList<>();
      World drawn = new World(3);
      Generator generator = new Generator(SEED + number);
      for (int i = 0; i < generator.length(); i++) {
        Step step = generator.next(drawn);
        steps.add(step);
        drawn.take(step);
      }
      World repeated = new World(3);
      steps.forEach(repeated::take);

      assertThat(drawn.trace()).isNotZero();
      assertThat(repeated.trace()).as("history %d", number).isEqualTo(drawn.trace());
    }
  }

  @Test
  void everyKindOfCommandIsAcceptedAndRefusedForEveryReason() {
    Set<String> met = new TreeSet<>();
    for (long number = 1; number <= 400; number++) {
      Generator generator = new Generator(SEED + number);
      World world = new World(generator.nodes());
      for (int i = 0; i < generator.length(); i++) {
        world.take(generator.next(world));
      }
      met.addAll(world.met());
    }

    List<String> all = new ArrayList<>();
    Stream.of(Command.class.getPermittedSubclasses()).map(Class::getSimpleName).forEach(all::add);
    // Tables are larger than a history is long.
    Stream.of(RefusalReason.values())
        .filter(reason -> reason != RefusalReason.CAPACITY)
        .map(Enum::name)
        .forEach(all::add);
    assertThat(met).containsAll(all);
  }

  @Test
  void tellsHowManyHistoriesItRan() throws InterruptedException {
    assertThat(sim(0, "--seed", "5", "--histories", "3", "--jobs", "2"))
        .contains("3 histories of seed 5 are as they must be");
  }

  @Test
  void runsOneHistoryAlone() throws InterruptedException {
    assertThat(sim(0, "--seed", "5", "--history", "2")).contains("history 2 of seed 5");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--histories 0", "--jobs many", "--seed", "--history -1", "--fast 1"})
  void refusesWhatItDoesNotUnderstand(String arguments) throws InterruptedException {
    assertThat(sim(2, arguments.split(" ", -1))).contains("onsale help");
  }

  private static String sim(int status, String... arguments) throws InterruptedException {
    ByteArrayOutputStream told = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(told, true, StandardCharsets.UTF_8);
    assertThat(SimMain.run(arguments, out, out)).isEqualTo(status);
    return told.toString(StandardCharsets.UTF_8);
  }
}
