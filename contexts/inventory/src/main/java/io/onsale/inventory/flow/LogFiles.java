package io.onsale.inventory.flow;

import java.util.Optional;

/** The files of one node's log, hot and sealed. */
public interface LogFiles {
  /** How they are to be written. */
  Durability durability();

  /**
   * Before the node starts: finds what a crash has left of the log's last block and drops it, and
   * passes over a snapshot that can't be read.
   *
   * @throws LogDamaged when something is missing or changed that may have been answered; nothing
   *     has been touched then
   */
  void check();

  /** A reader of its own for each caller, on any thread. */
  LogHistory history();

  /** What keeps them short while the node runs; empty for files that are only read. */
  default Optional<LogUpkeep> upkeep() {
    return Optional.empty();
  }

  /** What the members of a log give each other of them; empty for files that are only read. */
  default Optional<SealedHistory> sealedHistory() {
    return Optional.empty();
  }

  /** The states that snapshots name; empty for files that are only read. */
  default Optional<StateImages> images() {
    return Optional.empty();
  }
}
