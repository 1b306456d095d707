package io.onsale.inventory.store;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import org.agrona.DirectBuffer;

/** Finds damage, not malice: one multiplication for eight bytes. */
final class ContentHash {
  private ContentHash() {}

  static long of(long before, DirectBuffer buffer, int offset, int length) {
    long hash = add(before, length);
    int at = offset;
    int end = offset + length;
    for (; at + Long.BYTES <= end; at += Long.BYTES) {
      hash = add(hash, buffer.getLong(at, LITTLE_ENDIAN));
    }
    for (; at < end; at++) {
      hash = add(hash, buffer.getByte(at));
    }
    return hash;
  }

  private static long add(long before, long word) {
    long hash = (before ^ word) * 0x9e3779b97f4a7c15L;
    return hash ^ hash >>> 32;
  }
}
