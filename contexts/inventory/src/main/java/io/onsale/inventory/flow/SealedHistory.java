package io.onsale.inventory.flow;

import java.io.IOException;

/**
 * The sealed part of a node's history, as the members of a log give it to each other. Any thread.
 */
public interface SealedHistory {
  /** What is here, for others. */
  SealedSource here();

  /**
   * Whether something is missing between the first message and the hot log: nothing is sealed until
   * it is here.
   */
  boolean isLacking();

  /**
   * Copies what is missing from another member, file by file, each checked against the list and the
   * chain of that member. What has been copied stays when it fails.
   *
   * @return whether nothing is missing any more; false when the other has not sealed so far itself
   * @throws LogDamaged when the other's files are not what its list says
   * @throws IOException when the other does not answer, or the disk does not take it
   */
  boolean complete(SealedSource other) throws IOException;
}
