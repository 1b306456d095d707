package io.onsale.inventory.store;

import static io.aeron.protocol.DataHeaderFlyweight.HEADER_LENGTH;

import io.aeron.archive.checksum.Checksums;
import io.aeron.cluster.client.AeronCluster;
import io.aeron.cluster.codecs.MessageHeaderEncoder;
import io.aeron.cluster.codecs.SessionMessageHeaderEncoder;
import io.aeron.protocol.DataHeaderFlyweight;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.agrona.BitUtil;
import org.agrona.concurrent.UnsafeBuffer;

/** Writes segment files as the archive does. */
final class Recorded {
  static final int SEGMENT = 64 << 10;
  private static final int INITIAL_TERM = 7;
  private static final int STREAM = 3;

  final Recording recording;

  /** Where each message ends. */
  final List<Long> ends = new ArrayList<>();

  private final UnsafeBuffer segment = new UnsafeBuffer(ByteBuffer.allocateDirect(SEGMENT));
  private final Path folder;
  private long position;

  Recorded(Path folder) {
    this.folder = folder;
    this.recording =
        new Recording(
            folder,
            5,
            0,
            Recording.OPEN,
            SEGMENT,
            new Recording.Shape(INITIAL_TERM, SEGMENT, STREAM));
  }

  long end() {
    return position;
  }

  /** Records messages of chance, one frame each, up to a length of the log. */
  Recorded upTo(long length, RandomGenerator random) throws IOException {
    while (position < length) {
      byte[] content = new byte[random.nextInt(1, 1_500)];
      random.nextBytes(content);
      add(ends.size() * 10L, content);
    }
    flush();
    return this;
  }

  private void add(long time, byte[] content) throws IOException {
    int payload = AeronCluster.SESSION_HEADER_LENGTH + content.length;
    int aligned = BitUtil.align(HEADER_LENGTH + payload, 32);
    int offset = (int) (position % SEGMENT);
    if (offset + aligned > SEGMENT) {
      header(offset, SEGMENT - offset, DataHeaderFlyweight.HDR_TYPE_PAD);
      position += SEGMENT - offset;
      write(position - SEGMENT);
      segment.setMemory(0, SEGMENT, (byte) 0);
      offset = 0;
    }
    new SessionMessageHeaderEncoder()
        .wrapAndApplyHeader(segment, offset + HEADER_LENGTH, new MessageHeaderEncoder())
        .leadershipTermId(0)
        .clusterSessionId(1)
        .timestamp(time);
    segment.putBytes(offset + HEADER_LENGTH + AeronCluster.SESSION_HEADER_LENGTH, content);
    header(offset, HEADER_LENGTH + payload, DataHeaderFlyweight.HDR_TYPE_DATA);
    segment.putInt(
        offset + DataHeaderFlyweight.SESSION_ID_FIELD_OFFSET,
        Checksums.crc32c()
            .compute(segment.addressOffset(), offset + HEADER_LENGTH, aligned - HEADER_LENGTH));
    position += aligned;
    ends.add(position);
    if (position % SEGMENT == 0) {
      write(position - SEGMENT);
      segment.setMemory(0, SEGMENT, (byte) 0);
    }
  }

  private void header(int offset, int length, int type) {
    segment.putInt(offset, length);
    segment.putByte(offset + 4, (byte) 0);
    segment.putByte(offset + 5, (byte) 0xC0);
    segment.putShort(offset + 6, (short) type);
    segment.putInt(offset + DataHeaderFlyweight.TERM_OFFSET_FIELD_OFFSET, offset);
    segment.putInt(offset + DataHeaderFlyweight.STREAM_ID_FIELD_OFFSET, STREAM);
    segment.putInt(
        offset + DataHeaderFlyweight.TERM_ID_FIELD_OFFSET,
        INITIAL_TERM + (int) (position / SEGMENT));
  }

  private void flush() throws IOException {
    if (position % SEGMENT != 0) {
      write(position - position % SEGMENT);
    }
  }

  private void write(long base) throws IOException {
    try (FileChannel file =
        FileChannel.open(
            folder.resolve("5-" + base + ".rec"),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE)) {
      ByteBuffer bytes = segment.byteBuffer();
      file.write(bytes.clear(), 0);
    }
  }
}
