package io.onsale.inventory.store;

import static io.aeron.protocol.DataHeaderFlyweight.HEADER_LENGTH;

import io.aeron.logbuffer.FrameDescriptor;
import io.onsale.inventory.flow.LogDamaged;
import io.onsale.inventory.flow.LogSink;
import io.onsale.inventory.flow.LoggedMessages;
import org.agrona.ExpandableArrayBuffer;

/**
 * Puts the messages of the log together again from its frames. A message never crosses the end of a
 * term, so none begins in one segment and ends in another.
 */
final class Messages {
  private final LoggedMessages messages = new LoggedMessages();
  private final ExpandableArrayBuffer whole = new ExpandableArrayBuffer();
  private boolean stopped;

  /**
   * Hands over the messages of a segment that begin at or after {@code from}, end at or before
   * {@code limit}, and are not later than {@code until}.
   *
   * @return where the next message begins, or the segment ends
   */
  long read(Frames frames, long from, long limit, long until, LogSink sink) {
    stopped = false;
    long end = Math.min(limit, frames.end());
    long position = from;
    long reached = from;
    int assembled = -1;
    while (position < end) {
      int length = frames.lengthAt(position);
      if (length <= 0) {
        throw new LogDamaged(
            frames.file(),
            position,
            length == Frames.NOTHING
                ? "Nothing is recorded here, but the log goes on."
                : "The frame is not what was recorded.");
      }
      if (position + length > limit) {
        break;
      }
      int offset = frames.offset(position);
      position += length;
      if (frames.isPadding(offset)) {
        assembled = -1;
        reached = position;
        continue;
      }
      int payload = frames.buffer().getInt(offset) - HEADER_LENGTH;
      byte flags = FrameDescriptor.frameFlags(frames.buffer(), offset);
      boolean begins = (flags & FrameDescriptor.BEGIN_FRAG_FLAG) != 0;
      boolean ends = (flags & FrameDescriptor.END_FRAG_FLAG) != 0;
      if (begins && ends) {
        stopped =
            !messages.deliver(
                frames.buffer(), offset + HEADER_LENGTH, payload, position, until, sink);
        assembled = -1;
      } else if (begins || assembled >= 0) {
        // What a leader that died had begun, and nobody ended, is passed over.
        assembled = begins ? 0 : assembled;
        whole.putBytes(assembled, frames.buffer(), offset + HEADER_LENGTH, payload);
        assembled += payload;
        if (ends) {
          stopped = !messages.deliver(whole, 0, assembled, position, until, sink);
          assembled = -1;
        }
      }
      if (stopped) {
        return reached;
      }
      if (assembled < 0) {
        reached = position;
      }
    }
    return position == frames.end() ? position : reached;
  }

  /** Whether it met what is later than was asked for. */
  boolean isStopped() {
    return stopped;
  }
}
