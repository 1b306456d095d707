package io.onsale.inventory.flow;

import org.agrona.DirectBuffer;

/**
 * Takes what the seat log has, in its order and once each, from wherever it is read: the node's
 * recording, its files, or what was sealed of it.
 */
public interface LogSink {
  /**
   * A message of a client, a command or a batch of them, without the cluster's own header.
   *
   * @param end position in the log at which it ends
   * @param time of the cluster when it was sequenced, in milliseconds
   * @param buffer valid during the call only
   */
  void onMessage(long end, long time, DirectBuffer buffer, int offset, int length);

  /** The timer that frees what has expired. */
  void onTimer(long end, long time);

  /** Something that concerns no seats: the log is read up to {@code end}. */
  void onOther(long end);
}
