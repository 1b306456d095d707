package io.onsale.proof.bench.seats;

import io.onsale.inventory.InventoryConfig;
import io.onsale.inventory.peers.Member;
import io.onsale.inventory.peers.NodeSettings;
import io.onsale.inventory.peers.SeatMember;
import io.onsale.inventory.store.FolderLog;
import io.onsale.inventory.store.ImageSnapshots;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** A process that is one of three nodes until its input ends. */
final class MemberProcess {
  private static final int FAULT = 70;

  private MemberProcess() {}

  /** Arguments: folder, place of this node, all nodes, whether to force the log to the disk. */
  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    List<Member> members = Arrays.stream(args[2].split(",")).map(Member::parse).toList();
    InventoryConfig shipped = InventoryConfig.onLoopback(members.getFirst().firstPort());
    NodeSettings settings =
        new NodeSettings(
            folder,
            members,
            Integer.parseInt(args[1]),
            true,
            shipped.heartbeatTimeout(),
            Duration.ofNanos(shipped.maxParkMicros() * 1_000L),
            Places.NO_SNAPSHOT);
    FolderLog files = new FolderLog(folder, Places.durability(Boolean.parseBoolean(args[3])));
    try (SeatMember member =
            new SeatMember(settings, files, new ImageSnapshots(folder), MemberProcess::halt);
        InputStream input = System.in) {
      member.start();
      while (input.read() >= 0) {
        // Nothing is said; the end is what counts.
      }
    }
    System.exit(0);
  }

  private static void halt(Throwable fault) {
    fault.printStackTrace();
    Runtime.getRuntime().halt(FAULT);
  }
}
