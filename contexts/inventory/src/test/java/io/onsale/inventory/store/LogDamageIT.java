package io.onsale.inventory.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.aeron.protocol.DataHeaderFlyweight;
import io.onsale.inventory.flow.LogDamaged;
import io.onsale.inventory.flow.LogHistory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a node does about a log that is not whole. */
final class LogDamageIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path temporary;
  private Path folder;
  private long hash;
  private long lastBegins;
  private long end;

  /** A log of some segments, as it lies on the disk when the machine stops. */
  @BeforeEach
  void stopAMachine() throws Exception {
    Path running = temporary.resolve("running");
    try (SeatsOnDisk seats = SeatsOnDisk.on(running)) {
      seats.open();
      seats.fill(2L * SeatsOnDisk.SEGMENT);
      seats.hold(1);
      lastBegins = seats.logs.answered();
      seats.hold(2);
      hash = seats.hash();
      end = seats.logs.answered();
      folder = SeatsOnDisk.crashImage(running, temporary.resolve("image"));
    }
    Files.deleteIfExists(folder.resolve("forced"));
  }

  @Test
  void dropsATornBlockAndKeepsAllThatWasAnswered() throws Exception {
    Recording log = log();
    ByteBuffer torn = frameAt(log, end, 8 * 512);
    write(log, end, torn.limit(512));

    FolderLog files;
    try (SeatsOnDisk seats = SeatsOnDisk.on(folder)) {
      files = seats.files;
      assertThat(files.dropped()).isBetween(1L, 8L * 512);
      assertThat(seats.hash()).isEqualTo(hash);
      seats.hold(3);
      hash = seats.hash();
      assertThat(SeatsOnDisk.replayed(files, seats.logs.answered())).isEqualTo(hash);
    }
    try (SeatsOnDisk seats = SeatsOnDisk.on(folder)) {
      assertThat(seats.files.dropped()).isZero();
      assertThat(seats.hash()).isEqualTo(hash);
    }
  }

  @Test
  void dropsATornBlockWhoseFirstSectorsAreMissing() throws Exception {
    Recording log = log();
    write(log, end + 4096, ByteBuffer.wrap(new byte[] {1, 2, 3, 4}));

    try (SeatsOnDisk seats = SeatsOnDisk.on(folder)) {
      assertThat(seats.files.dropped()).isEqualTo(4100);
      assertThat(seats.hash()).isEqualTo(hash);
    }
  }

  @Test
  void refusesAChangedFrameAtTheEndUnlessSomebodyConsents() throws Exception {
    flip(log(), end - 20);

    LogDamaged damage = refused();
    assertThat(damage.position()).isEqualTo(lastBegins);
    assertThat(damage.file()).endsWith("-" + log().base(end) + ".rec");
    Path consent = folder.resolve("accept-loss-from-" + lastBegins);
    assertThat(damage).hasMessageContaining(consent.toString());
    assertThat(refused()).as("again, as nothing has been touched").hasMessage(damage.getMessage());

    Files.createFile(consent);
    try (SeatsOnDisk seats = SeatsOnDisk.on(folder)) {
      assertThat(consent).doesNotExist();
      assertThat(seats.files.dropped()).isPositive();
      seats.hold(2);
      assertThat(seats.replica.isCaughtUp()).isTrue();
    }
  }

  @Test
  void refusesAChangeInTheMiddleOfTheLog() throws Exception {
    flip(log(), SeatsOnDisk.SEGMENT + 5_000);

    LogDamaged damage = refused();

    assertThat(damage.position())
        .isBetween((long) SeatsOnDisk.SEGMENT, SeatsOnDisk.SEGMENT + 5_000L);
    assertThat(damage.file()).endsWith("-" + SeatsOnDisk.SEGMENT + ".rec");
    assertThat(damage).hasMessageContaining("does not start").hasMessageContaining("copy");
    assertThatThrownBy(() -> SeatsOnDisk.replayed(SeatsOnDisk.files(folder, 1), Long.MAX_VALUE))
        .isInstanceOf(LogDamaged.class);
  }

  @Test
  void refusesALogThatLacksAFile() throws Exception {
    Files.delete(log().file(SeatsOnDisk.SEGMENT));

    assertThat(refused()).hasMessageContaining("missing");
  }

  @Test
  void refusesALogThatIsShorterThanItWas() throws Exception {
    FolderLog files = SeatsOnDisk.files(folder, 1);
    files.forced(end);
    Recording log = log();
    try (FileChannel last = FileChannel.open(log.file(log.base(end)), StandardOpenOption.WRITE)) {
      last.truncate(lastBegins - log.base(end));
    }

    assertThat(refused().position()).isEqualTo(lastBegins);
  }

  @Test
  void refusesSealedPartsWithoutTheirLog() throws Exception {
    FolderLog files = SeatsOnDisk.files(folder, 1);
    assertThat(files.view().seal(end, () -> {})).isTrue();
    Files.delete(folder.resolve("cluster/recording.log"));

    assertThat(refused().position()).isEqualTo(SeatsOnDisk.SEGMENT);
  }

  @Test
  void goesBackToTheSnapshotBeforeWhenTheNewestIsDamaged() throws Exception {
    long first;
    Path image = temporary.resolve("snapshots");
    try (SeatsOnDisk seats = SeatsOnDisk.on(folder)) {
      snapshot(seats);
      first = seats.files.newestSnapshot();
      seats.fill(SeatsOnDisk.SEGMENT);
      seats.hold(3);
      snapshot(seats);
      seats.hold(4);
      hash = seats.hash();
      SeatsOnDisk.crashImage(folder, image);
    }
    Recording newest =
        Recording.in(image.resolve("archive")).values().stream()
            .max(Comparator.comparingLong(Recording::id))
            .orElseThrow();
    flip(newest, 200);
    assertThat(SeatsOnDisk.files(image, 1).newestSnapshot()).isGreaterThan(first);

    try (SeatsOnDisk seats = SeatsOnDisk.on(image)) {
      assertThat(seats.files.passedOver()).isEqualTo(1);
      assertThat(seats.hash()).isEqualTo(hash);
    }
    try (SeatsOnDisk seats = SeatsOnDisk.on(image)) {
      assertThat(seats.files.passedOver())
          .as("the log has the order to take that snapshot, so the replay took it anew")
          .isZero();
      assertThat(seats.hash()).isEqualTo(hash);
    }
  }

  @Test
  void goesBackToTheSnapshotBeforeWhenTheImageOfTheNewestIsNotWhatWasWritten() throws Exception {
    Path newest;
    Path image = temporary.resolve("images");
    try (SeatsOnDisk seats = SeatsOnDisk.on(folder)) {
      snapshot(seats);
      seats.hold(3);
      snapshot(seats);
      seats.hold(4);
      hash = seats.hash();
      SeatsOnDisk.crashImage(folder, image);
    }
    try (Stream<Path> images = Files.list(image.resolve("images"))) {
      newest = images.max(Comparator.naturalOrder()).orElseThrow();
    }
    byte[] written = Files.readAllBytes(newest);
    written[written.length / 2] ^= 1;
    Files.write(newest, written);

    try (SeatsOnDisk seats = SeatsOnDisk.on(image)) {
      assertThat(seats.files.passedOver()).isEqualTo(1);
      assertThat(seats.hash()).isEqualTo(hash);
    }
  }

  @Test
  void keepsTheLogBelowASnapshotWhoseImageIsGone() throws Exception {
    Path image = temporary.resolve("images");
    long first;
    long second;
    try (SeatsOnDisk seats = SeatsOnDisk.on(folder)) {
      snapshot(seats);
      first = seats.files.newestSnapshot();
      seats.hold(3);
      snapshot(seats);
      second = seats.files.newestSnapshot();
      SeatsOnDisk.crashImage(folder, image);
    }
    FolderLog files = SeatsOnDisk.files(image, 1);
    assertThat(files.newestSnapshot()).isEqualTo(second);
    int needless = files.view().surplus(Long.MAX_VALUE).snapshots().size();
    try (Stream<Path> images = Files.list(image.resolve("images"))) {
      Files.delete(images.max(Comparator.naturalOrder()).orElseThrow());
    }

    assertThat(files.newestSnapshot()).isEqualTo(first);
    assertThat(files.view().surplus(Long.MAX_VALUE).snapshots()).hasSizeLessThan(needless);
    assertThat(files.view().surplus(Long.MAX_VALUE).to()).isLessThanOrEqualTo(first);
  }

  @Test
  void readsToTheLastWholeMessageOfAnImage() throws Exception {
    FolderLog files = SeatsOnDisk.files(folder, 1);
    try (LogHistory history = files.history()) {
      assertThat(history.end()).isGreaterThanOrEqualTo(end);
    }
    assertThat(SeatsOnDisk.replayed(files, end)).isEqualTo(hash);
  }

  private static void snapshot(SeatsOnDisk seats) {
    long before = seats.files.newestSnapshot();
    await().atMost(PATIENCE).until(seats.logs::snapshot);
    await().atMost(PATIENCE).until(() -> seats.files.newestSnapshot() > before);
  }

  private LogDamaged refused() {
    try {
      SeatsOnDisk.on(folder).close();
    } catch (LogDamaged e) {
      return e;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    throw new AssertionError("it started");
  }

  private Recording log() {
    return Objects.requireNonNull(SeatsOnDisk.files(folder, 1).recording());
  }

  /** A frame as the archive would write it there, with a payload that is nowhere zero. */
  private static ByteBuffer frameAt(Recording log, long position, int length) {
    ByteBuffer frame = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < length; i++) {
      frame.put(i, (byte) 7);
    }
    int term = log.shape().termLength();
    frame.putInt(0, length);
    frame.putInt(4, 0);
    frame.put(5, (byte) 0xC0);
    frame.putShort(6, (short) DataHeaderFlyweight.HDR_TYPE_DATA);
    frame.putInt(DataHeaderFlyweight.TERM_OFFSET_FIELD_OFFSET, (int) (position & (term - 1)));
    frame.putInt(DataHeaderFlyweight.STREAM_ID_FIELD_OFFSET, log.shape().streamId());
    frame.putInt(
        DataHeaderFlyweight.TERM_ID_FIELD_OFFSET,
        log.shape().initialTermId() + (int) (position / term));
    return frame;
  }

  private static void write(Recording log, long position, ByteBuffer bytes) throws IOException {
    long base = log.base(position);
    try (FileChannel file = FileChannel.open(log.file(base), StandardOpenOption.WRITE)) {
      file.write(bytes, position - base);
    }
  }

  private static void flip(Recording log, long position) throws IOException {
    long base = log.base(position);
    try (FileChannel file =
        FileChannel.open(log.file(base), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer one = ByteBuffer.allocate(1);
      file.read(one, position - base);
      one.put(0, (byte) (one.get(0) ^ 4));
      file.write(one.flip(), position - base);
    }
  }
}
