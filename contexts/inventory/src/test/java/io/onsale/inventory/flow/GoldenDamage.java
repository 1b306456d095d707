package io.onsale.inventory.flow;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.onsale.contracts.sbe.CommandHeaderDecoder;
import io.onsale.contracts.sbe.MessageHeaderDecoder;
import java.util.Arrays;
import java.util.Random;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Messages of a golden log that are not what they were. */
final class GoldenDamage {
  private static final int HEADER = MessageHeaderDecoder.ENCODED_LENGTH;

  /** Where a command's own fields begin. */
  static final int BODY = HEADER + CommandHeaderDecoder.ENCODED_LENGTH;

  private static final int ID = HEADER + CommandHeaderDecoder.idempotencyHighEncodingOffset();
  private static final int FINGERPRINT = HEADER + CommandHeaderDecoder.fingerprintEncodingOffset();

  private GoldenDamage() {}

  /** Not remembered: both halves of the id are 0. */
  static DirectBuffer withoutId(DirectBuffer command) {
    UnsafeBuffer changed = (UnsafeBuffer) command;
    changed.putLong(ID, 0, LITTLE_ENDIAN);
    changed.putLong(ID + Long.BYTES, 0, LITTLE_ENDIAN);
    return changed;
  }

  /** A byte of what the command says is another. */
  static DirectBuffer changed(Random random, DirectBuffer command) {
    UnsafeBuffer changed = (UnsafeBuffer) command;
    int at = BODY + random.nextInt(changed.capacity() - BODY);
    int other = new int[] {0, 1, -1, changed.getByte(at) + 1}[random.nextInt(4)];
    changed.putByte(at, (byte) other);
    return changed;
  }

  /** No message of the schema. */
  static DirectBuffer damaged(Random random, DirectBuffer command) {
    byte[] bytes = GoldenLog.bytes(command, command.capacity());
    UnsafeBuffer header = new UnsafeBuffer(bytes);
    short never = (short) (random.nextBoolean() ? 999 : 0);
    switch (random.nextInt(6)) {
      case 0 -> header.putShort(MessageHeaderDecoder.versionEncodingOffset(), never, LITTLE_ENDIAN);
      case 1 ->
          header.putShort(MessageHeaderDecoder.templateIdEncodingOffset(), never, LITTLE_ENDIAN);
      case 2 ->
          header.putShort(MessageHeaderDecoder.schemaIdEncodingOffset(), never, LITTLE_ENDIAN);
      case 3 -> bytes = Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(9));
      default -> bytes = Arrays.copyOf(bytes, 1 + random.nextInt(bytes.length - 1));
    }
    return new UnsafeBuffer(bytes);
  }

  /** Under the id of another. */
  static DirectBuffer withIdOf(DirectBuffer known, DirectBuffer command) {
    UnsafeBuffer changed = (UnsafeBuffer) command;
    changed.putBytes(ID, known, ID, 2 * Long.BYTES);
    return changed;
  }

  static DirectBuffer withFingerprint(DirectBuffer command, long difference) {
    UnsafeBuffer changed = new UnsafeBuffer(GoldenLog.bytes(command, command.capacity()));
    long before = changed.getLong(FINGERPRINT, LITTLE_ENDIAN);
    changed.putLong(FINGERPRINT, before ^ difference, LITTLE_ENDIAN);
    return changed;
  }
}
