package io.onsale.proof.sim;

import java.util.List;
import java.util.OptionalLong;

/**
 * One entry of the log. Its position is the log's end with it, as a log of aligned frames counts.
 */
final class Frame {
  private static final int HEADER = 32;

  enum Kind {
    MESSAGE,
    TIMER,
    SNAPSHOT
  }

  final Kind kind;
  final long position;

  /** Cluster time in milliseconds. */
  final long time;

  final int client;
  final byte[] bytes;

  /** What the message asks; none when it is damaged. */
  final List<Sent> sent;

  final long timer;

  /** How many frames are applied while the snapshot's image is written. */
  final int meanwhile;

  /** What the follower answered, without the position; filled when it is committed. */
  byte[] answer = {};

  /** Hash of the state after it, on the follower, if it was taken. */
  OptionalLong hash = OptionalLong.empty();

  private Frame(
      Kind kind,
      long start,
      long time,
      int client,
      byte[] bytes,
      List<Sent> sent,
      long timer,
      int meanwhile) {
    this.kind = kind;
    this.position = start + HEADER + Math.ceilDiv(bytes.length, HEADER) * (long) HEADER;
    this.time = time;
    this.client = client;
    this.bytes = bytes;
    this.sent = sent;
    this.timer = timer;
    this.meanwhile = meanwhile;
  }

  static Frame message(long start, long time, Parcel parcel) {
    return new Frame(
        Kind.MESSAGE, start, time, parcel.client(), parcel.bytes(), parcel.sent(), 0, 0);
  }

  static Frame timer(long start, long time, long timer) {
    return new Frame(Kind.TIMER, start, time, 0, new byte[8], List.of(), timer, 0);
  }

  static Frame snapshot(long start, long time, int meanwhile) {
    return new Frame(Kind.SNAPSHOT, start, time, 0, new byte[8], List.of(), 0, meanwhile);
  }

  /** A request as it was first sent: the same bytes whenever it is sent again. */
  @SuppressWarnings("ArrayRecordComponent") // compared by none
  record Sent(Request request, long hold, byte[] bytes) {}

  /** A message on its way to the leader. */
  @SuppressWarnings("ArrayRecordComponent") // compared by none
  record Parcel(int client, List<Sent> sent, byte[] bytes) {}
}
