package io.onsale.proof.bench.seats;

import io.onsale.inventory.InventoryConfig;
import io.onsale.inventory.flow.Durability;
import io.onsale.inventory.peers.Member;
import io.onsale.inventory.peers.NodeSettings;
import io.onsale.inventory.peers.SeatPlace;
import io.onsale.inventory.store.FolderLog;
import io.onsale.inventory.store.SealedHistoryOf;
import java.io.IOException;
import java.net.DatagramSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Where the measured seat logs are, with the settings that the server ships with, but for
 * snapshots: none falls into a measurement, as no rewriting of its file does with Redis.
 */
final class Places {
  static final long NO_SNAPSHOT = 1L << 40;

  /** How the JVM of a node runs; the bench is started in the project's folder. */
  private static final Path JVM_OPTIONS = Path.of("app/jvm.options").toAbsolutePath();

  private static final int SEGMENT_BYTES = 32 << 20;
  static final int NODES = 3;

  private Places() {}

  static Durability durability(boolean fsync, long snapshotEvery) {
    return new Durability(fsync, snapshotEvery, SEGMENT_BYTES);
  }

  static InventoryConfig shipped() {
    return InventoryConfig.onLoopback(18_090);
  }

  /** One node in this process. */
  static SeatPlace here(Path folder, boolean fsync) throws IOException {
    return new SeatPlace.Here(
        NodeSettings.embedded(folder, freePort(), maxPark(), NO_SNAPSHOT),
        new FolderLog(folder, durability(fsync, NO_SNAPSHOT)));
  }

  private static Duration maxPark() {
    return Duration.ofNanos(shipped().maxParkMicros() * 1_000L);
  }

  /** The first of many that are probably free: below those that the system gives away. */
  private static int freePort() throws IOException {
    try (DatagramSocket free = new DatagramSocket(0)) {
      return 20_000 + free.getLocalPort() % 10_000;
    }
  }

  /** Three nodes, each a process of its own, on the loopback interface. */
  static final class Three implements AutoCloseable {
    private static final long ASK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long READY_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final Path folder;
    private final boolean fsync;
    private final Duration heartbeatTimeout;
    private final long snapshotEvery;
    private final List<Member> members = new ArrayList<>();
    private final Process[] processes = new Process[NODES];
    private final SeatPlace.Elsewhere place;

    /** With a leader that is waited for as long as shipped, and without snapshots. */
    Three(Path folder, boolean fsync) throws IOException {
      this(folder, fsync, shipped().heartbeatTimeout(), NO_SNAPSHOT);
    }

    /**
     * @param heartbeatTimeout how long a silent leader is waited for
     * @param snapshotEvery bytes of log after which a snapshot is due
     */
    Three(Path folder, boolean fsync, Duration heartbeatTimeout, long snapshotEvery)
        throws IOException {
      this.folder = folder;
      this.fsync = fsync;
      this.heartbeatTimeout = heartbeatTimeout;
      this.snapshotEvery = snapshotEvery;
      int port = freePort();
      for (int i = 0; i < NODES; i++) {
        members.add(new Member("127.0.0.1", port + i * Member.PORTS));
      }
      place =
          new SeatPlace.Elsewhere(
              folder.resolve("client"),
              members,
              0,
              "127.0.0.1",
              maxPark(),
              SealedHistoryOf.shard(0));
      for (int i = 0; i < NODES; i++) {
        start(i);
      }
    }

    Path folder(int member) {
      return folder.resolve("member-" + member);
    }

    void start(int member) throws IOException {
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.add("@" + JVM_OPTIONS);
      command.add("-cp");
      command.add(System.getProperty("java.class.path"));
      command.add(MemberProcess.class.getName());
      command.add(Files.createDirectories(folder(member)).toString());
      command.add(String.valueOf(member));
      command.add(String.join(",", members.stream().map(Member::toString).toList()));
      command.add(String.valueOf(fsync));
      command.add(String.valueOf(heartbeatTimeout.toMillis()));
      command.add(String.valueOf(snapshotEvery));
      Path log = folder.resolve("member-" + member + ".log");
      processes[member] =
          new ProcessBuilder(command)
              .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
    }

    /** As a power failure of that node alone. */
    void kill(int member) throws InterruptedException {
      processes[member].destroyForcibly().waitFor();
    }

    /** The member that leads, when one does; all must live. */
    int leader() throws IOException {
      long deadline = System.nanoTime() + READY_NANOS;
      while (System.nanoTime() < deadline) {
        for (int i = 0; i < NODES; i++) {
          if (says(i, "leads")) {
            return i;
          }
        }
        LockSupport.parkNanos(ASK_NANOS);
      }
      throw new IllegalStateException("no member leads");
    }

    /** Waits until a member takes part. */
    void awaitReady(int member) throws IOException {
      long deadline = System.nanoTime() + READY_NANOS;
      while (!says(member, "ready")) {
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException("member " + member + " does not take part");
        }
        LockSupport.parkNanos(ASK_NANOS);
      }
    }

    private boolean says(int member, String question) throws IOException {
      Process process = processes[member];
      process.outputWriter(StandardCharsets.UTF_8).append(question).append('\n').flush();
      while (true) {
        String line = process.inputReader(StandardCharsets.UTF_8).readLine();
        if (line == null) {
          throw new IllegalStateException("member " + member + " has ended");
        }
        if (line.equals("true") || line.equals("false")) {
          return line.equals("true");
        }
      }
    }

    SeatPlace place() {
      return place;
    }

    @Override
    public void close() throws IOException {
      for (Process process : processes) {
        try {
          process.getOutputStream().close();
        } catch (IOException e) {
          // It has ended before.
        }
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
