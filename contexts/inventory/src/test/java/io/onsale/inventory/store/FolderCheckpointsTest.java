package io.onsale.inventory.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.onsale.contracts.sbe.ClosePerformanceEncoder;
import io.onsale.contracts.sbe.MessageHeaderEncoder;
import io.onsale.inventory.flow.Chronicle;
import io.onsale.inventory.flow.PastEvents;
import io.onsale.inventory.flow.TenSeats;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.agrona.ExpandableArrayBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where a chronicle stood, kept in files. */
final class FolderCheckpointsTest {
  private static final Chronicle.Listener NOBODY = (event, performance) -> {};

  @TempDir private Path folder;

  private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(1 << 12);
  private final Chronicle chronicle = new Chronicle(NOBODY);

  @Test
  void goesOnWhereItStood() {
    open(5);
    open(6);
    keep();

    Chronicle found = checkpoints().newest(Long.MAX_VALUE, NOBODY).orElseThrow();

    assertThat(found.position()).isEqualTo(chronicle.position());
    assertThat(found.time()).isEqualTo(chronicle.time());
    assertThat(found.engine().stateHash()).isEqualTo(chronicle.engine().stateHash());
    assertThat(found.head(5)).isEqualTo(chronicle.head(5)).isNotEqualTo(found.head(6));
  }

  @Test
  void tellsTheSameEventsAsTheOneThatWentOn() {
    open(5);
    keep();
    Chronicle found = checkpoints().newest(Long.MAX_VALUE, NOBODY).orElseThrow();

    close(chronicle, 5);
    close(found, 5);

    assertThat(found.head(5)).isEqualTo(chronicle.head(5));
    assertThat(found.engine().stateHash()).isEqualTo(chronicle.engine().stateHash());
  }

  @Test
  void hasNothingBeforeTheFirst() {
    assertThat(checkpoints().newest(Long.MAX_VALUE, NOBODY)).isEmpty();
  }

  @Test
  void believesNothingThatIsDamagedAndGoesBackToAnOlderOne() throws Exception {
    open(5);
    long older = keep();
    open(6);
    keep();
    Path newest = files().getLast();
    long length = Files.size(newest);
    for (long at : new long[] {0, 9, length / 2, length - 1}) {
      byte before = change(newest, at);

      Optional<Chronicle> found = checkpoints().newest(Long.MAX_VALUE, NOBODY);

      assertThat(found.orElseThrow().position()).as("byte %d", at).isEqualTo(older);
      restore(newest, at, before);
    }
    try (RandomAccessFile file = new RandomAccessFile(newest.toFile(), "rw")) {
      file.setLength(length - 100);
    }
    assertThat(checkpoints().newest(Long.MAX_VALUE, NOBODY).orElseThrow().position())
        .isEqualTo(older);
  }

  @Test
  void findsTheNewestThatIsOldEnough() {
    open(5);
    long first = keep();
    open(6);
    long second = keep();

    assertThat(checkpoints().newest(second - 1, NOBODY).orElseThrow().position()).isEqualTo(first);
    assertThat(checkpoints().newest(second, NOBODY).orElseThrow().position()).isEqualTo(second);
    assertThat(checkpoints().newest(first - 1, NOBODY)).isEmpty();
  }

  @Test
  void keepsTheOldestAndTheNewestAndFewBetweenAndNoneThatWasNotFinished() throws Exception {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("draft-77"), "cut off");
    List<Long> positions = new ArrayList<>();
    for (int i = 1; i <= 4 * FolderCheckpoints.KEPT; i++) {
      open(i);
      positions.add(keep());
    }

    assertThat(files()).hasSize(FolderCheckpoints.KEPT);
    for (long kept :
        List.of(positions.getFirst(), positions.get(positions.size() - 2), positions.getLast())) {
      assertThat(checkpoints().newest(kept, NOBODY).orElseThrow().position()).isEqualTo(kept);
    }
    assertThat(
            checkpoints()
                .newest(positions.get(positions.size() / 2), NOBODY)
                .orElseThrow()
                .position())
        .as("one between is not far")
        .isGreaterThan(positions.get(positions.size() / 8));
  }

  @Test
  void keepsOneNearAnyReaderThatIsNotTooFarBehind() {
    long step = 48L << 20;
    open(5);
    for (int i = 1; i <= 100; i++) {
      chronicle.onOther(i * step);
      keep();
      for (long behind : new long[] {step, 2 * step, 4 * step, 6 * step}) {
        long reader = Math.max(0, i * step - behind);
        long from = checkpoints().newest(reader, NOBODY).map(Chronicle::position).orElse(0L);
        assertThat(i * step - from)
            .as("read for who is %d behind at %d", behind, i * step)
            .isLessThan(PastEvents.MOST_BYTES);
      }
    }
  }

  private FolderCheckpoints checkpoints() {
    return new FolderCheckpoints(folder, new SbeSnapshots());
  }

  private long keep() {
    checkpoints().write(chronicle).run();
    return chronicle.position();
  }

  private List<Path> files() throws Exception {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  private static byte change(Path path, long at) throws Exception {
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.seek(at);
      byte before = file.readByte();
      file.seek(at);
      file.writeByte(before ^ 0x10);
      return before;
    }
  }

  private static void restore(Path path, long at, byte before) throws Exception {
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.seek(at);
      file.writeByte(before);
    }
  }

  private void open(long performance) {
    apply(chronicle, TenSeats.open(buffer, performance));
  }

  private void close(Chronicle of, long performance) {
    ClosePerformanceEncoder close = new ClosePerformanceEncoder();
    close.wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder());
    close.header().organizer(7).actor(8).buyer(0).identity(0).idempotencyHigh(0).idempotencyLow(0);
    close.performance(performance);
    apply(of, MessageHeaderEncoder.ENCODED_LENGTH + close.encodedLength());
  }

  private void apply(Chronicle to, int length) {
    to.onMessage(to.position() + 64, to.time() + 1, buffer, 0, length);
  }
}
