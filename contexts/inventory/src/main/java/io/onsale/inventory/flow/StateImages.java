package io.onsale.inventory.flow;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * The states that a node's snapshots name, one file each, as the members of a log give them to each
 * other. Any thread.
 */
public interface StateImages {
  /** Where an image can be read: here, or at another member. */
  @FunctionalInterface
  interface Source {
    /**
     * Reads an image from its beginning.
     *
     * @throws IOException when it is not there, because it has not been written to its end or is
     *     needed no more, or when it can't be read
     */
    InputStream open(long id) throws IOException;
  }

  /** What is here, for others. */
  Source here();

  /** Those that a snapshot of this node names and that are not here. */
  List<Long> lacking();

  /**
   * Copies an image from elsewhere; it is here whole and on the disk then, or not at all.
   *
   * @throws IOException when it does not come, is not what was written, or the disk does not take
   *     it
   */
  void adopt(long id, Source other) throws IOException;
}
