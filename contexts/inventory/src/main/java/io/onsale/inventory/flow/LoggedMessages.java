package io.onsale.inventory.flow;

import io.aeron.cluster.client.AeronCluster;
import io.aeron.cluster.codecs.MessageHeaderDecoder;
import io.aeron.cluster.codecs.SessionMessageHeaderDecoder;
import io.aeron.cluster.codecs.TimerEventDecoder;
import org.agrona.DirectBuffer;

/**
 * Takes the cluster's own header off the messages of its log, and hands over what they carry. For
 * one thread.
 */
public final class LoggedMessages {
  private final MessageHeaderDecoder header = new MessageHeaderDecoder();
  private final SessionMessageHeaderDecoder session = new SessionMessageHeaderDecoder();
  private final TimerEventDecoder timer = new TimerEventDecoder();

  /** A whole message that ends at {@code end}. */
  public void deliver(DirectBuffer buffer, int offset, int length, long end, LogSink sink) {
    deliver(buffer, offset, length, end, Long.MAX_VALUE, sink);
  }

  /**
   * A whole message, unless it is later than a time.
   *
   * @param until cluster time, milliseconds since 1970
   * @return false when it was later
   */
  public boolean deliver(
      DirectBuffer buffer, int offset, int length, long end, long until, LogSink sink) {
    header.wrap(buffer, offset);
    int body = offset + MessageHeaderDecoder.ENCODED_LENGTH;
    switch (header.templateId()) {
      case SessionMessageHeaderDecoder.TEMPLATE_ID -> {
        session.wrap(buffer, body, header.blockLength(), header.version());
        if (session.timestamp() > until) {
          return false;
        }
        sink.onMessage(
            end,
            session.timestamp(),
            buffer,
            offset + AeronCluster.SESSION_HEADER_LENGTH,
            length - AeronCluster.SESSION_HEADER_LENGTH);
      }
      case TimerEventDecoder.TEMPLATE_ID -> {
        timer.wrap(buffer, body, header.blockLength(), header.version());
        if (timer.timestamp() > until) {
          return false;
        }
        sink.onTimer(end, timer.timestamp());
      }
      default -> sink.onOther(end);
    }
    return true;
  }
}
