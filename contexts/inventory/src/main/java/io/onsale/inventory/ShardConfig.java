package io.onsale.inventory;

import io.onsale.inventory.peers.Member;
import io.onsale.kit.settings.Default;
import java.util.List;

/**
 * One of the clusters that the performances are spread over.
 *
 * @param number 0 to {@value #NUMBER_MAX}; it is in the id of each of the shard's performances, so
 *     it never changes
 * @param members host:port of each of its nodes, in the same order everywhere, where the port is
 *     the first of five UDP ports; empty for one node in this process
 * @param basePort of the node in this process, when there are no members: first of five UDP ports
 *     on the loopback interface
 */
public record ShardConfig(
    int number, @Default("") List<String> members, @Default("0") int basePort) {
  /** The largest number of a shard. */
  public static final int NUMBER_MAX = 63;

  public ShardConfig {
    if (number < 0 || number > NUMBER_MAX) {
      throw new IllegalArgumentException("number must be from 0 to " + NUMBER_MAX);
    }
    members.forEach(Member::parse);
    if (members.isEmpty() == (basePort == 0)) {
      throw new IllegalArgumentException("a shard has either members or a base-port");
    }
  }

  List<Member> nodes() {
    return members.stream().map(Member::parse).toList();
  }
}
