package io.onsale.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderLockTest {
  @TempDir Path folder;

  private Path file() {
    return folder.resolve("onsale.pid");
  }

  @Test
  void makesTheFolderAndSaysWhoHasIt() throws Exception {
    Path fresh = folder.resolve("a").resolve("b");

    FolderLock.take(fresh);

    assertThat(Files.readString(fresh.resolve("onsale.pid")))
        .isEqualTo(ProcessHandle.current().pid() + "\n");
  }

  @Test
  void refusesASecondAndTellsWhoHasIt() {
    FolderLock.take(folder);

    assertThatThrownBy(() -> FolderLock.take(folder))
        .isInstanceOf(FolderTaken.class)
        .hasMessageContaining("process " + ProcessHandle.current().pid())
        .hasMessageContaining("--data");
  }

  @Test
  void leavesTheFolderToTheNext() {
    FolderLock first = FolderLock.take(folder);
    first.release();
    first.release();

    FolderLock.take(folder).release();
  }

  @Test
  void takesOverWhatADeadProcessLeftAlthoughItsIdLives() throws Exception {
    Files.writeString(file(), ProcessHandle.current().parent().orElseThrow().pid() + "\n");

    FolderLock.take(folder);

    assertThat(Files.readString(file())).isEqualTo(ProcessHandle.current().pid() + "\n");
  }

  @Test
  void takesOverWhatIsNotReadable() throws Exception {
    Files.writeString(file(), "no number");

    FolderLock.take(folder);

    assertThat(Files.readString(file())).isEqualTo(ProcessHandle.current().pid() + "\n");
  }

  @Test
  void tellsThatTheFolderCannotBeUsed() throws Exception {
    Path notAFolder = Files.writeString(folder.resolve("file"), "");

    assertThatThrownBy(() -> FolderLock.take(notAFolder)).hasMessageContaining("cannot be used");
  }
}
