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
        .startsWith(ProcessHandle.current().pid() + " ");
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
  void takesOverWhatADeadProcessLeft() throws Exception {
    Process dead = new ProcessBuilder("true").start();
    dead.waitFor();
    Files.writeString(file(), dead.pid() + " 1700000000000\n");

    FolderLock.take(folder);

    assertThat(Files.readString(file())).startsWith(ProcessHandle.current().pid() + " ");
  }

  @Test
  void takesOverWhenTheIdIsAnothersNow() throws Exception {
    ProcessHandle other = ProcessHandle.current().parent().orElseThrow();
    Files.writeString(file(), other.pid() + " 1700000000000\n");

    FolderLock.take(folder);

    assertThat(Files.readString(file())).startsWith(ProcessHandle.current().pid() + " ");
  }

  @Test
  void refusesWhenTheProcessLivesThoughNoLockIsSeen() throws Exception {
    ProcessHandle other = ProcessHandle.current().parent().orElseThrow();
    long startedAt = other.info().startInstant().orElseThrow().toEpochMilli();
    Files.writeString(file(), other.pid() + " " + startedAt + "\n");

    assertThatThrownBy(() -> FolderLock.take(folder))
        .isInstanceOf(FolderTaken.class)
        .hasMessageContaining("process " + other.pid());
  }

  @Test
  void takesOverWhatIsNotReadable() throws Exception {
    Files.writeString(file(), "neither a number nor two");

    FolderLock.take(folder);

    assertThat(Files.readString(file())).startsWith(ProcessHandle.current().pid() + " ");
  }

  @Test
  void tellsThatTheFolderCannotBeUsed() throws Exception {
    Path notAFolder = Files.writeString(folder.resolve("file"), "");

    assertThatThrownBy(() -> FolderLock.take(notAFolder)).hasMessageContaining("cannot be used");
  }
}
