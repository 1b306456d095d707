package io.onsale.inventory.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
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
