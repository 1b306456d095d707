package io.onsale.inventory.flow;

/**
 * How the log is kept on disk.
 *
 * @param fsync whether what is answered has been forced to the disk before. False is for nodes that
 *     trust their peers' memory: what all of them have in memory alone is lost when all lose power
 *     at once; the death of a process loses nothing
 * @param snapshotBytes so much log after which a snapshot is due
 * @param segmentBytes length of the log's files, a power of two from 1 MB to 1 GB: the unit in
 *     which it is sealed and purged
 */
public record Durability(boolean fsync, long snapshotBytes, int segmentBytes) {
  private static final int SEGMENT_BYTES_MIN = 1 << 20;
  private static final int TERM_BYTES_MAX = 16 << 20;

  public Durability {
    if (snapshotBytes < 1) {
      throw new IllegalArgumentException("snapshotBytes must be at least 1");
    }
    if (segmentBytes < SEGMENT_BYTES_MIN || Integer.bitCount(segmentBytes) != 1) {
      throw new IllegalArgumentException(
          "segmentBytes must be a power of two from " + SEGMENT_BYTES_MIN + " on");
    }
  }

  /** Length of a term of the log: a segment has one or more. */
  public int termBytes() {
    return Math.min(segmentBytes, TERM_BYTES_MAX);
  }
}
