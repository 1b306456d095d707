package io.onsale.proof.bench.start;

import io.onsale.inventory.InventoryConfig;
import io.onsale.proof.bench.start.Server.Sale;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A server at its peak, killed just before a snapshot is whole.
 *
 * @param perSecond holds that it gave
 * @param refused holds that it refused a second
 * @param bytes of log since the last snapshot that was whole
 */
record Peak(long perSecond, long refused, long bytes) {
  private static final String POSITION = "seats_feed_position_bytes";
  private static final String BEHIND = "seats_feed_lag_bytes";
  private static final String SNAPSHOT = "seats_snapshots_newest_bytes";
  private static final long LOOK_NS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long LONGEST_NS = TimeUnit.MINUTES.toNanos(2);

  /** More than any server answers: each connection calls again as soon as it has its answer. */
  private static final int PER_SECOND = 1_000_000;

  private static final double NEAR = 0.95;

  /** Has so many call at once, and kills the server. */
  static Peak reach(Server one, Sale sale, int connections)
      throws IOException, InterruptedException {
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
    // The snapshots that come of themselves are of so much log at least.
    long due = (long) InventoryConfig.onLoopback(1).snapshotMegabytes() << 20;
    long highest = 0;
    long since = 0;
    for (boolean known = false; !known || since < NEAR * highest; ) {
      if (System.nanoTime() - begun > LONGEST_NS) {
        throw new IllegalStateException("only " + since + " bytes of log came, of " + highest);
      }
      LockSupport.parkNanos(LOOK_NS);
      since = sinceSnapshot(one);
      known |= highest > due && since < highest / 2;
      highest = known ? highest : Math.max(highest, since);
    }
    holds.check();
    long accepted = holds.accepted();
    long refused = holds.refused();
    double seconds = (System.nanoTime() - begun) / 1e9;
    one.kill();
    holds.cutOff();
    return new Peak((long) (accepted / seconds), (long) (refused / seconds), since);
  }

  private static long sinceSnapshot(Server one) throws IOException, InterruptedException {
    long since = 0;
    for (String line : one.read("/metrics").lines().toList()) {
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
