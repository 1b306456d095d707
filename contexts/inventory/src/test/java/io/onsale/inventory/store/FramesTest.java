package io.onsale.inventory.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the checksum of a frame does not cover, its header, is looked at too. */
final class FramesTest {
  private static final int FLAGS = 5;
  private static final int TYPE = 6;

  @TempDir private Path folder;
  private Recorded recorded;
  private ByteBuffer bytes;
  private int frame;

  @BeforeEach
  void findAFrameThatIsPaddedAndEndsWithSomething() throws IOException {
    recorded = new Recorded(folder).upTo(Recorded.SEGMENT / 2, new Random(3));
    bytes =
        ByteBuffer.wrap(Files.readAllBytes(recorded.recording.file(0)))
            .order(ByteOrder.LITTLE_ENDIAN);
    frame =
        recorded.ends.stream()
            .mapToInt(Long::intValue)
            .filter(at -> at < recorded.end())
            .filter(at -> bytes.getInt(at) % 32 > 1 && bytes.get(at + bytes.getInt(at) - 1) != 0)
            .findFirst()
            .orElseThrow();
  }

  @Test
  void takesWhatWasRecorded() throws IOException {
    assertThat(lengthNow()).isPositive();
  }

  @Test
  void tellsAMessageThatLooksLikePadding() throws IOException {
    bytes.putShort(frame + TYPE, (short) 0);
    assertThat(lengthNow()).isEqualTo(Frames.BROKEN);
  }

  @Test
  void tellsAMessageThatIsShorterThanItWas() throws IOException {
    bytes.putInt(frame, bytes.getInt(frame) - 1);
    assertThat(lengthNow()).isEqualTo(Frames.BROKEN);
  }

  @Test
  void tellsAMessageThatLooksLikeAnothersBeginning() throws IOException {
    bytes.put(frame + FLAGS, (byte) 0x80);
    assertThat(lengthNow()).isEqualTo(Frames.BROKEN);
  }

  private int lengthNow() throws IOException {
    Files.write(recorded.recording.file(0), bytes.array());
    try (Frames frames = recorded.recording.map(0)) {
      return frames.lengthAt(frame);
    }
  }
}
