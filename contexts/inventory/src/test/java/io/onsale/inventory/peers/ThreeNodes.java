package io.onsale.inventory.peers;

import com.sun.jdi.Bootstrap;
import com.sun.jdi.ThreadReference;
import com.sun.jdi.connect.AttachingConnector;
import com.sun.jdi.connect.Connector;
import io.aeron.Aeron;
import io.onsale.inventory.JavaProcess;
import io.onsale.inventory.flow.Replica;
import io.onsale.inventory.store.FolderCheckpoints;
import io.onsale.inventory.store.FolderLog;
import io.onsale.inventory.store.ImageSnapshots;
import io.onsale.inventory.store.SbeSnapshots;
import io.onsale.inventory.store.SealedHistoryOf;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.agrona.IoUtil;
import org.agrona.concurrent.SleepingMillisIdleStrategy;

/** A seat log of three nodes, each a process of its own on the loopback interface. */
final class ThreeNodes implements AutoCloseable {
  static final int SIZE = 3;

  private static final Pattern LISTENING =
      Pattern.compile("Listening for transport dt_socket at address: (\\d+)");

  private final Path folder;
  private final Duration heartbeatTimeout;
  private final List<Member> members = new ArrayList<>();
  private final Process[] processes = new Process[SIZE];
  private final SeatsElsewhere link;
  private final Aeron aeron;

  ThreeNodes(Path folder, Duration heartbeatTimeout) throws IOException {
    this.folder = folder;
    this.heartbeatTimeout = heartbeatTimeout;
    int port;
    try (DatagramSocket free = new DatagramSocket(0)) {
      port = 20_000 + free.getLocalPort() % 10_000;
    }
    for (int i = 0; i < SIZE; i++) {
      members.add(new Member("127.0.0.1", port + i * Member.PORTS));
    }
    for (int i = 0; i < SIZE; i++) {
      start(i);
    }
    link = SeatsElsewhere.start(elsewhere("asks"), ThreeNodes::fail);
    aeron = Aeron.connect(link.client("asks"));
  }

  /** For a process that serves the seats of these nodes. */
  SeatPlace.Elsewhere elsewhere(String name) {
    return new SeatPlace.Elsewhere(
        folder.resolve(name),
        members,
        0,
        "127.0.0.1",
        Duration.ofNanos(200_000),
        SealedHistoryOf.shard(0));
  }

  void start(int member) throws IOException {
    start(member, List.of());
  }

  /** Starts a member that {@link #hang} can be done to. */
  void startToHang(int member) throws IOException {
    start(
        member,
        List.of("-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:0"));
  }

  private void start(int member, List<String> flags) throws IOException {
    Files.createDirectories(dataDir(member));
    Path log = folder.resolve("node-" + member + ".log");
    processes[member] =
        JavaProcess.of(
                NodeProcess.class,
                folder,
                LOGBACK,
                Stream.concat(Stream.of("-Xmx256m", "-XX:TieredStopAtLevel=1"), flags.stream())
                    .toList(),
                dataDir(member).toString(),
                String.valueOf(member),
                String.join(",", members.stream().map(Member::toString).toList()),
                String.valueOf(heartbeatTimeout.toMillis()))
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
  }

  private static final String LOGBACK =
      """
      <configuration>
        <appender name="out" class="ch.qos.logback.core.ConsoleAppender">
          <encoder><pattern>%d{HH:mm:ss.SSS} %-5level %logger{0} %msg%n%ex{6}</pattern></encoder>
        </appender>
        <root level="INFO"><appender-ref ref="out"/></root>
      </configuration>
      """;

  Path dataDir(int member) {
    return folder.resolve("seats-" + member);
  }

  /** What a member has on its disk. */
  FolderLog files(int member) {
    return NodeProcess.files(dataDir(member));
  }

  /** The states that a member's snapshots name, from the oldest to the newest. */
  List<Path> images(int member) throws IOException {
    Path images = dataDir(member).resolve("images");
    if (!Files.isDirectory(images)) {
      return List.of();
    }
    try (Stream<Path> found = Files.list(images)) {
      return found
          .filter(file -> file.getFileName().toString().startsWith("image-"))
          .sorted()
          .toList();
    }
  }

  /** What others call a member. */
  String name(int member) {
    return members.get(member).toString();
  }

  /** What a member has logged. */
  String tells(int member) throws IOException {
    return Files.readString(folder.resolve("node-" + member + ".log"));
  }

  /** Ends the process as a power switch would. */
  void kill(int member) throws InterruptedException {
    processes[member].destroyForcibly().waitFor();
  }

  /** Ends the process as an operator would. */
  void stop(int member) throws IOException, InterruptedException {
    processes[member].getOutputStream().close();
    if (!processes[member].waitFor(30, TimeUnit.SECONDS)) {
      throw new IllegalStateException("member " + member + " does not stop");
    }
  }

  /**
   * Stops the one thread that writes a member's log, as a disk does that answers no more. All else
   * of the member goes on, until it is killed.
   */
  void hang(int member) throws Exception {
    Matcher listening = LISTENING.matcher(tells(member));
    String port = listening.results().reduce((first, last) -> last).orElseThrow().group(1);
    AttachingConnector connector =
        Bootstrap.virtualMachineManager().attachingConnectors().stream()
            .filter(one -> one.name().equals("com.sun.jdi.SocketAttach"))
            .findFirst()
            .orElseThrow();
    Map<String, Connector.Argument> arguments = connector.defaultArguments();
    Objects.requireNonNull(arguments.get("hostname")).setValue("127.0.0.1");
    Objects.requireNonNull(arguments.get("port")).setValue(port);
    ThreadReference writes =
        connector.attach(arguments).allThreads().stream()
            .filter(thread -> thread.name().startsWith("archive"))
            .findFirst()
            .orElseThrow();
    writes.suspend();
  }

  boolean isRunning(int member) {
    return processes[member].isAlive();
  }

  void wipe(int member) {
    IoUtil.delete(dataDir(member).toFile(), false);
  }

  void tell(int member, String line) {
    try {
      processes[member].outputWriter(StandardCharsets.UTF_8).append(line).append('\n').flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How a member's log stands, if it takes part at this moment. */
  Optional<LogSource.Standing> standing(int member) {
    return standing(member, 0);
  }

  /** The same, asked for by somebody who takes it for a member of that shard. */
  Optional<LogSource.Standing> standing(int member, int shard) {
    if (!isRunning(member)) {
      return Optional.empty();
    }
    return LogSource.of(members.get(member), shard, "127.0.0.1")
        .ask(aeron, new SleepingMillisIdleStrategy(1), Duration.ofSeconds(1));
  }

  /** The member that leads, if there is one. */
  Optional<Integer> leader() {
    for (int i = 0; i < SIZE; i++) {
      Optional<LogSource.Standing> standing = standing(i);
      if (standing.isPresent()) {
        return Optional.of(standing.get().leader()).filter(this::isRunning);
      }
    }
    return Optional.empty();
  }

  /**
   * Hash of the state that one member has at a position, from its log, and from its newest snapshot
   * when that does not reach back to its beginning.
   *
   * @param executor completes the answer
   */
  long stateHash(int member, long at, Executor executor) throws Exception {
    Replica replica = new Replica(executor);
    SeatPlace.Elsewhere alone =
        new SeatPlace.Elsewhere(
            folder.resolve("reads-" + member + "-" + System.nanoTime()),
            List.of(members.get(member)),
            0,
            "127.0.0.1",
            Duration.ofNanos(200_000),
            SealedHistoryOf.shard(0));
    try (SeatsElsewhere reads = SeatsElsewhere.start(alone, ThreeNodes::fail);
        Aeron client = Aeron.connect(reads.client("reads"));
        LogFollower _ =
            LogFollower.start(
                reads,
                client,
                replica,
                new ImageSnapshots(alone.dataDir()),
                new LogFollower.Keeping(
                    new FolderCheckpoints(alone.dataDir().resolve("feed"), new SbeSnapshots()),
                    Optional.empty(),
                    Optional.empty(),
                    1L << 40),
                () -> true,
                () -> 0)) {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      while (!replica.isCaughtUp() && System.nanoTime() < deadline) {
        java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
      }
      return replica.stateHash(at).get(10, TimeUnit.SECONDS);
    }
  }

  private static void fail(Throwable fault) {
    throw new AssertionError(fault);
  }

  @Override
  public void close() {
    aeron.close();
    link.close();
    for (int i = 0; i < SIZE; i++) {
      processes[i].destroyForcibly().onExit().join();
      // What a killed process leaves in shared memory is cleared by whoever claims its folder next.
      RuntimeFolder.claim(dataDir(i)).close();
    }
  }
}
