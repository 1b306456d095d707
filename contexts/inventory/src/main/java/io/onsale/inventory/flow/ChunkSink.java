package io.onsale.inventory.flow;

import org.agrona.DirectBuffer;

/** Takes the pieces of a snapshot, each one message. */
@FunctionalInterface
public interface ChunkSink {
  /** The next piece; the buffer is valid during the call only. */
  void onChunk(DirectBuffer buffer, int offset, int length);
}
