package io.onsale.inventory.store;

import static io.aeron.logbuffer.FrameDescriptor.FRAME_ALIGNMENT;
import static io.aeron.protocol.DataHeaderFlyweight.HEADER_LENGTH;

import io.aeron.archive.checksum.Checksum;
import io.aeron.archive.checksum.Checksums;
import io.aeron.logbuffer.FrameDescriptor;
import io.aeron.protocol.DataHeaderFlyweight;
import io.aeron.protocol.HeaderFlyweight;
import io.onsale.contracts.sbe.MessageHeaderDecoder;
import io.onsale.contracts.sbe.SnapshotChunkDecoder;
import io.onsale.inventory.flow.LogDamaged;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.OptionalInt;
import org.agrona.BitUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A segment of the log in memory: frames as the archive recorded them, each with a CRC-32C of its
 * payload where the session's id was. What the checksum does not cover, the header, is checked
 * against the frame's place.
 */
final class Frames implements AutoCloseable {
  /** No frame begins here: the rest has not been written. */
  static final int NOTHING = 0;

  /** A frame that is not what was recorded. */
  static final int BROKEN = -1;

  private static final Checksum CHECKSUM = Checksums.crc32c();

  private final Arena arena;
  private final String file;
  private final long base;
  private final Recording.Shape shape;
  private final UnsafeBuffer buffer;
  private final MemorySegment memory;

  private Frames(Arena arena, String file, long base, Recording.Shape shape, MemorySegment memory) {
    this.arena = arena;
    this.file = file;
    this.base = base;
    this.shape = shape;
    this.memory = memory;
    this.buffer = new UnsafeBuffer(memory.address(), (int) memory.byteSize());
  }

  /**
   * A segment file, mapped for reading.
   *
   * @throws LogDamaged when it is missing
   */
  @SuppressWarnings("MustBeClosedChecker") // closed with the frames
  static Frames map(Path file, long base, int length, Recording.Shape shape) {
    Arena arena = Arena.ofShared();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long size = Math.min(length, channel.size());
      MemorySegment memory = channel.map(FileChannel.MapMode.READ_ONLY, 0, size, arena);
      return new Frames(arena, file.toString(), base, shape, memory);
    } catch (NoSuchFileException e) {
      arena.close();
      throw new LogDamaged(file.toString(), base, "The file is missing.");
    } catch (IOException e) {
      arena.close();
      throw new UncheckedIOException(e);
    }
  }

  /** Room for a segment that is filled by {@link #memory}. */
  @SuppressWarnings("MustBeClosedChecker") // closed with the frames
  static Frames allocate(String file, long base, int length, Recording.Shape shape) {
    Arena arena = Arena.ofShared();
    return new Frames(arena, file, base, shape, arena.allocate(length, FRAME_ALIGNMENT));
  }

  MemorySegment memory() {
    return memory;
  }

  UnsafeBuffer buffer() {
    return buffer;
  }

  String file() {
    return file;
  }

  long base() {
    return base;
  }

  /** Where it ends. */
  long end() {
    return base + buffer.capacity();
  }

  int offset(long position) {
    return (int) (position - base);
  }

  /**
   * What begins at a position: the length of a whole frame with its padding, {@link #NOTHING} or
   * {@link #BROKEN}.
   */
  int lengthAt(long position) {
    int offset = offset(position);
    if (offset + HEADER_LENGTH > buffer.capacity()) {
      return NOTHING;
    }
    int length = buffer.getInt(offset, ByteOrder.LITTLE_ENDIAN);
    if (length == 0) {
      return NOTHING;
    }
    if (!isHeader(position, offset, length)) {
      return BROKEN;
    }
    int aligned = BitUtil.align(length, FRAME_ALIGNMENT);
    if (offset + aligned > buffer.capacity()) {
      return isPadding(offset) ? aligned : BROKEN;
    }
    boolean right = isPadding(offset) ? !wasMessage(offset, aligned) : isWhole(offset, length);
    return right ? aligned : BROKEN;
  }

  /**
   * The checksum covers the padded payload and not the header: so of the length and the flags it is
   * looked whether they fit the payload.
   */
  private boolean isWhole(int offset, int length) {
    int aligned = BitUtil.align(length, FRAME_ALIGNMENT);
    boolean last =
        (FrameDescriptor.frameFlags(buffer, offset) & FrameDescriptor.END_FRAG_FLAG) != 0;
    return hasChecksum(offset, aligned)
        && (last ? isZero(offset + length, offset + aligned) : length == aligned);
  }

  /** Padding has nothing in it; what has, and its checksum too, has lost its type. */
  private boolean wasMessage(int offset, int aligned) {
    return hasChecksum(offset, aligned) && !isZero(offset + HEADER_LENGTH, offset + aligned);
  }

  private boolean hasChecksum(int offset, int aligned) {
    return CHECKSUM.compute(buffer.addressOffset(), offset + HEADER_LENGTH, aligned - HEADER_LENGTH)
        == FrameDescriptor.frameSessionId(buffer, offset);
  }

  private boolean isZero(int from, int to) {
    for (int i = from; i < to; i++) {
      if (buffer.getByte(i) != 0) {
        return false;
      }
    }
    return true;
  }

  /** Whether a frame's header could have been written at its place, whatever its payload is. */
  boolean hasHeaderAt(long position) {
    int offset = offset(position);
    return offset + HEADER_LENGTH <= buffer.capacity()
        && isHeader(position, offset, buffer.getInt(offset, ByteOrder.LITTLE_ENDIAN));
  }

  private boolean isHeader(long position, int offset, int length) {
    int termOffset = (int) (position & (shape.termLength() - 1));
    int termId =
        shape.initialTermId()
            + (int) (position >> Integer.numberOfTrailingZeros(shape.termLength()));
    int type = FrameDescriptor.frameType(buffer, offset);
    return length >= HEADER_LENGTH
        && length <= shape.termLength() - termOffset
        && FrameDescriptor.frameVersion(buffer, offset) == HeaderFlyweight.CURRENT_VERSION
        && (type == HeaderFlyweight.HDR_TYPE_DATA || type == HeaderFlyweight.HDR_TYPE_PAD)
        && buffer.getInt(offset + DataHeaderFlyweight.TERM_OFFSET_FIELD_OFFSET) == termOffset
        && buffer.getInt(offset + DataHeaderFlyweight.TERM_ID_FIELD_OFFSET) == termId
        && buffer.getInt(offset + DataHeaderFlyweight.STREAM_ID_FIELD_OFFSET) == shape.streamId();
  }

  /** The format of the piece of a snapshot that begins at a position, if one does. */
  OptionalInt pieceAt(long position) {
    int offset = offset(position);
    int content = offset + HEADER_LENGTH + ChunkWriter.CONTENT;
    if (isPadding(offset)
        || (FrameDescriptor.frameFlags(buffer, offset) & FrameDescriptor.BEGIN_FRAG_FLAG) == 0
        || offset + buffer.getInt(offset, ByteOrder.LITTLE_ENDIAN) < content) {
      return OptionalInt.empty();
    }
    MessageHeaderDecoder message = new MessageHeaderDecoder();
    message.wrap(buffer, offset + HEADER_LENGTH);
    if (message.templateId() != SnapshotChunkDecoder.TEMPLATE_ID
        || message.schemaId() != SnapshotChunkDecoder.SCHEMA_ID) {
      return OptionalInt.empty();
    }
    int format =
        new SnapshotChunkDecoder()
            .wrap(
                buffer,
                offset + HEADER_LENGTH + MessageHeaderDecoder.ENCODED_LENGTH,
                message.blockLength(),
                message.version())
            .format();
    return OptionalInt.of(format);
  }

  /** The first eight bytes of that piece's content. */
  long contentAt(long position) {
    return buffer.getLong(
        offset(position) + HEADER_LENGTH + ChunkWriter.CONTENT, ByteOrder.LITTLE_ENDIAN);
  }

  boolean isPadding(int offset) {
    return FrameDescriptor.isPaddingFrame(buffer, offset);
  }

  @Override
  public void close() {
    arena.close();
  }
}
