package io.onsale.app;

import io.onsale.inventory.InventoryMain;
import io.onsale.kit.life.Component;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The nodes of the seat log as processes of their own beside this one: {@code up --nodes 3}.
 *
 * <p>Each is {@code serve} with a settings file of its own, which stays in the data folder. It
 * lives as long as the pipe that this process holds, so it ends with it, however this process ends.
 * One that dies by itself is started again after a while.
 */
final class SeatNodes implements Component {
  /** As long as a supervisor would wait that does not trust what dies; time enough to look at. */
  private static final Duration AGAIN_AFTER = Duration.ofSeconds(10);

  private static final Duration END_MAX = Duration.ofSeconds(8);
  private static final int PORTS_OF_ONE = 5;

  /** What a node's engine may need, in megabytes; an ordinary day needs a quarter. */
  static final int HEAP = 1_024;

  /** Flags of this process that do not fit another. */
  private static final List<String> NOT_FOR_NODES =
      List.of(
          "-Xmx",
          "-Xms",
          "-XX:SharedArchiveFile",
          "-XX:+AutoCreateSharedArchive",
          "-XX:AOT",
          "-agentlib");

  private static final Logger LOG = LoggerFactory.getLogger(SeatNodes.class);

  private final Path data;
  private final int count;
  private final int firstPort;
  private final List<Thread> keepers = new ArrayList<>();
  private final List<Process> running = new ArrayList<>();
  private final CountDownLatch ending = new CountDownLatch(1);

  SeatNodes(Path data, int count, int firstPort) {
    this.data = data;
    this.count = count;
    this.firstPort = firstPort;
  }

  /** So many ports do the nodes of one installation use at most. */
  static int ports(int nodes) {
    return nodes * PORTS_OF_ONE;
  }

  /** The settings, in YAML, by which a process finds these nodes. */
  String shards() {
    return """
    inventory:
      shards:
        - number: 0
          members: [%s]
    """
        .formatted(
            String.join(
                ", ",
                IntStream.range(0, count)
                    .mapToObj(node -> "\"127.0.0.1:" + (firstPort + node * PORTS_OF_ONE) + "\"")
                    .toList()));
  }

  /** Where a node tells how it is; the log itself has the same number, but of UDP. */
  private int httpPort(int node) {
    return firstPort + node * PORTS_OF_ONE;
  }

  @Override
  public String name() {
    return "seat-nodes";
  }

  @Override
  public void start() throws IOException {
    InventoryMain.claimForNodesElsewhere(data);
    for (int node = 0; node < count; node++) {
      Path settings = data.resolve("seats-" + node + ".yaml");
      Files.writeString(settings, settings(node));
      Path log = Files.createDirectories(data.resolve("logs")).resolve("seats-" + node + ".log");
      List<String> command = command(settings);
      Process first = launch(command, log);
      int number = node;
      keepers.add(
          Thread.ofPlatform()
              .daemon()
              .name("seats-" + node + "-keeper")
              .start(() -> keep(number, command, log, first)));
    }
  }

  private String settings(int node) {
    return """
    # One node of the seat log; written by each start of the process that it belongs to.
    role: seats
    data: "%s"
    http: {host: 127.0.0.1, port: %d}
    %s  member: %d
    """
        .formatted(data.resolve("seats-" + node), httpPort(node), shards(), node);
  }

  private static List<String> command(Path settings) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(flag -> NOT_FOR_NODES.stream().noneMatch(flag::startsWith))
        .forEach(command::add);
    command.addAll(
        List.of(
            "-Xmx" + HEAP + "m",
            "-cp",
            System.getProperty("java.class.path"),
            OnsaleMain.class.getName(),
            "serve",
            "--config",
            settings.toString(),
            "--until-input-ends",
            "yes"));
    return command;
  }

  private synchronized @Nullable Process launch(List<String> command, Path log) throws IOException {
    if (ending.getCount() == 0) {
      return null;
    }
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
    // What is meant for this process is not meant for its nodes.
    builder.environment().keySet().removeIf(name -> name.startsWith("ONSALE_"));
    Process process = builder.start();
    running.add(process);
    return process;
  }

  private void keep(int node, List<String> command, Path log, @Nullable Process first) {
    Process process = first;
    try {
      while (process != null) {
        LOG.info("seats-{} is process {}", node, process.pid());
        int status = process.waitFor();
        synchronized (this) {
          running.remove(process);
        }
        if (ending.getCount() == 0) {
          return;
        }
        LOG.warn(
            "seats-{} has ended with status {}; it is started again in {} s; see {}",
            node,
            status,
            AGAIN_AFTER.toSeconds(),
            log);
        if (ending.await(AGAIN_AFTER.toSeconds(), TimeUnit.SECONDS)) {
          return;
        }
        process = launch(command, log);
      }
    } catch (IOException e) {
      LOG.error("seats-{} can't be started", node, new UncheckedIOException(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void stop() throws InterruptedException, IOException {
    List<Process> all;
    synchronized (this) {
      ending.countDown();
      all = List.copyOf(running);
    }
    for (Process process : all) {
      process.getOutputStream().close();
    }
    long deadline = System.nanoTime() + END_MAX.toNanos();
    for (Process process : all) {
      if (!process.waitFor(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS)) {
        process.destroyForcibly();
      }
    }
    for (Thread keeper : keepers) {
      keeper.join(Duration.ofSeconds(1));
    }
  }

  /** Ends a process whose input ends; for the nodes themselves. */
  static void endWithInput(Runnable end) {
    Thread.ofPlatform()
        .daemon()
        .name("input")
        .start(() -> {
          try {
            while (System.in.read() >= 0) {
              LockSupport.parkNanos(1_000_000);
            }
          } catch (IOException e) {
            LOG.info("the input broke: {}", e.getMessage());
          }
          end.run();
        });
  }
}
