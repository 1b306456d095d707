package io.onsale.kit.life;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class FatalTest {
  /** A process in which a loop meets an error of the machine. */
  public static final class Ill {
    private Ill() {}

    public static void main(String[] args) {
      Thread.ofVirtual().start(() -> Fatal.endIf(new InternalError("the machine is ill")));
      while (true) {
        Thread.onSpinWait();
      }
    }
  }

  @Test
  void endsTheProcessVisiblyWhenTheMachineIsIll() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Ill.class.getName())
            .redirectErrorStream(true)
            .start();

    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).isEqualTo(70);
    assertThat(said).contains("the machine is ill");
  }

  @Test
  void leavesOtherFaultsToTheLoop() {
    assertThatCode(() -> Fatal.endIf(new StackOverflowError())).doesNotThrowAnyException();
    assertThatCode(() -> Fatal.endIf(new NoClassDefFoundError())).doesNotThrowAnyException();
  }
}
