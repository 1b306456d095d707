package io.onsale.inventory.store;

import static io.aeron.protocol.DataHeaderFlyweight.HEADER_LENGTH;

import io.aeron.archive.ArchiveMarkFile;
import io.aeron.archive.checksum.Checksums;
import io.aeron.archive.codecs.CatalogHeaderEncoder;
import io.aeron.archive.codecs.RecordingDescriptorEncoder;
import io.aeron.archive.codecs.RecordingDescriptorHeaderEncoder;
import io.aeron.archive.codecs.RecordingState;
import io.aeron.cluster.ConsensusModule;
import io.aeron.cluster.RecordingLog;
import io.aeron.protocol.DataHeaderFlyweight;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.agrona.BitUtil;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Writes the folder of a node that has run for long: a snapshot at the end of each segment of the
 * log, of which all but the newest have been purged. The log is recording 0; snapshot 1 is
 * recordings 1 and 2, the first of which names image 1, and so on.
 */
final class NodeFolder {
  static final int SEGMENT = Recorded.SEGMENT;
  private static final int ALIGNMENT = 64;
  private static final String CHANNEL = "aeron:ipc?alias=a-snapshot|term-length=65536";

  private final Path folder;
  private final ExpandableArrayBuffer catalog = new ExpandableArrayBuffer();
  private int length = CatalogHeaderEncoder.BLOCK_LENGTH;
  private long recordings;

  private NodeFolder(Path folder) {
    this.folder = folder;
  }

  /**
   * @param snapshots how many were taken
   * @param kept so many have not been purged; the log begins with them
   */
  static void write(Path folder, int snapshots, int kept) throws IOException {
    for (String inner : new String[] {"archive", "cluster", "images"}) {
      Files.createDirectories(folder.resolve(inner));
    }
    new NodeFolder(folder).write(snapshots, kept);
  }

  private void write(int snapshots, int kept) throws IOException {
    long start = (long) (snapshots - kept) * SEGMENT;
    record(start, RecordingState.VALID);
    for (long base = start; base <= (long) snapshots * SEGMENT; base += SEGMENT) {
      file(0, base, new byte[SEGMENT]);
    }
    try (RecordingLog notes = new RecordingLog(folder.resolve("cluster").toFile(), true)) {
      notes.appendTerm(0, 0, 0, 0);
      for (int i = 1; i <= snapshots; i++) {
        boolean isKept = i > snapshots - kept;
        RecordingState state = isKept ? RecordingState.VALID : RecordingState.DELETED;
        long service = record(0, state);
        long module = record(0, state);
        notes.appendSnapshot(service, 0, 0, (long) i * SEGMENT, 0, 0);
        notes.appendSnapshot(
            module, 0, 0, (long) i * SEGMENT, 0, ConsensusModule.Configuration.SERVICE_ID);
        if (isKept) {
          file(service, 0, naming(i));
          file(module, 0, new byte[SEGMENT]);
          Files.createFile(image(folder, i));
        }
      }
    }
    new CatalogHeaderEncoder()
        .wrap(catalog, 0)
        .version(ArchiveMarkFile.SEMANTIC_VERSION)
        .length(CatalogHeaderEncoder.BLOCK_LENGTH)
        .nextRecordingId(recordings)
        .alignment(ALIGNMENT);
    Files.write(
        folder.resolve("archive/archive.catalog"), Arrays.copyOf(catalog.byteArray(), length));
  }

  static Path image(Path folder, long id) {
    return folder.resolve("images").resolve("image-%016x".formatted(id));
  }

  /** Adds a recording to the catalog. */
  private long record(long start, RecordingState state) {
    long id = recordings++;
    RecordingDescriptorEncoder recording =
        new RecordingDescriptorEncoder()
            .wrap(catalog, length + RecordingDescriptorHeaderEncoder.BLOCK_LENGTH)
            .recordingId(id)
            .startPosition(start)
            .stopPosition(Recording.OPEN)
            .segmentFileLength(SEGMENT)
            .termBufferLength(SEGMENT)
            .strippedChannel(CHANNEL)
            .originalChannel(CHANNEL)
            .sourceIdentity("aeron:ipc");
    int entry = BitUtil.align(recording.limit() - length, ALIGNMENT);
    new RecordingDescriptorHeaderEncoder()
        .wrap(catalog, length)
        .length(entry - RecordingDescriptorHeaderEncoder.BLOCK_LENGTH)
        .state(state);
    length += entry;
    return id;
  }

  private void file(long id, long base, byte[] content) throws IOException {
    Files.write(folder.resolve("archive").resolve(id + "-" + base + ".rec"), content);
  }

  /** A segment whose one frame names an image. */
  private static byte[] naming(long image) {
    UnsafeBuffer segment = new UnsafeBuffer(ByteBuffer.allocateDirect(SEGMENT));
    ChunkWriter writer =
        new ChunkWriter(
            (buffer, offset, size) -> {
              int payload = BitUtil.align(size, 32);
              segment.putInt(0, HEADER_LENGTH + size);
              segment.putByte(5, (byte) 0xC0);
              segment.putShort(6, (short) DataHeaderFlyweight.HDR_TYPE_DATA);
              segment.putBytes(HEADER_LENGTH, buffer, offset, size);
              segment.putInt(
                  DataHeaderFlyweight.SESSION_ID_FIELD_OFFSET,
                  Checksums.crc32c().compute(segment.addressOffset(), HEADER_LENGTH, payload));
            },
            SbeSnapshots.NAMES_IMAGE);
    writer.putLong(image);
    writer.finish();
    byte[] content = new byte[SEGMENT];
    segment.getBytes(0, content);
    return content;
  }
}
