package io.onsale.proof.bench.seats;

import io.onsale.inventory.InventoryConfig;
import io.onsale.inventory.flow.Durability;
import io.onsale.inventory.peers.Member;
import io.onsale.inventory.peers.NodeSettings;
import io.onsale.inventory.peers.SeatPlace;
import io.onsale.inventory.store.FolderLog;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.DatagramSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Where the measured seat logs are, with the settings that the server ships with, but for
 * snapshots: none falls into a measurement, as no rewriting of its file does with Redis.
 */
final class Places {
  static final long NO_SNAPSHOT = 1L << 40;
  private static final int SEGMENT_BYTES = 32 << 20;
  private static final int NODES = 3;

  private Places() {}

  static Durability durability(boolean fsync) {
    return new Durability(fsync, NO_SNAPSHOT, SEGMENT_BYTES);
  }

  /** One node in this process. */
  static SeatPlace here(Path folder, boolean fsync) throws IOException {
    return new SeatPlace.Here(
        NodeSettings.embedded(folder, freePort(), maxPark(), NO_SNAPSHOT),
        new FolderLog(folder, durability(fsync)));
  }

  private static Duration maxPark() {
    return Duration.ofNanos(InventoryConfig.onLoopback(18_090).maxParkMicros() * 1_000L);
  }

  /** The first of many that are probably free: below those that the system gives away. */
  private static int freePort() throws IOException {
    try (DatagramSocket free = new DatagramSocket(0)) {
      return 20_000 + free.getLocalPort() % 10_000;
    }
  }

  /** Three nodes, each a process of its own, on the loopback interface. */
  static final class Three implements AutoCloseable {
    private final List<Process> processes = new ArrayList<>();
    private final SeatPlace.Elsewhere place;

    Three(Path folder, boolean fsync) throws IOException {
      List<Member> members = new ArrayList<>();
      int port = freePort();
      for (int i = 0; i < NODES; i++) {
        members.add(new Member("127.0.0.1", port + i * Member.PORTS));
      }
      place = new SeatPlace.Elsewhere(folder.resolve("client"), members, "127.0.0.1", maxPark());
      String all = String.join(",", members.stream().map(Member::toString).toList());
      for (int i = 0; i < NODES; i++) {
        Path own = Files.createDirectories(folder.resolve("member-" + i));
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.add("-Xmx1g");
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(MemberProcess.class.getName());
        command.addAll(List.of(own.toString(), String.valueOf(i), all, String.valueOf(fsync)));
        processes.add(
            new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("member-" + i + ".log").toFile())
                .start());
      }
    }

    SeatPlace place() {
      return place;
    }

    @Override
    public void close() throws IOException {
      for (Process process : processes) {
        process.getOutputStream().close();
      }
      for (Process process : processes) {
        try {
          if (!process.waitFor(20, TimeUnit.SECONDS)) {
            process.destroyForcibly();
          }
        } catch (InterruptedException e) {
          process.destroyForcibly();
          Thread.currentThread().interrupt();
        }
      }
    }
  }
}
