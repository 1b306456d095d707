package io.onsale.inventory.peers;

import io.aeron.Aeron;
import io.aeron.archive.client.AeronArchive;
import io.aeron.cluster.RecordingLog;
import io.onsale.inventory.flow.Durability;
import io.onsale.inventory.flow.SeatLogService;
import io.onsale.inventory.store.FolderLog;
import io.onsale.inventory.store.ImageSnapshots;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * A process that is one node of a seat log until its input ends. A line {@code snapshot} asks for a
 * snapshot, {@code purge} drops the log before the newest one as far as whole files go.
 */
final class NodeProcess {
  private static final int FAULT = 70;
  private static final int SEGMENT_BYTES = 1 << 20;

  private NodeProcess() {}

  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[0]);
    List<Member> members = Arrays.stream(args[2].split(",")).map(Member::parse).toList();
    NodeSettings settings =
        new NodeSettings(
            folder,
            members,
            Integer.parseInt(args[1]),
            0,
            true,
            Duration.ofMillis(Long.parseLong(args[3])),
            Duration.ofNanos(200_000),
            Long.MAX_VALUE);
    FolderLog files = files(folder);
    SeatNode node =
        SeatNode.start(
            settings,
            files,
            new SeatLogService(new ImageSnapshots(folder), NodeProcess::halt),
            NodeProcess::halt);
    try (node;
        Aeron aeron = Aeron.connect(node.client("process"));
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        switch (line) {
          case "snapshot" -> node.requestSnapshot(aeron);
          case "purge" -> purge(node, aeron, folder);
          default -> throw new IllegalArgumentException(line);
        }
      }
    }
    System.exit(0);
  }

  /** With files short enough for tests, and snapshots on demand. */
  static FolderLog files(Path folder) {
    return new FolderLog(folder, new Durability(true, 1L << 40, SEGMENT_BYTES));
  }

  private static void purge(SeatNode node, Aeron aeron, Path folder) {
    try (AeronArchive archive =
            AeronArchive.connect(node.localArchive().aeron(aeron).ownsAeronClient(false));
        RecordingLog entries = new RecordingLog(folder.resolve("cluster").toFile(), false)) {
      long recording = entries.findLastTermRecordingId();
      long snapshot = entries.getLatestSnapshot(0).logPosition;
      long start = archive.getStartPosition(recording);
      long below =
          AeronArchive.segmentFileBasePosition(start, snapshot, SEGMENT_BYTES, SEGMENT_BYTES);
      if (below > start) {
        archive.purgeSegments(recording, below);
      }
    }
  }

  private static void halt(Throwable fault) {
    fault.printStackTrace();
    Runtime.getRuntime().halt(FAULT);
  }
}
