package io.onsale.inventory.flow;

import java.util.List;

/** What keeps the files of a log short and whole while its node runs. One thread at a time. */
public interface LogUpkeep {
  /**
   * Keeps in mind that the log is committed, and on this node's disk, up to a position: whatever is
   * missing below it from now on has been lost, and was not just being written.
   */
  void forced(long position);

  /** Position of the newest valid snapshot, 0 when there is none. */
  long newestSnapshot();

  /**
   * How the log and its snapshots stand now. They are read once for all that is asked of it, for
   * that takes longer the more snapshots there ever were: whoever looks again takes another.
   */
  View view();

  /** Bytes of the log that are not only in sealed files. */
  long hotBytes();

  /** How the log and its snapshots stood at one moment. */
  interface View {
    /**
     * Seals the oldest whole segment that has not been sealed.
     *
     * @param below only what lies below this position
     * @param pace called between pieces of work, to make a pause
     * @return false when there is nothing to seal, or when what was sealed before is not here
     * @throws LogDamaged when the segment is not what was recorded
     */
    boolean seal(long below, Runnable pace);

    /** How many whole segments below a position wait to be sealed. */
    int waiting(long below);

    /**
     * What the node needs no more: below the last sealed position, below the newest valid snapshot
     * but one, and below {@code needed}.
     */
    Surplus surplus(long needed);

    /** Deletes the images of states that no snapshot which is kept refers to. */
    void tidy();
  }

  /**
   * What can be given up.
   *
   * @param recording the log's
   * @param to new beginning of the recording, which is where a segment begins; its present
   *     beginning when there is nothing to purge
   * @param from its present beginning
   * @param snapshots recordings of snapshots that are too old to fall back to
   */
  record Surplus(long recording, long from, long to, List<Long> snapshots) {
    public boolean isNothing() {
      return from == to && snapshots.isEmpty();
    }
  }
}
