package io.onsale.inventory.peers;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Where one node of the seat log lives and how it behaves.
 *
 * @param dataDir folder of the log and its snapshots; it belongs to one process at a time
 * @param basePort first of five UDP ports on the loopback interface, of which one node uses the
 *     second
 * @param maxPark how long an idle thread of the log may sleep: longer costs latency, shorter costs
 *     idle processor time
 * @param snapshotEvery bytes of log after which a snapshot is taken, so that recovery stays short
 */
public record NodeSettings(Path dataDir, int basePort, Duration maxPark, long snapshotEvery) {
  static final int PORTS = 5;

  public NodeSettings {
    if (basePort < 1024 || basePort > 65_535 - PORTS) {
      throw new IllegalArgumentException("basePort must be from 1024 to " + (65_535 - PORTS));
    }
    if (maxPark.isNegative() || maxPark.isZero()) {
      throw new IllegalArgumentException("maxPark must be longer than nothing");
    }
  }
}
