package io.onsale.inventory.flow;

import io.aeron.Image;
import io.aeron.ImageFragmentAssembler;
import io.aeron.logbuffer.FragmentHandler;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.IdleStrategy;
import org.jspecify.annotations.Nullable;

/** The pieces of a snapshot, as they come from its recording. */
public final class ImageChunks implements ChunkSource {
  private final Image image;
  private final IdleStrategy idle;
  private final FragmentHandler assembler =
      new ImageFragmentAssembler(
          (buffer, offset, length, header) -> deliver(buffer, offset, length));
  private @Nullable ChunkSink sink;
  private boolean delivered;

  /**
   * @param image stands at the first piece
   */
  public ImageChunks(Image image, IdleStrategy idle) {
    this.image = image;
    this.idle = idle;
  }

  @Override
  public boolean next(ChunkSink taker) {
    sink = taker;
    delivered = false;
    idle.reset();
    while (!delivered) {
      int polled = image.poll(assembler, 1);
      if (polled == 0 && (image.isEndOfStream() || image.isClosed())) {
        return false;
      }
      idle.idle(polled);
    }
    return true;
  }

  private void deliver(DirectBuffer buffer, int offset, int length) {
    if (sink == null) {
      throw new IllegalStateException("nobody asked for a piece");
    }
    delivered = true;
    sink.onChunk(buffer, offset, length);
  }
}
