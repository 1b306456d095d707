package io.onsale.inventory.peers;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Where one node of the seat log lives and how it behaves.
 *
 * @param dataDir folder of the log and its snapshots; it belongs to one process at a time
 * @param members all nodes of the log, each in the same place of the list on every node
 * @param member place of this node in the list
 * @param shard which of several logs it is: nodes and servers of another are not answered
 * @param network whether clients and other members come by network; else they are in this process
 * @param heartbeatTimeout how long the members wait for a silent leader before they choose another:
 *     shorter means a shorter pause when it dies, and more needless changes when machines are busy
 * @param maxPark how long an idle thread of the log may sleep: longer costs latency, shorter costs
 *     idle processor time
 * @param snapshotEvery bytes of log after which a snapshot is taken, so that recovery stays short
 */
public record NodeSettings(
    Path dataDir,
    List<Member> members,
    int member,
    int shard,
    boolean network,
    Duration heartbeatTimeout,
    Duration maxPark,
    long snapshotEvery) {
  private static final Duration ALONE = Duration.ofSeconds(1);

  public NodeSettings {
    members = List.copyOf(members);
    if (member < 0 || member >= members.size()) {
      throw new IllegalArgumentException(
          "member must be from 0 to " + (members.size() - 1) + ", its place in the list");
    }
    if (heartbeatTimeout.toMillis() < 100) {
      throw new IllegalArgumentException("heartbeatTimeout must be at least 100ms");
    }
    if (maxPark.isNegative() || maxPark.isZero()) {
      throw new IllegalArgumentException("maxPark must be longer than nothing");
    }
  }

  /**
   * A node that is alone and serves the process that it is in.
   *
   * @param basePort first of five UDP ports on the loopback interface
   */
  public static NodeSettings embedded(
      Path dataDir, int basePort, Duration maxPark, long snapshotEvery) {
    return new NodeSettings(
        dataDir,
        List.of(new Member("127.0.0.1", basePort)),
        0,
        0,
        false,
        ALONE,
        maxPark,
        snapshotEvery);
  }

  /** This node among the members. */
  Member self() {
    return members.get(member);
  }
}
