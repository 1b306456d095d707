package io.onsale.inventory.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onsale.inventory.flow.LogDamaged;
import io.onsale.inventory.flow.SealedFiles;
import io.onsale.inventory.flow.SealedSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sealed segments and the chain between them. */
final class SealedLogTest {
  private static final int SHARD = 2;

  @TempDir private Path folder;
  private Path place;
  private SealedFolder files;
  private Recorded recorded;
  private SealedLog log;

  @BeforeEach
  void sealThreeSegments() throws IOException {
    recorded =
        new Recorded(Files.createDirectory(folder.resolve("archive")))
            .upTo(3L * Recorded.SEGMENT + 1, new Random(1));
    place = folder.resolve("sealed");
    files = new SealedFolder(place);
    log = SealedLog.open(files, SHARD);
    for (long base = 0; base < 3 * Recorded.SEGMENT; base += Recorded.SEGMENT) {
      seal(base);
    }
  }

  @Test
  void givesBackWhatWasRecordedByteByByte() throws IOException {
    for (SealedLog.Part part : SealedLog.open(files, SHARD).parts()) {
      try (Frames frames = log.read(part);
          Frames hot = recorded.recording.map(part.from())) {
        assertThat(frames.memory().mismatch(hot.memory())).isEqualTo(-1);
      }
    }
    assertThat(log.end()).isEqualTo(3L * Recorded.SEGMENT);
    assertThat(log.at(Recorded.SEGMENT)).isEqualTo(log.parts().get(1));
    assertThat(log.at(3L * Recorded.SEGMENT)).isNull();
  }

  @Test
  void linksEachFileToTheOneBeforeAndListsThemForEverybodysTool() throws IOException {
    List<String> list = Files.readAllLines(place.resolve(SealedLog.LIST));
    assertThat(list).hasSize(3);
    String previous = "0".repeat(64);
    for (String line : list) {
      String header = header(place.resolve(line.substring(66)));
      assertThat(header).contains("shard 2\n", "previous-sha256 " + previous + "\n", "first-time ");
      previous = line.substring(0, 64);
    }
  }

  @Test
  void makesTheListAnewFromTheFiles() throws IOException {
    Path list = place.resolve(SealedLog.LIST);
    String before = Files.readString(list);
    Files.delete(list);

    SealedLog again = SealedLog.open(files, SHARD);

    assertThat(again.parts()).isEqualTo(log.parts());
    assertThat(list).as("who reads writes nothing").doesNotExist();
    again.completeList();
    assertThat(Files.readString(list)).isEqualTo(before);
  }

  @Test
  void addsToTheListWhatACrashKeptOutOfIt() throws IOException {
    Path list = place.resolve(SealedLog.LIST);
    List<String> lines = Files.readAllLines(list);
    Files.write(list, lines.subList(0, 2));
    Files.writeString(place.resolve("0000000000000196608-0000000000000262144.log.draft"), "half");

    SealedLog again = SealedLog.open(files, SHARD);

    assertThat(again.parts()).isEqualTo(log.parts());
    again.completeList();
    assertThat(Files.readAllLines(list)).isEqualTo(lines);
  }

  @Test
  void takesOverAnotherMembersPartsWithTheirChain() throws IOException {
    SealedFolder own = new SealedFolder(folder.resolve("own"));

    assertThat(SealedLog.adopt(own, SHARD, files, log.end() + 1)).isFalse();
    assertThat(own.names()).isEmpty();
    assertThat(SealedLog.adopt(own, SHARD, files, Recorded.SEGMENT + 1)).isTrue();

    SealedLog adopted = SealedLog.open(own, SHARD);
    assertThat(adopted.parts()).isEqualTo(log.parts().subList(0, 2));
    for (SealedLog.Part part : adopted.parts()) {
      adopted.read(part).close();
    }
    try (Frames third = recorded.recording.map(2L * Recorded.SEGMENT)) {
      adopted.seal(third, 2L * Recorded.SEGMENT, recorded.recording.shape(), () -> {});
    }
    assertThat(adopted.parts()).isEqualTo(log.parts());
  }

  @Test
  void goesOnTakingOverAfterItWasCutOff() throws IOException {
    Path ownPlace = folder.resolve("own");
    SealedFolder own = new SealedFolder(ownPlace);
    SealedLog.Part last = log.parts().get(2);
    SealedSource failing =
        new SealedSource() {
          @Override
          public InputStream open(String name) throws IOException {
            if (name.equals(last.name())) {
              throw new IOException("gone");
            }
            return files.open(name);
          }

          @Override
          public String place() {
            return "elsewhere";
          }
        };

    assertThatThrownBy(() -> SealedLog.adopt(own, SHARD, failing, log.end())).hasMessage("gone");
    assertThat(SealedLog.open(own, SHARD).parts()).isEqualTo(log.parts().subList(0, 2));
    assertThat(SealedLog.adopt(own, SHARD, files, log.end())).isTrue();

    assertThat(SealedLog.open(own, SHARD).parts()).isEqualTo(log.parts());
  }

  @Test
  void listsNothingThatIsNotWholeWhereverATakingOverEnds() throws IOException {
    SealedFolder own = new SealedFolder(folder.resolve("own"));
    Recorded other =
        new Recorded(Files.createDirectory(folder.resolve("other")))
            .upTo(3L * Recorded.SEGMENT + 1, new Random(99));
    SealedLog before = SealedLog.open(own, SHARD);
    for (long base = 0; base < 3 * Recorded.SEGMENT; base += Recorded.SEGMENT) {
      seal(before, other, base);
    }
    AtomicInteger looks = new AtomicInteger();
    SealedFiles watched =
        new SealedFiles() {
          @Override
          public List<String> names() throws IOException {
            return own.names();
          }

          @Override
          public InputStream open(String name) throws IOException {
            return own.open(name);
          }

          @Override
          public Draft draft(String name) throws IOException {
            look();
            Draft draft = own.draft(name);
            return new Draft() {
              @Override
              public FileChannel channel() {
                return draft.channel();
              }

              @Override
              public void keep() throws IOException {
                look();
                draft.keep();
                look();
              }

              @Override
              public void close() throws IOException {
                draft.close();
              }
            };
          }

          // What a process that is killed just now leaves.
          private void look() throws IOException {
            looks.incrementAndGet();
            for (String line : Files.readAllLines(folder.resolve("own").resolve(SealedLog.LIST))) {
              Path file = folder.resolve("own").resolve(line.substring(66));
              assertThat(sha256(file)).as("%s at %s", file, looks).isEqualTo(line.substring(0, 64));
            }
          }

          @Override
          public String place() {
            return own.place();
          }
        };

    assertThat(SealedLog.adopt(watched, SHARD, files, log.end())).isTrue();

    assertThat(looks).hasValueGreaterThan(3 * 3);
    assertThat(SealedLog.open(own, SHARD).parts()).isEqualTo(log.parts());
  }

  @Test
  void copiesAgainWhatTheListHasAndTheFolderHasNot() throws IOException {
    Path ownPlace = folder.resolve("own");
    SealedFolder own = new SealedFolder(ownPlace);
    assertThat(SealedLog.adopt(own, SHARD, files, log.end())).isTrue();
    Path second = ownPlace.resolve(log.parts().get(1).name());
    Files.delete(second);

    assertThat(SealedLog.adopt(own, SHARD, files, log.end())).isTrue();

    assertThat(second).hasSameBinaryContentAs(place.resolve(log.parts().get(1).name()));
  }

  @Test
  void takesOverNothingThatIsNotWhatTheListSays() throws IOException {
    SealedFolder own = new SealedFolder(folder.resolve("own"));
    Path second = place.resolve(log.parts().get(1).name());
    byte[] content = Files.readAllBytes(second);
    content[content.length - 1] ^= 1;
    Files.write(second, content);

    assertThatThrownBy(() -> SealedLog.adopt(own, SHARD, files, log.end()))
        .isInstanceOf(LogDamaged.class)
        .hasMessageContaining(second.toString());
    assertThat(SealedLog.open(own, SHARD).parts()).isEqualTo(log.parts().subList(0, 1));
  }

  @Test
  void refusesAFileOfWhichAnyByteWasChanged() throws IOException {
    Path file = place.resolve(log.parts().get(1).name());
    byte[] right = Files.readAllBytes(file);
    Random random = new Random(5);
    for (int i = 0; i < 60; i++) {
      byte[] changed = right.clone();
      int at = i < 20 ? random.nextInt(SealedLog.HEADER) : random.nextInt(right.length);
      changed[at] ^= (byte) (1 << random.nextInt(8));
      Files.write(file, changed);
      assertRefused(1, file);
    }
    Files.write(file, java.util.Arrays.copyOf(right, right.length - 1));
    assertRefused(1, file);
    Files.write(file, java.util.Arrays.copyOf(right, right.length + 1));
    assertRefused(1, file);
    Files.delete(file);
    assertRefused(1, file);
  }

  @Test
  void findsAFileThatWasMadeAnewWithItsDigestsByTheNext() throws IOException {
    Path first = place.resolve(log.parts().getFirst().name());
    Files.delete(first);
    Files.delete(place.resolve(SealedLog.LIST));
    SealedLog forged = SealedLog.open(new SealedFolder(folder.resolve("forged")), SHARD);
    Recorded other =
        new Recorded(Files.createDirectory(folder.resolve("other")))
            .upTo(Recorded.SEGMENT + 1, new Random(99));
    try (Frames frames = other.recording.map(0)) {
      forged.seal(frames, 0, other.recording.shape(), () -> {});
    }
    Files.copy(folder.resolve("forged").resolve(first.getFileName()), first);

    SealedLog now = SealedLog.open(files, SHARD);

    now.read(now.parts().getFirst()).close();
    assertThatThrownBy(() -> now.read(now.parts().get(1)))
        .isInstanceOf(LogDamaged.class)
        .hasMessageContaining("digest");
  }

  @Test
  void refusesAnotherShardsFile() {
    SealedLog other = SealedLog.open(files, SHARD + 1);

    assertThatThrownBy(() -> other.read(other.parts().getFirst()))
        .isInstanceOf(LogDamaged.class)
        .hasMessageContaining("another part");
  }

  @Test
  void sealsNothingThatIsNotWhole() throws IOException {
    Path last = recorded.recording.file(3L * Recorded.SEGMENT);
    assertThat(last).exists();
    try (Frames frames = recorded.recording.map(3L * Recorded.SEGMENT)) {
      assertThatThrownBy(
              () -> log.seal(frames, frames.base(), recorded.recording.shape(), () -> {}))
          .isInstanceOf(LogDamaged.class);
    }
    assertThat(log.parts()).hasSize(3);
    assertThat(place.toFile().list()).hasSize(4);
  }

  @Test
  void restsBetweenPieces() throws IOException {
    SealedLog again = SealedLog.open(new SealedFolder(folder.resolve("again")), SHARD);
    AtomicInteger rests = new AtomicInteger();
    try (Frames frames = recorded.recording.map(0)) {
      again.seal(frames, 0, recorded.recording.shape(), rests::incrementAndGet);
    }
    assertThat(rests).hasPositiveValue();
  }

  private void seal(long base) {
    seal(log, recorded, base);
  }

  private static void seal(SealedLog log, Recorded recorded, long base) {
    try (Frames frames = recorded.recording.map(base)) {
      log.seal(frames, base, recorded.recording.shape(), () -> {});
    }
  }

  private static String sha256(Path file) throws IOException {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private void assertRefused(int part, Path file) {
    assertThatThrownBy(() -> log.read(log.parts().get(part)))
        .isInstanceOfSatisfying(
            LogDamaged.class,
            damage -> {
              assertThat(damage.file()).isEqualTo(file.toString());
              assertThat(damage.position()).isEqualTo((long) part * Recorded.SEGMENT);
            });
  }

  private static String header(Path file) throws IOException {
    byte[] content = Files.readAllBytes(file);
    return new String(content, 0, SealedLog.HEADER, StandardCharsets.US_ASCII);
  }
}
