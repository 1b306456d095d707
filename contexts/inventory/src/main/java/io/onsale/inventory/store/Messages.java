package io.onsale.inventory.store;

import static io.aeron.protocol.DataHeaderFlyweight.HEADER_LENGTH;

import io.aeron.cluster.client.AeronCluster;
import io.aeron.cluster.codecs.MessageHeaderDecoder;
import io.aeron.cluster.codecs.SessionMessageHeaderDecoder;
import io.aeron.cluster.codecs.TimerEventDecoder;
import io.aeron.logbuffer.FrameDescriptor;
import io.onsale.inventory.flow.LogDamaged;
import io.onsale.inventory.flow.LogSink;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;

/**
 * Puts the messages of the log together again from its frames. A message never crosses the end of a
 * term, so none begins in one segment and ends in another.
 */
final class Messages {
  private final MessageHeaderDecoder header = new MessageHeaderDecoder();
  private final SessionMessageHeaderDecoder session = new SessionMessageHeaderDecoder();
  private final TimerEventDecoder timer = new TimerEventDecoder();
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
        deliver(sink, position, until, frames.buffer(), offset + HEADER_LENGTH, payload);
        assembled = -1;
      } else if (begins || assembled >= 0) {
        // What a leader that died had begun, and nobody ended, is passed over.
        assembled = begins ? 0 : assembled;
        whole.putBytes(assembled, frames.buffer(), offset + HEADER_LENGTH, payload);
        assembled += payload;
        if (ends) {
          deliver(sink, position, until, whole, 0, assembled);
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

  private void deliver(
      LogSink sink, long end, long until, DirectBuffer buffer, int offset, int length) {
    header.wrap(buffer, offset);
    int body = offset + MessageHeaderDecoder.ENCODED_LENGTH;
    switch (header.templateId()) {
      case SessionMessageHeaderDecoder.TEMPLATE_ID -> {
        session.wrap(buffer, body, header.blockLength(), header.version());
        stopped = session.timestamp() > until;
        if (!stopped) {
          sink.onMessage(
              end,
              session.timestamp(),
              buffer,
              offset + AeronCluster.SESSION_HEADER_LENGTH,
              length - AeronCluster.SESSION_HEADER_LENGTH);
        }
      }
      case TimerEventDecoder.TEMPLATE_ID -> {
        timer.wrap(buffer, body, header.blockLength(), header.version());
        stopped = timer.timestamp() > until;
        if (!stopped) {
          sink.onTimer(end, timer.timestamp());
        }
      }
      default -> sink.onOther(end);
    }
  }
}
