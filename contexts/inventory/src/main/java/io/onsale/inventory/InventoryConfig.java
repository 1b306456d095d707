package io.onsale.inventory;

import io.onsale.kit.settings.Default;
import java.time.Duration;
import java.util.List;

/**
 * Settings of the seats.
 *
 * @param basePort first of five UDP ports on the loopback interface; two processes on one machine
 *     must not share them
 * @param maxParkMicros how long an idle thread of the seat log may sleep: longer costs latency,
 *     shorter costs idle processor time
 * @param pendingMax so many commands may wait for the log's decision; a further one is refused with
 *     SLOW_DOWN
 * @param commandTimeout how long a command may wait for the log's decision
 * @param snapshotMegabytes so much log after which a snapshot is taken, so that recovery stays
 *     short
 * @param shards the clusters that the performances are spread over; none means one, number 0, with
 *     a node in this process
 * @param host this process's own name or address, which nodes elsewhere send their answers to
 * @param shard which shard's node this process is, when that is its role
 * @param member and which of its members, from 0
 * @param heartbeatTimeout how long the nodes of a shard wait for a silent leader before they choose
 *     another
 * @param fsync whether what is answered is on the disk before; false only where three nodes trust
 *     each other's memory
 */
public record InventoryConfig(
    @Default("18090") int basePort,
    @Default("1000") int maxParkMicros,
    @Default("10000") int pendingMax,
    @Default("5s") Duration commandTimeout,
    @Default("16") int snapshotMegabytes,
    @Default("") List<ShardConfig> shards,
    @Default("127.0.0.1") String host,
    @Default("0") int shard,
    @Default("0") int member,
    @Default("1s") Duration heartbeatTimeout,
    @Default("true") boolean fsync) {

  public InventoryConfig {
    if (maxParkMicros < 1 || maxParkMicros > 100_000) {
      throw new IllegalArgumentException("max-park-micros must be from 1 to 100000");
    }
    if (pendingMax < 1 || pendingMax > 1_000_000) {
      throw new IllegalArgumentException("pending-max must be from 1 to 1000000");
    }
    if (commandTimeout.isNegative() || commandTimeout.isZero()) {
      throw new IllegalArgumentException("command-timeout must be longer than nothing");
    }
    if (snapshotMegabytes < 1) {
      throw new IllegalArgumentException("snapshot-megabytes must be at least 1");
    }
    if (heartbeatTimeout.toMillis() < 100 || heartbeatTimeout.toMillis() > 60_000) {
      throw new IllegalArgumentException("heartbeat-timeout must be from 100ms to 60s");
    }
    if (shards.stream().map(ShardConfig::number).distinct().count() < shards.size()) {
      throw new IllegalArgumentException("two shards have the same number");
    }
  }

  /** All defaults, with one node in this process. */
  public static InventoryConfig onLoopback(int basePort) {
    return new InventoryConfig(
        basePort,
        1_000,
        10_000,
        Duration.ofSeconds(5),
        16,
        List.of(),
        "127.0.0.1",
        0,
        0,
        Duration.ofSeconds(1),
        true);
  }

  /** The numbers of all shards. */
  public List<Integer> numbers() {
    return shardsOrOne().stream().map(ShardConfig::number).toList();
  }

  /** The shards, or the one that there is without any. */
  List<ShardConfig> shardsOrOne() {
    return shards.isEmpty() ? List.of(new ShardConfig(0, List.of(), basePort)) : shards;
  }
}
