package io.onsale.inventory.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.onsale.inventory.flow.LogDamaged;
import io.onsale.inventory.flow.LogHistory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.agrona.IoUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A node that seals its log while it runs. */
final class SealingIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int ROUNDS = 4;

  @TempDir private Path folder;

  @Test
  void keepsTheHotLogShortAndTheHistoryWhole() throws Exception {
    long hash;
    long end;
    try (SeatsOnDisk seats = SeatsOnDisk.on(folder, SeatsOnDisk.SEGMENT)) {
      seats.open();
      seats.hold(1);
      for (int i = 0; i < ROUNDS; i++) {
        seats.fillToASnapshot();
      }
      seats.hold(2);
      seats.settle();
      hash = seats.hash();
      end = seats.logs.answered();

      assertThat(end).isGreaterThan(3L * ROUNDS * SeatsOnDisk.SEGMENT);
      assertThat(seats.files.view().surplus(Long.MAX_VALUE).from())
          .as("the hot log begins at the last snapshot but one, or a segment before")
          .isGreaterThan(end - 10L * SeatsOnDisk.SEGMENT);
      assertThat(SeatsOnDisk.replayed(seats.files, end)).isEqualTo(hash);
    }
    try (LogHistory history = SeatsOnDisk.files(folder, 1).history()) {
      assertThat(history.start()).isZero();
    }
    assertThat(SeatsOnDisk.replayed(SeatsOnDisk.files(folder, 1), end)).isEqualTo(hash);
    try (SeatsOnDisk seats = SeatsOnDisk.on(folder, SeatsOnDisk.SEGMENT)) {
      assertThat(seats.hash()).isEqualTo(hash);
      seats.hold(3);
      assertThat(SeatsOnDisk.replayed(seats.files, seats.logs.answered())).isEqualTo(seats.hash());
    }
    refusesToReplayWhatWasChanged();
  }

  private void refusesToReplayWhatWasChanged() throws Exception {
    List<Path> sealed;
    try (Stream<Path> files = Files.list(folder.resolve("sealed"))) {
      sealed = files.filter(file -> file.toString().endsWith(".log")).sorted().toList();
    }
    assertThat(sealed).hasSizeGreaterThanOrEqualTo(2 * ROUNDS);
    Path changed = sealed.get(1);
    byte[] content = Files.readAllBytes(changed);
    content[content.length / 2] ^= 1;
    Files.write(changed, content);

    assertThatThrownBy(() -> SeatsOnDisk.replayed(SeatsOnDisk.files(folder, 1), Long.MAX_VALUE))
        .isInstanceOfSatisfying(
            LogDamaged.class,
            damage -> {
              assertThat(damage.file()).isEqualTo(changed.toString());
              assertThat(damage.position()).isEqualTo(SeatsOnDisk.SEGMENT);
            });
  }

  @ParameterizedTest
  @EnumSource
  void goesOnAfterADeathInTheMidstOfASnapshot(DiesInASnapshot.Place place) throws Exception {
    DiesInASnapshot.run(folder, place);

    try (SeatsOnDisk seats = SeatsOnDisk.on(folder)) {
      assertThat(seats.hold(DiesInASnapshot.SOLD + 1).version())
          .isEqualTo(DiesInASnapshot.SOLD + 2);
      seats.settle();
      long end = seats.logs.answered();
      assertThat(SeatsOnDisk.replayed(seats.files, end)).isEqualTo(seats.hash());
      await().atMost(PATIENCE).until(() -> seats.files.newestSnapshot() > 0);
    }
  }

  @Test
  void seesTheSnapshotsOfALogThatWasFilledAnew() throws Exception {
    List<Path> logs = List.of(folder.resolve("first"), folder.resolve("second"));
    for (Path log : logs) {
      try (SeatsOnDisk seats = SeatsOnDisk.on(log, 8L * SeatsOnDisk.SEGMENT)) {
        await().atMost(PATIENCE).until(() -> seats.files.newestSnapshot() > 0);
      }
    }
    FolderLog files = SeatsOnDisk.files(logs.getFirst(), 1);
    assertThat(files.images().orElseThrow().lacking()).isEmpty();

    // Its recordings have the numbers that those of the first had.
    for (String part : List.of("archive", "cluster")) {
      IoUtil.delete(logs.getFirst().resolve(part).toFile(), false);
      SeatsOnDisk.crashImage(logs.getLast().resolve(part), logs.getFirst().resolve(part));
    }

    List<Long> lacking = files.images().orElseThrow().lacking();
    assertThat(lacking).isNotEmpty();
    assertThat(lacking)
        .allSatisfy(image ->
            assertThat(logs.getLast().resolve("images").resolve("image-%016x".formatted(image)))
                .exists());
  }

  @Test
  void purgesNothingThatTheFollowerHasNotWrittenDown() throws Exception {
    try (SeatsOnDisk seats = SeatsOnDisk.on(folder, SeatsOnDisk.SEGMENT, 1L << 40)) {
      seats.open();
      for (int i = 0; i < ROUNDS; i++) {
        seats.fillToASnapshot();
        // What is sealed is purged with it, if it may be.
        seats.awaitSealed();
      }
      assertThat(seats.files.view().surplus(Long.MAX_VALUE).isNothing()).isFalse();
      assertThat(seats.files.view().surplus(Long.MAX_VALUE).from()).isZero();
    }
    // Its end writes down where it stands: what lies before can go now.
    try (SeatsOnDisk seats = SeatsOnDisk.on(folder, SeatsOnDisk.SEGMENT, 1L << 40)) {
      await().atMost(PATIENCE).until(() -> seats.files.view().surplus(Long.MAX_VALUE).from() > 0);
    }
  }

  @Test
  void takesASnapshotAtTheStartOneThatSomebodyWishesAndOneAtTheEnd() throws Exception {
    long wished;
    try (SeatsOnDisk seats = SeatsOnDisk.on(folder, 8L * SeatsOnDisk.SEGMENT)) {
      await().atMost(PATIENCE).until(() -> seats.files.newestSnapshot() > 0);
      long first = seats.files.newestSnapshot();
      seats.open();
      seats.hold(1);
      Path wish = Files.createFile(folder.resolve("take-snapshot"));
      await().atMost(PATIENCE).until(() -> seats.files.newestSnapshot() > first);
      assertThat(wish).doesNotExist();
      wished = seats.files.newestSnapshot();
      seats.fill(SeatsOnDisk.SEGMENT);
    }
    assertThat(SeatsOnDisk.files(folder, 1).newestSnapshot()).isGreaterThan(wished);
  }
}
