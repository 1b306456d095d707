package io.onsale.proof.bench.seats;

import io.onsale.inventory.InventoryConfig;
import io.onsale.inventory.peers.Member;
import io.onsale.inventory.peers.NodeSettings;
import io.onsale.inventory.peers.SeatMember;
import io.onsale.inventory.store.FolderLog;
import io.onsale.inventory.store.ImageSnapshots;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * A process that is one of three nodes until its input ends. Asked {@code leads} or {@code ready},
 * it answers {@code true} or {@code false} with a line.
 */
final class MemberProcess {
  private static final int FAULT = 70;

  private MemberProcess() {}

  /**
   * Arguments: folder, place of this node, all nodes, whether to force the log to the disk,
   * milliseconds that a silent leader is waited for, bytes of log after which a snapshot is due.
   */
  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    List<Member> members = Arrays.stream(args[2].split(",")).map(Member::parse).toList();
    InventoryConfig shipped = InventoryConfig.onLoopback(members.getFirst().firstPort());
    boolean fsync = Boolean.parseBoolean(args[3]);
    long snapshotEvery = Long.parseLong(args[5]);
    NodeSettings settings =
        new NodeSettings(
            folder,
            members,
            Integer.parseInt(args[1]),
            0,
            true,
            Duration.ofMillis(Long.parseLong(args[4])),
            Duration.ofNanos(shipped.maxParkMicros() * 1_000L),
            snapshotEvery);
    FolderLog files = new FolderLog(folder, Places.durability(fsync, snapshotEvery));
    try (SeatMember member =
            new SeatMember(settings, files, new ImageSnapshots(folder), MemberProcess::halt);
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      member.start();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        System.out.println(line.equals("leads") ? member.leads() : member.isReady());
      }
    }
    System.exit(0);
  }

  private static void halt(Throwable fault) {
    fault.printStackTrace();
    Runtime.getRuntime().halt(FAULT);
  }
}
