package io.onsale.kit.server;

import io.netty.channel.ChannelPipeline;
import io.netty.handler.flush.FlushConsolidationHandler;

/**
 * Sends an answer in one piece. The server flushes after its head and again after its body, which
 * is one call of the operating system too many for every answer that comes from another thread, and
 * one packet too many for who receives it.
 */
final class WholeAnswers {
  private WholeAnswers() {}

  /** Has what is written meanwhile sent when the connection's thread is done with what it does. */
  static void on(ChannelPipeline pipeline) {
    FlushConsolidationHandler together =
        new FlushConsolidationHandler(
            FlushConsolidationHandler.DEFAULT_EXPLICIT_FLUSH_AFTER_FLUSHES, true);
    // The server has put one in already, which waits only while it reads.
    FlushConsolidationHandler whileReading = pipeline.get(FlushConsolidationHandler.class);
    if (whileReading == null) {
      pipeline.addFirst(together);
    } else {
      pipeline.replace(whileReading, null, together);
    }
  }
}
