package io.onsale.inventory.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onsale.inventory.JavaProcess;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RuntimeFolderTest {
  private static final long NO_PROCESS = Long.MAX_VALUE;

  @TempDir private Path data;

  @Test
  void clearsWhatADeadProcessLeft() throws Exception {
    Path left;
    try (RuntimeFolder first = RuntimeFolder.claim(data)) {
      left = first.path();
    }
    Files.createDirectory(left);
    Files.writeString(left.resolve("mark"), "of the dead");
    Files.writeString(data.resolve("lock"), NO_PROCESS + "\n");

    try (RuntimeFolder claimed = RuntimeFolder.claim(data)) {
      assertThat(claimed.path()).isEqualTo(left).isEmptyDirectory();
      assertThat(data.resolve("lock")).hasContent(ProcessHandle.current().pid() + "");
    }
    assertThat(left).doesNotExist();
  }

  @Test
  void clearsWhatAKilledProcessLeftWhoseDataFolderIsGone() throws Exception {
    Path gone = Files.createDirectory(data.resolve("gone"));
    Path left;
    try (RuntimeFolder first = RuntimeFolder.claim(gone)) {
      left = first.path();
    }
    Files.createDirectory(left);
    Files.writeString(left.resolve("driver"), "of the dead");
    Path alive = Files.createFile(left.resolveSibling(left.getFileName() + ".alive"));

    try (RuntimeFolder other = RuntimeFolder.claim(Files.createDirectory(data.resolve("other")));
        RuntimeFolder third = RuntimeFolder.claim(Files.createDirectory(data.resolve("third")))) {
      assertThat(left).doesNotExist();
      assertThat(alive).doesNotExist();
      assertThat(other.path()).exists();
      assertThat(third.path()).exists();
    }
  }

  @Test
  void startsBesideAnotherThatClearsTheSameAtTheSameTime() throws Exception {
    Path folder = Files.createDirectory(data.resolve("folder"));
    Path left;
    try (RuntimeFolder first = RuntimeFolder.claim(folder)) {
      left = first.path();
    }
    Process other =
        JavaProcess.of(
                Claiming.class,
                data,
                "<configuration/>",
                List.of("-XX:TieredStopAtLevel=1"),
                Files.createDirectory(data.resolve("other")).toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader claims = other.inputReader()) {
      for (int i = 0; i < 300; i++) {
        Path driver = Files.createDirectories(left.resolve("driver"));
        for (int file = 0; file < 20; file++) {
          Files.writeString(driver.resolve("of-the-dead-" + file), "");
        }
        Files.createFile(left.resolveSibling(left.getFileName() + ".alive"));
        // The other is in the middle of its loop, not before it.
        assertThat(claims.readLine()).isEqualTo("claimed");

        try (RuntimeFolder claimed = RuntimeFolder.claim(folder)) {
          assertThat(claimed.path()).isEqualTo(left).isEmptyDirectory();
          assertThat(left.resolveSibling(left.getFileName() + ".alive")).exists();
        }
      }
    } finally {
      other.destroyForcibly().waitFor();
      RuntimeFolder.claim(data.resolve("other")).close();
    }
  }

  /** Starts again and again, and clears what others left each time. */
  static final class Claiming {
    private Claiming() {}

    public static void main(String[] args) {
      while (!System.out.checkError()) {
        RuntimeFolder.claim(Path.of(args[0])).close();
        System.out.println("claimed");
      }
    }
  }

  @Test
  void tellsWhoHoldsAFolder() {
    try (RuntimeFolder claimed = RuntimeFolder.claim(data)) {
      assertThatThrownBy(() -> RuntimeFolder.claim(data))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("process " + ProcessHandle.current().pid());
      assertThat(claimed.path()).exists();
    }
  }

  @Test
  void givesEachDataFolderARuntimeFolderOfItsOwn() throws Exception {
    try (RuntimeFolder one = RuntimeFolder.claim(Files.createDirectory(data.resolve("one")));
        RuntimeFolder other = RuntimeFolder.claim(Files.createDirectory(data.resolve("other")))) {
      assertThat(one.path()).isNotEqualTo(other.path());
    }
  }
}
