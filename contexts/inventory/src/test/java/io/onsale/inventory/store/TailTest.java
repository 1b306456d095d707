package io.onsale.inventory.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onsale.inventory.flow.LogDamaged;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a recording ends, and what becomes of what lies behind. */
final class TailTest {
  private static final long LENGTH = 150_000;
  private static final int BLOCK = 1 << 20;
  private static final int SECTOR = 512;

  @TempDir private Path folder;

  @Test
  void endsWhereTheLastFrameEnds() throws Exception {
    Recorded recorded = recorded(1);

    assertThat(Tail.of(recorded.recording, 0, recorded.end(), BLOCK))
        .isEqualTo(new Tail(recorded.end(), 0));
    assertThat(Tail.of(recorded.recording, recorded.ends.get(3), 0, BLOCK).end())
        .isEqualTo(recorded.end());
  }

  /**
   * A power cut leaves any of the sectors of the last block unwritten: what remains is a beginning
   * of what was recorded, and the log goes on there.
   */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void keepsABeginningOfWhatWasRecordedWhenSectorsAreMissing(long seed) throws Exception {
    Recorded recorded = recorded(seed);
    Random random = new Random(seed);
    long forced = recorded.ends.get(recorded.ends.size() - 1 - random.nextInt(20));
    long whole = recorded.end();
    for (long sector = Math.ceilDiv(forced, SECTOR) * SECTOR;
        sector < recorded.end();
        sector += SECTOR) {
      if (random.nextInt(4) == 0) {
        overwrite(recorded.recording, sector, new byte[SECTOR]);
        whole = Math.min(whole, frameOf(recorded, sector));
      }
    }

    Tail tail = Tail.of(recorded.recording, 0, forced, BLOCK);
    tail.cut(recorded.recording);

    assertThat(tail.end()).isEqualTo(whole);
    assertThat(tail.end()).isGreaterThanOrEqualTo(forced);
    assertThat(Tail.of(recorded.recording, 0, forced, BLOCK)).isEqualTo(new Tail(whole, 0));
    assertThat(Files.size(recorded.recording.file(recorded.recording.base(whole))))
        .isEqualTo(Recorded.SEGMENT);
  }

  /** Whatever bit is changed below what was forced, or in a frame that is all there, is told. */
  @ParameterizedTest
  @ValueSource(longs = {21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38})
  void tellsAChangedBit(long seed) throws Exception {
    Recorded recorded = recorded(seed);
    Random random = new Random(seed);
    long begins = recorded.ends.get(random.nextInt(recorded.ends.size() - 1));
    long bit = begins * 8 + random.nextInt(256, 512);
    flip(recorded.recording, bit);

    assertThatThrownBy(() -> Tail.of(recorded.recording, 0, recorded.end(), BLOCK))
        .isInstanceOfSatisfying(
            LogDamaged.class, damage -> assertThat(damage.position()).isEqualTo(begins));
  }

  @Test
  void tellsAGapThatIsLongerThanABlock() throws Exception {
    Recorded recorded = recorded(40);
    overwrite(recorded.recording, 1024, new byte[4 * SECTOR]);

    assertThatThrownBy(() -> Tail.of(recorded.recording, 0, 0, 100_000))
        .isInstanceOf(LogDamaged.class)
        .hasMessageContaining("and the log goes on to ");
  }

  @Test
  void tellsAFileThatIsMissingBetweenOthers() throws Exception {
    Recorded recorded = recorded(41);
    Files.delete(recorded.recording.file(Recorded.SEGMENT));

    assertThatThrownBy(() -> Tail.of(recorded.recording, 0, 0, BLOCK))
        .isInstanceOf(LogDamaged.class)
        .hasMessageContaining("missing");
  }

  @Test
  void takesNothingOfAnotherRecordingForItsOwn() throws Exception {
    Recorded recorded = recorded(42);
    Recording other =
        new Recording(
            folder,
            5,
            0,
            Recording.OPEN,
            Recorded.SEGMENT,
            new Recording.Shape(9, Recorded.SEGMENT, 3));

    assertThatThrownBy(() -> Tail.of(other, 0, 0, BLOCK)).isInstanceOf(LogDamaged.class);
    assertThat(recorded.end()).isPositive();
  }

  private Recorded recorded(long seed) throws IOException {
    return new Recorded(folder).upTo(LENGTH, new Random(seed));
  }

  /** Where the frame begins that has a position. */
  private static long frameOf(Recorded recorded, long position) {
    long begins = 0;
    for (long end : recorded.ends) {
      if (end > position) {
        break;
      }
      begins = end;
    }
    return begins;
  }

  private static void overwrite(Recording recording, long position, byte[] bytes)
      throws IOException {
    long base = recording.base(position);
    try (FileChannel file = FileChannel.open(recording.file(base), StandardOpenOption.WRITE)) {
      file.write(ByteBuffer.wrap(bytes), position - base);
    }
  }

  private static void flip(Recording recording, long bit) throws IOException {
    long base = recording.base(bit / 8);
    try (FileChannel file =
        FileChannel.open(recording.file(base), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer one = ByteBuffer.allocate(1);
      file.read(one, bit / 8 - base);
      one.put(0, (byte) (one.get(0) ^ (1 << (bit % 8))));
      file.write(one.flip(), bit / 8 - base);
    }
  }
}
