package io.onsale.inventory.flow;

import io.onsale.inventory.model.SeatEngine;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Decodes commands of the seat log, applies them to the engine and encodes the results. Whatever
 * the bytes, it throws nothing: what cannot be read is refused as malformed and changes nothing.
 * The same class runs on the cluster's nodes and on every replica that follows the log.
 */
public final class CommandAdapter {
  /**
   * Most bytes of the result of one message, a batch included: the buffer for results has at least
   * this room.
   */
  public static final int MAX_RESULT_LENGTH = 64 * 1024;

  /** Most commands in one batch. */
  public static final int MAX_BATCH = 64;

  /** Most holds that one {@link #onTimer} frees. */
  public static final int EXPIRIES_PER_TICK = 1000;

  /** An adapter in front of {@code engine}. */
  public CommandAdapter(SeatEngine engine) {}

  /**
   * Applies one message.
   *
   * @param time cluster time of the message in milliseconds
   * @param in what holds the message, its header first
   * @param out takes the result: one message, a ResultBatch for a Batch
   * @return length of the result
   */
  public int onMessage(
      long time, DirectBuffer in, int offset, int length, MutableDirectBuffer out, int outOffset) {
    throw new UnsupportedOperationException();
  }

  /**
   * Frees a bounded number of holds whose deadline has passed.
   *
   * @param time cluster time in milliseconds
   * @return how many; when it is {@link #EXPIRIES_PER_TICK} there may be more, and {@link
   *     SeatEngine#nextDeadline} tells
   */
  public int onTimer(long time) {
    throw new UnsupportedOperationException();
  }

  /** The engine behind this adapter. */
  public SeatEngine engine() {
    throw new UnsupportedOperationException();
  }
}
