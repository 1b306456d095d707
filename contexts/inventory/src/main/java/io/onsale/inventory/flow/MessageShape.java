package io.onsale.inventory.flow;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.onsale.contracts.sbe.ActivateBehaviourDecoder;
import io.onsale.contracts.sbe.AmendPerformanceDecoder;
import io.onsale.contracts.sbe.BatchDecoder;
import io.onsale.contracts.sbe.BlockDecoder;
import io.onsale.contracts.sbe.ClosePerformanceDecoder;
import io.onsale.contracts.sbe.ConfirmDecoder;
import io.onsale.contracts.sbe.ExchangeBestDecoder;
import io.onsale.contracts.sbe.ExchangeSeatsDecoder;
import io.onsale.contracts.sbe.ExtendDecoder;
import io.onsale.contracts.sbe.GroupSizeEncodingDecoder;
import io.onsale.contracts.sbe.HoldBestDecoder;
import io.onsale.contracts.sbe.HoldSeatsDecoder;
import io.onsale.contracts.sbe.MessageHeaderDecoder;
import io.onsale.contracts.sbe.OpenPerformanceDecoder;
import io.onsale.contracts.sbe.ReleaseDecoder;
import io.onsale.contracts.sbe.ReturnSeatsDecoder;
import io.onsale.contracts.sbe.UnblockDecoder;
import io.onsale.contracts.sbe.UploadBeginDecoder;
import io.onsale.contracts.sbe.UploadChunkDecoder;
import io.onsale.contracts.sbe.UploadCommitDecoder;
import org.agrona.DirectBuffer;

/**
 * Tells whether bytes have the shape of a message of the log's schema: a known template and
 * version, fixed parts of the right length, groups and texts that lie within the message, and
 * nothing behind them. It reads lengths only, and never beyond the message's end.
 */
final class MessageShape {
  private static final int GROUP_HEADER = GroupSizeEncodingDecoder.ENCODED_LENGTH;
  private static final int TEXT_HEADER = 1;
  private static final int BYTES_HEADER = 4;

  private DirectBuffer in = EMPTY;
  private int at;
  private int end;

  private static final DirectBuffer EMPTY = new org.agrona.concurrent.UnsafeBuffer(new byte[0]);

  /** Whether there is a header of this schema and of a version that this release knows. */
  boolean isMessage(DirectBuffer buffer, int offset, int length) {
    if (length < MessageHeaderDecoder.ENCODED_LENGTH) {
      return false;
    }
    int schema =
        buffer.getShort(offset + MessageHeaderDecoder.schemaIdEncodingOffset(), LITTLE_ENDIAN);
    int version =
        buffer.getShort(offset + MessageHeaderDecoder.versionEncodingOffset(), LITTLE_ENDIAN);
    return schema == MessageHeaderDecoder.SCHEMA_ID
        && version >= 1
        && version <= MessageHeaderDecoder.SCHEMA_VERSION;
  }

  /** Whether it is a whole command, none but one, and no batch. */
  boolean isCommand(DirectBuffer buffer, int offset, int length) {
    if (!isMessage(buffer, offset, length)) {
      return false;
    }
    in = buffer;
    end = offset + length;
    at = offset + MessageHeaderDecoder.ENCODED_LENGTH;
    return body(unsignedShort(offset + MessageHeaderDecoder.templateIdEncodingOffset()), offset)
        && at == end;
  }

  private boolean body(int template, int offset) {
    return switch (template) {
      case OpenPerformanceDecoder.TEMPLATE_ID ->
          block(offset, OpenPerformanceDecoder.BLOCK_LENGTH)
              && groupWithText(OpenPerformanceDecoder.SectionsDecoder.sbeBlockLength())
              && group(OpenPerformanceDecoder.RunsDecoder.sbeBlockLength())
              && group(OpenPerformanceDecoder.TierSpansDecoder.sbeBlockLength())
              && group(OpenPerformanceDecoder.AttributeSpansDecoder.sbeBlockLength())
              && groupWithText(OpenPerformanceDecoder.TiersDecoder.sbeBlockLength());
      case AmendPerformanceDecoder.TEMPLATE_ID ->
          block(offset, AmendPerformanceDecoder.BLOCK_LENGTH)
              && group(AmendPerformanceDecoder.TierSpansDecoder.sbeBlockLength())
              && group(AmendPerformanceDecoder.AttributeSpansDecoder.sbeBlockLength())
              && groupWithText(AmendPerformanceDecoder.TiersDecoder.sbeBlockLength());
      case ClosePerformanceDecoder.TEMPLATE_ID ->
          block(offset, ClosePerformanceDecoder.BLOCK_LENGTH);
      case BlockDecoder.TEMPLATE_ID ->
          block(offset, BlockDecoder.BLOCK_LENGTH)
              && group(BlockDecoder.SeatsDecoder.sbeBlockLength());
      case UnblockDecoder.TEMPLATE_ID ->
          block(offset, UnblockDecoder.BLOCK_LENGTH)
              && group(UnblockDecoder.SeatsDecoder.sbeBlockLength());
      case HoldSeatsDecoder.TEMPLATE_ID ->
          block(offset, HoldSeatsDecoder.BLOCK_LENGTH)
              && group(HoldSeatsDecoder.SeatsDecoder.sbeBlockLength());
      case HoldBestDecoder.TEMPLATE_ID -> block(offset, HoldBestDecoder.BLOCK_LENGTH);
      case ReleaseDecoder.TEMPLATE_ID -> block(offset, ReleaseDecoder.BLOCK_LENGTH);
      case ConfirmDecoder.TEMPLATE_ID -> block(offset, ConfirmDecoder.BLOCK_LENGTH);
      case ExtendDecoder.TEMPLATE_ID -> block(offset, ExtendDecoder.BLOCK_LENGTH);
      case ReturnSeatsDecoder.TEMPLATE_ID ->
          block(offset, ReturnSeatsDecoder.BLOCK_LENGTH)
              && group(ReturnSeatsDecoder.SeatsDecoder.sbeBlockLength());
      case ExchangeSeatsDecoder.TEMPLATE_ID ->
          block(offset, ExchangeSeatsDecoder.BLOCK_LENGTH)
              && group(ExchangeSeatsDecoder.GiveUpDecoder.sbeBlockLength())
              && group(ExchangeSeatsDecoder.SeatsDecoder.sbeBlockLength());
      case ExchangeBestDecoder.TEMPLATE_ID ->
          block(offset, ExchangeBestDecoder.BLOCK_LENGTH)
              && group(ExchangeBestDecoder.GiveUpDecoder.sbeBlockLength());
      case ActivateBehaviourDecoder.TEMPLATE_ID ->
          block(offset, ActivateBehaviourDecoder.BLOCK_LENGTH);
      case UploadBeginDecoder.TEMPLATE_ID -> block(offset, UploadBeginDecoder.BLOCK_LENGTH);
      case UploadChunkDecoder.TEMPLATE_ID ->
          block(offset, UploadChunkDecoder.BLOCK_LENGTH) && bytes();
      case UploadCommitDecoder.TEMPLATE_ID -> block(offset, UploadCommitDecoder.BLOCK_LENGTH);
      default -> false;
    };
  }

  /**
   * Walks over the commands of a batch.
   *
   * @return how many there are; -1 when it is no batch of 1 to {@code most}
   */
  int batch(DirectBuffer buffer, int offset, int length, int most) {
    in = buffer;
    end = offset + length;
    at = offset + MessageHeaderDecoder.ENCODED_LENGTH;
    if (!block(offset, BatchDecoder.BLOCK_LENGTH) || !has(GROUP_HEADER)) {
      return -1;
    }
    int elementLength = unsignedShort(at);
    int count = unsignedShort(at + 2);
    at += GROUP_HEADER;
    if (elementLength != BatchDecoder.CommandsDecoder.sbeBlockLength() || count > most) {
      return -1;
    }
    for (int i = 0; i < count; i++) {
      if (!bytes()) {
        return -1;
      }
    }
    return at == end ? count : -1;
  }

  /** Where the first command of a batch has its length. */
  int firstOfBatch(int offset) {
    return offset + MessageHeaderDecoder.ENCODED_LENGTH + BatchDecoder.BLOCK_LENGTH + GROUP_HEADER;
  }

  private boolean has(int length) {
    return end - at >= length;
  }

  private boolean block(int offset, int length) {
    if (unsignedShort(offset + MessageHeaderDecoder.blockLengthEncodingOffset()) != length
        || !has(length)) {
      return false;
    }
    at += length;
    return true;
  }

  private boolean group(int elementLength) {
    if (!has(GROUP_HEADER) || unsignedShort(at) != elementLength) {
      return false;
    }
    int length = GROUP_HEADER + elementLength * unsignedShort(at + 2);
    if (!has(length)) {
      return false;
    }
    at += length;
    return true;
  }

  private boolean groupWithText(int elementLength) {
    if (!has(GROUP_HEADER) || unsignedShort(at) != elementLength) {
      return false;
    }
    int count = unsignedShort(at + 2);
    at += GROUP_HEADER;
    for (int i = 0; i < count; i++) {
      if (!has(elementLength + TEXT_HEADER)) {
        return false;
      }
      at += elementLength;
      int length = TEXT_HEADER + (in.getByte(at) & 0xff);
      if (!has(length)) {
        return false;
      }
      at += length;
    }
    return true;
  }

  private boolean bytes() {
    if (!has(BYTES_HEADER)) {
      return false;
    }
    int length = in.getInt(at, LITTLE_ENDIAN);
    at += BYTES_HEADER;
    if (length < 0 || !has(length)) {
      return false;
    }
    at += length;
    return true;
  }

  private int unsignedShort(int position) {
    return in.getShort(position, LITTLE_ENDIAN) & 0xffff;
  }
}
