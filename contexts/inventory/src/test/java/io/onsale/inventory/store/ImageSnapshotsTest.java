package io.onsale.inventory.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.onsale.inventory.flow.ChunkSource;
import io.onsale.inventory.flow.Snapshots;
import io.onsale.inventory.model.Header;
import io.onsale.inventory.model.SeatChanges;
import io.onsale.inventory.model.SeatEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Snapshots that name an image, which is written while commands go on. */
class ImageSnapshotsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int ANSWERS = 40_000;

  @TempDir Path folder;
  private final SeatEngine engine = new SeatEngine(SeatChanges.NONE);
  private final Header header = new Header();

  @BeforeEach
  void fill() {
    refuse(ANSWERS);
  }

  @Test
  void givesBackTheStateOfTheMomentAtWhichItWasAsked() throws IOException {
    long hash = engine.stateHash();
    List<byte[]> pieces = write();
    refuse(ANSWERS);
    awaitImages(1);

    SeatEngine copy = read(pieces);

    assertThat(pieces).hasSize(1);
    assertThat(copy.stateHash()).isEqualTo(hash).isNotEqualTo(engine.stateHash());
    assertThat(copy.rememberedAnswers()).isEqualTo(ANSWERS);
  }

  @Test
  void readsAWholeSnapshotToo() {
    List<byte[]> pieces = write(new SbeSnapshots());

    assertThat(read(pieces).stateHash()).isEqualTo(engine.stateHash());
  }

  @Test
  void tellsWhoeverLooksForTheStateInThePiecesThatItIsElsewhere() throws IOException {
    List<byte[]> pieces = write();
    awaitImages(1);

    assertThatThrownBy(() -> new SbeSnapshots().read(source(pieces), SeatChanges.NONE))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("image");
  }

  @Test
  void refusesASnapshotWhoseImageIsGone() throws IOException {
    List<byte[]> pieces = write();
    awaitImages(1);
    Files.delete(images().getFirst());

    assertThatThrownBy(() -> read(pieces)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void refusesASnapshotWhoseImageIsNotWhatWasWritten() throws IOException {
    List<byte[]> pieces = write();
    awaitImages(1);
    Path image = images().getFirst();
    byte[] written = Files.readAllBytes(image);
    for (int at : new int[] {0, 5, written.length / 2, written.length - 1}) {
      byte[] changed = written.clone();
      changed[at] ^= 1;
      Files.write(image, changed);

      assertThatThrownBy(() -> read(pieces))
          .as("byte %d", at)
          .isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void forgetsImagesThatNobodyNeedsAndNoNewerOne() throws IOException {
    for (int i = 1; i <= 4; i++) {
      write();
      awaitImages(i);
    }
    List<Path> all = images();
    long third = id(all.get(2));

    new Images(folder.resolve("images")).keepOnly(Set.of(third));

    assertThat(images()).containsExactly(all.get(2), all.get(3));
  }

  private static long id(Path image) {
    String name = image.getFileName().toString();
    return Long.parseUnsignedLong(name.substring(name.indexOf('-') + 1), 16);
  }

  private List<byte[]> write() {
    return write(new ImageSnapshots(folder));
  }

  private List<byte[]> write(Snapshots snapshots) {
    List<byte[]> pieces = new ArrayList<>();
    snapshots.write(
        engine,
        (buffer, offset, length) -> {
          byte[] piece = new byte[length];
          buffer.getBytes(offset, piece);
          pieces.add(piece);
        });
    return pieces;
  }

  private SeatEngine read(List<byte[]> pieces) {
    return new ImageSnapshots(folder).read(source(pieces), SeatChanges.NONE);
  }

  private static ChunkSource source(List<byte[]> pieces) {
    Iterator<byte[]> next = pieces.iterator();
    return sink -> {
      if (!next.hasNext()) {
        return false;
      }
      byte[] piece = next.next();
      sink.onChunk(new UnsafeBuffer(piece), 0, piece.length);
      return true;
    };
  }

  private void awaitImages(int count) {
    await().atMost(PATIENCE).until(() -> images().size() == count);
  }

  /** From the oldest to the newest. */
  private List<Path> images() throws IOException {
    Path images = folder.resolve("images");
    if (!Files.isDirectory(images)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(images)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("image-"))
          .sorted()
          .toList();
    }
  }

  private void refuse(int times) {
    for (int i = 0; i < times; i++) {
      header.idempotencyHigh = 7;
      header.idempotencyLow++;
      header.fingerprint = 1;
      header.buyer = 1;
      header.time = 1_000;
      engine.confirm(header, 12, 1);
    }
  }
}
