package io.onsale.proof.bench.start;

import io.onsale.inventory.InventoryConfig;
import io.onsale.inventory.flow.SnapshotPolicy;
import io.onsale.proof.bench.start.Server.Sale;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A server at its peak, killed just before the snapshot that interrupts one.
 *
 * @param perSecond holds that it answered
 * @param bytes of log since its last snapshot
 */
record Peak(long perSecond, long bytes) {
  private static final String POSITION = "seats_feed_position_bytes";
  private static final String BEHIND = "seats_feed_lag_bytes";
  private static final String SNAPSHOT = "seats_snapshots_newest_bytes";
  private static final long LOOK_NS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long LONGEST_NS = TimeUnit.MINUTES.toNanos(2);

  /** More than any server answers: each connection calls again as soon as it has its answer. */
  private static final int PER_SECOND = 1_000_000;

  /** So near to the snapshot, in bytes, is near enough: it is asked for by the second. */
  private static final long MARGIN = 2 << 20;

  static Peak reach(Server one, Sale sale, int connections)
      throws IOException, InterruptedException {
    long enough =
        SnapshotPolicy.latest((long) InventoryConfig.onLoopback(1).snapshotMegabytes() << 20)
            - MARGIN;
    String head =
        "POST %s HTTP/1.1\r\nauthorization: Bearer %s\r\ncontent-type: application/json\r\n"
            .formatted(sale.holdPath(), sale.token());
    long begun = System.nanoTime();
    Callers holds =
        Callers.begin(
            one.port(),
            head,
            sale.hold(),
            connections,
            PER_SECOND,
            begun,
            begun,
            begun + LONGEST_NS);
    long since = 0;
    while (since < enough && System.nanoTime() - begun < LONGEST_NS) {
      LockSupport.parkNanos(LOOK_NS);
      since = sinceSnapshot(one);
    }
    if (since < enough) {
      throw new IllegalStateException("only " + since + " bytes of log came");
    }
    long answered = holds.answered();
    long nanos = System.nanoTime() - begun;
    one.kill();
    holds.cutOff();
    return new Peak(answered * TimeUnit.SECONDS.toNanos(1) / nanos, since);
  }

  private static long sinceSnapshot(Server one) throws IOException, InterruptedException {
    long since = 0;
    for (String line : one.read("/metrics").split("\n")) {
      String name = line.substring(0, Math.max(0, line.indexOf('{')));
      since +=
          switch (name) {
            case POSITION, BEHIND -> value(line);
            case SNAPSHOT -> -value(line);
            default -> 0;
          };
    }
    return since;
  }

  private static long value(String line) {
    return (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
  }
}
