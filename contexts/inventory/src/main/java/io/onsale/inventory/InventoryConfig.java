package io.onsale.inventory;

import io.onsale.kit.settings.Default;
import java.time.Duration;

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
 * @param fsync whether what is answered is on the disk before; false only where three nodes trust
 *     each other's memory
 */
public record InventoryConfig(
    @Default("18090") int basePort,
    @Default("1000") int maxParkMicros,
    @Default("10000") int pendingMax,
    @Default("5s") Duration commandTimeout,
    @Default("64") int snapshotMegabytes,
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
  }
}
