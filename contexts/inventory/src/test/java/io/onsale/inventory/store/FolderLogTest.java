package io.onsale.inventory.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onsale.inventory.Allocated;
import io.onsale.inventory.flow.Durability;
import io.onsale.inventory.flow.LogUpkeep;
import io.onsale.inventory.flow.SealedFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files of a node that has run for long, and of one that was filled from another. */
final class FolderLogTest {
  private static final int SEGMENT = NodeFolder.SEGMENT;
  private static final int MANY = 500;

  /** More than two notes and two entries of the catalog take, when each is read once. */
  private static final long BYTES_A_SNAPSHOT = 4_000;

  @TempDir private Path folder;

  @Test
  void givesUpOldSnapshotsThatHaveNotBeenPurgedYet() throws IOException {
    FolderLog log = node(MANY, 4);

    assertThat(log.newestSnapshot()).isEqualTo((long) MANY * SEGMENT);
    LogUpkeep.Surplus surplus = log.view().surplus(Long.MAX_VALUE);
    assertThat(surplus.snapshots())
        .containsExactly(2L * MANY - 5, 2L * MANY - 4, 2L * MANY - 7, 2L * MANY - 6);
    assertThat(surplus.from()).isEqualTo((MANY - 4L) * SEGMENT);
    assertThat(surplus.to()).as("nothing is sealed").isEqualTo(surplus.from());
  }

  @Test
  void keepsTheImagesOfTheTwoNewestSnapshotsAndTheOneThatIsBeingWritten() throws IOException {
    FolderLog log = node(MANY, 4);
    Files.createFile(image(MANY + 1));
    Files.createFile(image(1));

    log.view().tidy();

    assertThat(images()).containsExactly(image(MANY - 1), image(MANY), image(MANY + 1));
  }

  @Test
  void keepsOneMoreSnapshotWhenTheImageOfTheNewestIsNotThere() throws IOException {
    FolderLog log = node(MANY, 4);
    Files.delete(image(MANY));

    assertThat(log.newestSnapshot()).isEqualTo((MANY - 1L) * SEGMENT);
    assertThat(log.view().surplus(Long.MAX_VALUE).snapshots())
        .containsExactly(2L * MANY - 7, 2L * MANY - 6);
    log.view().tidy();
    assertThat(images()).containsExactly(image(MANY - 2), image(MANY - 1));
  }

  @Test
  void readsOnceWhatHasBeenNotedOfPurgedSnapshots() throws IOException {
    FolderLog log = node(MANY, 2);
    Runnable round =
        () -> {
          LogUpkeep.View view = log.view();
          assertThat(view.surplus(Long.MAX_VALUE).isNothing()).isTrue();
          assertThat(view.waiting(0)).isZero();
          assertThat(view.seal(0, () -> {})).isFalse();
          view.tidy();
        };
    round.run();

    assertThat(Allocated.by(round) / MANY).isLessThan(BYTES_A_SNAPSHOT);
  }

  @Test
  void goesOnWithTheRestOfAnotherMembersFilesAfterItWasCutOff() throws IOException {
    Watched elsewhere = sealedElsewhere();
    List<String> names = parts(elsewhere);
    FolderLog log = node(5, 2);
    assertThat(log.isLacking()).isTrue();

    elsewhere.gone = names.getLast();
    assertThatThrownBy(() -> log.complete(elsewhere)).hasMessage("gone");
    assertThat(elsewhere.opened).contains(names.getFirst());
    assertThat(log.isLacking()).isTrue();
    elsewhere.gone = "";
    elsewhere.opened.clear();
    assertThat(log.complete(elsewhere)).isTrue();

    assertThat(elsewhere.opened).containsExactly(SealedLog.LIST, names.getLast());
    assertThat(log.isLacking()).isFalse();
    assertThat(log.start()).isZero();
    assertThat(Files.readString(folder.resolve("sealed").resolve(SealedLog.LIST)))
        .isEqualTo(Files.readString(folder.resolve("elsewhere").resolve(SealedLog.LIST)));
  }

  @Test
  void lacksSomethingUntilTheListHasTheLastFile() throws IOException {
    Watched elsewhere = sealedElsewhere();
    NodeFolder.write(folder, 5, 2);
    Watched own = new Watched(folder.resolve("sealed"));
    FolderLog log = new FolderLog(folder, 0, own, durability());

    own.listsLeft = parts(elsewhere).size();
    assertThatThrownBy(() -> log.complete(elsewhere)).hasMessage("full");
    assertThat(parts(own)).isEqualTo(parts(elsewhere));
    assertThat(log.isLacking()).isTrue();
    own.listsLeft = 1;
    elsewhere.opened.clear();
    assertThat(log.complete(elsewhere)).isTrue();

    assertThat(elsewhere.opened).containsExactly(SealedLog.LIST);
    assertThat(log.isLacking()).isFalse();
  }

  @Test
  void tellsByNamesAloneWhetherSomethingIsLacking() throws IOException {
    Watched sealed = sealedElsewhere();
    NodeFolder.write(folder, 5, 2);
    FolderLog log = new FolderLog(folder, 0, sealed, durability());

    assertThat(log.isLacking()).isFalse();
    Files.delete(folder.resolve("elsewhere").resolve(SealedLog.LIST));
    assertThat(log.isLacking()).as("the list is made from the files").isFalse();
    Files.delete(folder.resolve("elsewhere").resolve(parts(sealed).getLast()));
    assertThat(log.isLacking()).isTrue();

    assertThat(sealed.opened).containsOnly(SealedLog.LIST);
  }

  private FolderLog node(int snapshots, int kept) throws IOException {
    NodeFolder.write(folder, snapshots, kept);
    return new FolderLog(folder, durability());
  }

  private static Durability durability() {
    return new Durability(true, 1 << 20, 1 << 20);
  }

  private Path image(long id) {
    return NodeFolder.image(folder, id);
  }

  private List<Path> images() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("images"))) {
      return files.sorted().toList();
    }
  }

  /** Three segments that another member has sealed. */
  private Watched sealedElsewhere() throws IOException {
    Recorded recorded =
        new Recorded(Files.createDirectory(folder.resolve("other-archive")))
            .upTo(3L * SEGMENT + 1, new Random(1));
    SealedLog log = SealedLog.open(new SealedFolder(folder.resolve("elsewhere")), 0);
    for (long base = 0; base < 3L * SEGMENT; base += SEGMENT) {
      try (Frames frames = recorded.recording.map(base)) {
        log.seal(frames, base, recorded.recording.shape(), () -> {});
      }
    }
    return new Watched(folder.resolve("elsewhere"));
  }

  private static List<String> parts(SealedFiles files) throws IOException {
    return files.names().stream().filter(name -> name.endsWith(".log")).toList();
  }

  /** Sealed files that can fail, and note what is read of them. */
  private static final class Watched implements SealedFiles {
    private final SealedFolder folder;
    final List<String> opened = new ArrayList<>();
    String gone = "";
    int listsLeft;

    Watched(Path folder) {
      this.folder = new SealedFolder(folder);
    }

    @Override
    public List<String> names() throws IOException {
      return folder.names();
    }

    @Override
    public InputStream open(String name) throws IOException {
      if (name.equals(gone)) {
        throw new IOException("gone");
      }
      opened.add(name);
      return folder.open(name);
    }

    @Override
    public Draft draft(String name) throws IOException {
      if (name.equals(SealedLog.LIST) && listsLeft-- == 0) {
        throw new IOException("full");
      }
      return folder.draft(name);
    }

    @Override
    public String place() {
      return folder.place();
    }
  }
}
