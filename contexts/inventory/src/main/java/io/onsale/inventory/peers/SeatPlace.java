package io.onsale.inventory.peers;

import io.onsale.inventory.flow.LogFiles;
import io.onsale.inventory.flow.SealedReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Where the nodes of a seat log are, for a process that serves its seats. */
public sealed interface SeatPlace {
  /**
   * Notes in a folder that its log is kept elsewhere.
   *
   * @throws IllegalStateException when it holds a log of its own
   */
  static void claimForNodesElsewhere(Path folder) {
    Membership.elsewhere(folder);
  }

  /** How many nodes keep the log that is in a folder. */
  static int members(Path folder) {
    return Membership.members(folder);
  }

  /** What this process keeps of the log; it belongs to one process at a time. */
  Path dataDir();

  /** The one node is in this process. */
  record Here(NodeSettings node, LogFiles files) implements SeatPlace {
    @Override
    public Path dataDir() {
      return node.dataDir();
    }
  }

  /**
   * The nodes are other processes.
   *
   * @param members all nodes of the log
   * @param shard which of several logs it is
   * @param host this process's own name or address, which the nodes send their answers to
   * @param maxPark how long an idle thread may sleep
   * @param sealed reads what the nodes have sealed
   */
  record Elsewhere(
      Path dataDir,
      List<Member> members,
      int shard,
      String host,
      Duration maxPark,
      SealedReader sealed)
      implements SeatPlace {
    public Elsewhere {
      members = List.copyOf(members);
    }
  }
}
