package io.onsale.inventory.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.onsale.inventory.flow.Answer;
import io.onsale.inventory.flow.Chronicle;
import io.onsale.inventory.flow.EventChain;
import io.onsale.inventory.flow.LogHistory;
import io.onsale.inventory.flow.LogUnreachable;
import io.onsale.inventory.flow.Origin;
import io.onsale.inventory.flow.PastEvents;
import io.onsale.inventory.flow.Replica;
import io.onsale.inventory.flow.SeatCommand;
import io.onsale.inventory.flow.SeatEvent;
import io.onsale.inventory.model.Opening;
import io.onsale.inventory.store.FolderCheckpoints;
import io.onsale.inventory.store.ImageSnapshots;
import io.onsale.inventory.store.SbeSnapshots;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.agrona.IoUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Three nodes of the seat log, each a process, that are killed, stopped and wiped under load. */
final class ThreeNodesIT {
  private static final long SHOW = 42;
  private static final int SEATS = 40_000;
  private static final long AGE_TOLD = 1_000;
  private static final Duration LONG = Duration.ofSeconds(60);

  /** As shipped: what is not decided then counts as failed. */
  private static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(5);

  @TempDir private Path folder;
  private final List<Throwable> faults = new CopyOnWriteArrayList<>();
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private ThreeNodes nodes;
  private Replica replica;
  private SeatLogs seats;

  @BeforeEach
  void start() throws Exception {
    nodes = new ThreeNodes(folder, Duration.ofSeconds(1));
    serve(COMMAND_TIMEOUT);
    decided(1, new SeatCommand.Open(hall()));
  }

  private void serve(Duration timeout) {
    replica = new Replica(executor);
    seats = server("front", replica, timeout);
  }

  private SeatLogs server(String name, Replica shown, Duration timeout) {
    SeatPlace place = nodes.elsewhere(name);
    SeatLogs server =
        new SeatLogs(
            place,
            new ImageSnapshots(place.dataDir()),
            new FolderCheckpoints(place.dataDir().resolve("feed"), new SbeSnapshots()),
            shown,
            executor,
            1_000,
            timeout,
            faults::add);
    server.start();
    return server;
  }

  @AfterEach
  void end() throws Exception {
    seats.close();
    nodes.close();
    executor.close();
  }

  @Test
  void losesNothingAndDoesNothingTwiceWhenTheLeaderIsKilled() throws Exception {
    Load load = new Load(64);
    load.awaitAcknowledged(2_000);
    await()
        .pollInterval(Duration.ofMillis(1))
        .atMost(LONG)
        .until(() -> replica.progress().behind() > 0);
    int leader = nodes.leader().orElseThrow();

    nodes.kill(leader);
    long killed = System.nanoTime();
    load.awaitAcknowledged(load.acknowledged.size() + 2_000);
    nodes.start(leader);
    load.stop();

    LoggerFactory.getLogger(ThreeNodesIT.class)
        .warn(
            "answered again after {} ms",
            TimeUnit.NANOSECONDS.toMillis(load.firstAnswerAfter(killed) - killed));
    assertThat(load.undecided).isEmpty();
    resentGivesTheSame(load);
    assertThat(replica.performance(SHOW).orElseThrow().view().total().held())
        .isEqualTo(load.acknowledged.size());
    hashesAreEqual();
    ownStatesAreEqual();
    assertThat(faults).isEmpty();
  }

  @Test
  void refusesCommandsAndGoesOnReadingWithoutAMajority() throws Exception {
    seats.close();
    serve(Duration.ofSeconds(3));
    Answer.Held held = (Answer.Held) hold(2);
    int leader = nodes.leader().orElseThrow();
    int other = (leader + 1) % ThreeNodes.SIZE;
    Load load = new Load(64);
    load.awaitAcknowledged(500);

    nodes.kill(leader);
    nodes.kill(other);
    load.stop();
    // What was answered last may not have come to who reads, and does not come while it lasts.
    assertThat(
            replica
                .newest(SHOW, seats.answered(), System.currentTimeMillis())
                .get(5, TimeUnit.SECONDS))
        .isPresent();

    await()
        .atMost(LONG)
        .untilAsserted(
            () -> assertThat(hold(3)).isEqualTo(new Answer.Undecided(Answer.Why.UNREACHABLE)));
    assertThat(seats.isServing()).isTrue();
    assertThat(replica.performance(SHOW).orElseThrow().view().version())
        .isGreaterThanOrEqualTo(held.version());
    assertThat(replica.newest(SHOW, seats.answered() + 1, System.currentTimeMillis() + AGE_TOLD))
        .isCompleted();
    await().atMost(LONG).until(() -> age() > AGE_TOLD);

    nodes.start(leader);
    await().atMost(LONG).until(() -> hold(4) instanceof Answer.Held);
    await().atMost(LONG).until(() -> age() < AGE_TOLD);
    nodes.start(other);
    hashesAreEqual();
  }

  @Test
  void leavesANodeThatNoLongerGetsTheLog() throws Exception {
    int hanging = (nodes.leader().orElseThrow() + 1) % ThreeNodes.SIZE;
    nodes.stop(hanging);
    nodes.startToHang(hanging);
    await().atMost(LONG).until(() -> nodes.standing(hanging).isPresent());
    // One that sends no commands itself, and so does not learn from answers how far the log goes.
    Replica shown = new Replica(executor);
    try (SeatLogs reader = server("reader", shown, COMMAND_TIMEOUT)) {
      follow(seats, hanging);
      follow(reader, hanging);
      hold(2);
      await().atMost(LONG).until(() -> shown.position() >= seats.answered());

      nodes.hang(hanging);
      long version = ((Answer.Held) hold(3)).version();

      await()
          .pollInterval(Duration.ofMillis(5))
          .atMost(LONG)
          .until(() ->
              shown.progress().behind() > 0
                  && shown.progress().age(System.currentTimeMillis()) > 0);
      for (Replica one : List.of(replica, shown)) {
        await()
            .atMost(LONG)
            .until(() -> one.performance(SHOW).orElseThrow().view().version() >= version);
        await().atMost(LONG).until(() -> one.progress().behind() == 0);
      }
      assertThat(faults).isEmpty();
    }
  }

  private void follow(SeatLogs server, int member) {
    await()
        .atMost(LONG)
        .until(() -> {
          if (nodes.name(member).equals(server.followed()) && server.isReady()) {
            return true;
          }
          server.interruptFollowing();
          return false;
        });
  }

  @Test
  void electsAnotherWhenTheLeadersDiskTakesNothingAnyMore() throws Exception {
    for (int i = 0; i < ThreeNodes.SIZE; i++) {
      nodes.kill(i);
      nodes.startToHang(i);
    }
    await().atMost(LONG).until(() -> hold(2) instanceof Answer.Held);
    int leader = nodes.leader().orElseThrow();

    nodes.hang(leader);

    await().atMost(LONG).until(() -> hold(3) instanceof Answer.Held);
    assertThat(nodes.isRunning(leader)).isFalse();
    assertThat(nodes.tells(leader)).contains("The disk has taken nothing of the log behind");
    nodes.start(leader);
    hashesAreEqual();
  }

  @Test
  void fillsAWipedNodeFromALogWhoseBeginningHasBeenPurged() throws Exception {
    Load load = new Load(256);
    load.awaitAcknowledged(16_000);
    load.stop();
    int leader = nodes.leader().orElseThrow();
    int wiped = (leader + 1) % ThreeNodes.SIZE;
    nodes.tell(leader, "snapshot");
    for (int i = 0; i < ThreeNodes.SIZE; i++) {
      int member = i;
      await()
          .atMost(LONG)
          .until(() -> nodes.standing(member).filter(it -> !it.snapshots().isEmpty()).isPresent());
      purge(member);
    }

    nodes.kill(wiped);
    nodes.wipe(wiped);
    hold(100_001);
    nodes.start(wiped);

    hashesAreEqual();
    resentGivesTheSame(load);
    await().atMost(LONG).until(() -> replayed(wiped).isPresent());
    assertThat(replayed(wiped)).isEqualTo(replayed(leader));
    ownStatesAreEqual();
    findsTheHeadsOfItsChainsWhenItBeginsWithANodesSnapshot();
    // It takes part again: with it and one other there is a majority.
    nodes.kill((leader + 2) % ThreeNodes.SIZE);
    assertThat(hold(100_002)).isInstanceOf(Answer.Held.class);
  }

  private void findsTheHeadsOfItsChainsWhenItBeginsWithANodesSnapshot() throws Exception {
    byte[] head = replica.performance(SHOW).orElseThrow().view().head();
    assertThat(head).hasSize(EventChain.HEAD_LENGTH);
    seats.close();
    IoUtil.delete(nodes.elsewhere("front").dataDir().toFile(), false);
    serve(COMMAND_TIMEOUT);
    assertThat(replica.isCaughtUp()).isTrue();

    await()
        .atMost(LONG)
        .untilAsserted(() ->
            assertThat(replica.performance(SHOW).orElseThrow().view().head()).isEqualTo(head));
  }

  /** Has a member forget its log up to its snapshot, once it is sealed and nobody reads there. */
  private void purge(int member) throws Exception {
    await().atMost(LONG).until(() -> nodes.files(member).view().waiting(seats.answered()) == 0);
    await().atMost(LONG).until(() -> replica.position() >= seats.answered());
    long before = nodes.files(member).hotBytes();
    nodes.tell(member, "purge");
    await().atMost(LONG).until(() -> nodes.files(member).hotBytes() < before);
  }

  @Test
  @EnabledIfEnvironmentVariable(
      named = "ONSALE_ALL",
      matches = "1",
      disabledReason = "rare, and long: ./onsale test --all")
  void givesUpALogThatEndsBeforeTheOthersBegin() throws Exception {
    int leader = nodes.leader().orElseThrow();
    int away = (leader + 1) % ThreeNodes.SIZE;
    int third = (leader + 2) % ThreeNodes.SIZE;
    hold(2);
    nodes.kill(away);
    Load load = new Load(256);
    load.awaitAcknowledged(16_000);
    load.stop();
    nodes.tell(leader, "snapshot");
    for (int member : List.of(leader, third)) {
      await()
          .atMost(LONG)
          .until(() -> nodes.standing(member).filter(it -> !it.snapshots().isEmpty()).isPresent());
      purge(member);
    }
    nodes.kill(third);
    nodes.kill(leader);

    // It is there first, and waits to hear from another.
    nodes.start(away);
    await().atMost(LONG).until(() -> nodes.tells(away).contains("can't be asked for its log now"));
    nodes.start(leader);
    nodes.start(third);

    await().atMost(LONG).until(() -> nodes.tells(away).contains("it is filled anew"));
    hashesAreEqual();
    resentGivesTheSame(load);
  }

  @Test
  void isNotHeardByWhoTakesItForAnotherLog() {
    assertThat(nodes.standing(nodes.leader().orElseThrow())).isPresent();
    assertThat(nodes.standing(nodes.leader().orElseThrow(), 5)).isEmpty();
  }

  @Test
  void goesBackToTheSnapshotBeforeWhenAllDieBeforeTheirImagesAreWhole() throws Exception {
    // Three processes that start together take longer than a change of leader.
    seats.close();
    serve(Duration.ofSeconds(20));
    Load load = new Load(64);
    load.awaitAcknowledged(500);
    snapshot(1);
    load.awaitAcknowledged(load.acknowledged.size() + 500);
    snapshot(2);
    load.awaitAcknowledged(load.acknowledged.size() + 500);
    for (int i = 0; i < ThreeNodes.SIZE; i++) {
      nodes.kill(i);
    }
    for (int i = 0; i < ThreeNodes.SIZE; i++) {
      Files.delete(nodes.images(i).getLast());
      nodes.start(i);
    }
    load.awaitAcknowledged(load.acknowledged.size() + 500);
    load.stop();

    for (int i = 0; i < ThreeNodes.SIZE; i++) {
      assertThat(nodes.tells(i)).contains("The snapshot at");
    }
    assertThat(load.undecided).isEmpty();
    resentGivesTheSame(load);
    hashesAreEqual();
    assertThat(faults).isEmpty();
  }

  @Test
  void tellsAReaderWhatHappenedBeforeThisProcessBegan() throws Exception {
    Load load = new Load(16);
    load.awaitAcknowledged(500);
    load.stop();
    long version = ((Answer.Held) hold(2)).version();
    seats.close();
    serve(COMMAND_TIMEOUT);
    // Its newest checkpoint is at the end of the log, and its memory of events begins there.
    assertThat(replica.events().after(0, 0)).isNegative();

    List<SeatEvent> events = new ArrayList<>();
    OptionalLong told = past().tell(0, SeatEvent.LAST_INDEX, replica.position(), events::add);

    assertThat(told.orElseThrow()).isEqualTo(replica.position());
    assertThat(events)
        .extracting(SeatEvent::version)
        .isEqualTo(LongStream.rangeClosed(1, version).boxed().toList());
    SeatEvent third = events.get(2);
    List<SeatEvent> later = new ArrayList<>();
    past().tell(third.position(), third.index(), replica.position(), later::add);
    assertThat(later)
        .extracting(SeatEvent::version)
        .isEqualTo(LongStream.rangeClosed(third.version() + 1, version).boxed().toList());
    assertThat(later.getLast().head()).isEqualTo(events.getLast().head());

    // Who has had enough is told no more.
    List<SeatEvent> few = new ArrayList<>();
    PastEvents.Taker three = event -> few.add(event) && few.size() < 3;
    past().tell(0, SeatEvent.LAST_INDEX, replica.position(), three);
    assertThat(few).extracting(SeatEvent::version).containsExactly(1L, 2L, 3L);

    for (int i = 0; i < ThreeNodes.SIZE; i++) {
      nodes.kill(i);
    }
    assertThatThrownBy(() -> past().tell(0, SeatEvent.LAST_INDEX, replica.position(), events::add))
        .isInstanceOf(LogUnreachable.class);
  }

  private PastEvents past() {
    Path feed = nodes.elsewhere("front").dataDir().resolve("feed");
    return new PastEvents(new FolderCheckpoints(feed, new SbeSnapshots()), seats::history);
  }

  /** The first that a process takes is slow: so it is taken when nobody waits. */
  @Test
  @EnabledIfEnvironmentVariable(
      named = "ONSALE_ALL",
      matches = "1",
      disabledReason = "half a minute of quiet: ./onsale test --all")
  void takesItsFirstSnapshotWhenNextToNothingHasComeForAWhile() throws Exception {
    assertThat(hold(2)).isInstanceOf(Answer.Held.class);

    for (int i = 0; i < ThreeNodes.SIZE; i++) {
      int member = i;
      await().atMost(LONG).until(() -> nodes.images(member).size() == 1);
    }

    assertThat(hold(3)).isInstanceOf(Answer.Held.class);
    assertThat(faults).isEmpty();
  }

  /** Takes one, and waits until every member has so many images. */
  private void snapshot(int images) {
    nodes.tell(nodes.leader().orElseThrow(), "snapshot");
    for (int i = 0; i < ThreeNodes.SIZE; i++) {
      int member = i;
      await().atMost(LONG).until(() -> nodes.images(member).size() == images);
    }
  }

  /** Hash of the state at the end of what is answered, from a member's files alone. */
  private OptionalLong replayed(int member) {
    Chronicle chronicle = new Chronicle((event, performance) -> {});
    try (LogHistory history = nodes.files(member).history()) {
      if (history.start() > 0) {
        return OptionalLong.empty();
      }
      history.read(0, seats.answered(), chronicle);
      return OptionalLong.of(chronicle.engine().stateHash());
    }
  }

  @Test
  void failsNoCommandWhileAllNodesAreRestartedOneAfterTheOther() throws Exception {
    Load load = new Load(16);
    load.awaitAcknowledged(500);
    List<Integer> order = new ArrayList<>(List.of(0, 1, 2));
    int leader = nodes.leader().orElseThrow();
    order.removeIf(member -> member == leader);
    order.add(leader);
    for (int member : order) {
      nodes.stop(member);
      load.awaitAcknowledged(load.acknowledged.size() + 200);
      nodes.start(member);
      await().atMost(LONG).until(() -> nodes.standing(member).isPresent());
      load.awaitAcknowledged(load.acknowledged.size() + 200);
    }
    load.stop();

    assertThat(load.undecided).isEmpty();
    resentGivesTheSame(load);
    hashesAreEqual();
    ownStatesAreEqual();
  }

  /** Holds one seat after the other, with so many commands in flight, until it is stopped. */
  private final class Load {
    final Map<Long, Answer> acknowledged = new ConcurrentHashMap<>();
    final Map<Long, Answer> undecided = new ConcurrentHashMap<>();
    private final Map<Long, Long> answeredAt = new ConcurrentHashMap<>();
    private final AtomicLong next = new AtomicLong(1_000);
    private final Semaphore room;
    private final int inFlight;
    private final Thread thread;
    private volatile boolean running = true;

    Load(int inFlight) {
      this.inFlight = inFlight;
      this.room = new Semaphore(inFlight);
      this.thread = Thread.ofPlatform().start(this::run);
    }

    private void run() {
      while (running) {
        room.acquireUninterruptibly();
        long id = next.incrementAndGet();
        var _ =
            submit(id)
                .thenAccept(answer -> {
                  (answer instanceof Answer.Undecided ? undecided : acknowledged).put(id, answer);
                  answeredAt.put(id, System.nanoTime());
                  room.release();
                });
      }
    }

    void awaitAcknowledged(int count) {
      await().atMost(LONG).until(() -> acknowledged.size() >= count);
    }

    long firstAnswerAfter(long moment) {
      // Those that were on their way when the moment came are not meant.
      long settled = moment + TimeUnit.MILLISECONDS.toNanos(100);
      return answeredAt.values().stream()
          .mapToLong(Long::longValue)
          .filter(at -> at - settled > 0)
          .min()
          .orElseThrow();
    }

    void stop() throws InterruptedException {
      running = false;
      thread.join();
      room.acquire(inFlight);
    }
  }

  private void resentGivesTheSame(Load load) throws Exception {
    for (Map.Entry<Long, Answer> one : load.acknowledged.entrySet()) {
      if (one.getKey() % 10 == 0) {
        assertThat(submit(one.getKey()).get(30, TimeUnit.SECONDS))
            .usingRecursiveComparison()
            .isEqualTo(one.getValue());
      }
    }
  }

  private long age() {
    return replica.progress().age(System.currentTimeMillis());
  }

  private void hashesAreEqual() throws Exception {
    long at = seats.answered();
    await().atMost(LONG).until(() -> replica.isCaughtUp() && replica.position() >= at);
    long expected = replica.stateHash(at).get(10, TimeUnit.SECONDS);
    for (int i = 0; i < ThreeNodes.SIZE; i++) {
      assertThat(nodes.stateHash(i, at, executor)).as("member %s", i).isEqualTo(expected);
    }
  }

  /** What each member's own engine has, not what can be made of its log. */
  private void ownStatesAreEqual() {
    int leader = nodes.leader().orElseThrow();
    long before = seats.answered();
    nodes.tell(leader, "snapshot");
    List<Long> positions = new ArrayList<>();
    List<Long> hashes = new ArrayList<>();
    for (int i = 0; i < ThreeNodes.SIZE; i++) {
      int member = i;
      await().atMost(LONG).until(() -> nodes.files(member).newestSnapshot() >= before);
      Chronicle own =
          nodes
              .files(member)
              .fromSnapshot(Long.MAX_VALUE, (event, performance) -> {})
              .orElseThrow();
      positions.add(own.position());
      hashes.add(own.engine().stateHash());
    }
    assertThat(positions).containsOnly(positions.getFirst());
    assertThat(hashes).containsOnly(hashes.getFirst());
  }

  private Answer hold(long id) throws Exception {
    return submit(id).get(60, TimeUnit.SECONDS);
  }

  private CompletableFuture<Answer> submit(long id) {
    return seats.submit(
        new Origin(9, 1, id, 0, 1, id, 1),
        new SeatCommand.Hold(SHOW, new SeatCommand.Best(0, -1, 1, 0), false));
  }

  private void decided(long id, SeatCommand command) throws Exception {
    Answer answer =
        seats.submit(new Origin(9, 1, 1, 0, 1, id, 1), command).get(30, TimeUnit.SECONDS);
    assertThat(answer).isInstanceOf(Answer.Done.class);
  }

  private static Opening hall() {
    List<Opening.Run> runs = new ArrayList<>();
    for (int row = 0; row < SEATS / 50; row++) {
      runs.add(new Opening.Run(0, row, row * 50, 50, row));
    }
    return new Opening(
        SHOW,
        "00".repeat(32),
        SEATS,
        new Opening.Window(0, Long.MAX_VALUE / 2),
        new Opening.Limits(0, 0),
        6_000_000,
        "EUR",
        List.of(new Opening.Section("Stalls", 0, SEATS, false)),
        runs,
        List.of(new Opening.TierSpan(SEATS, 0)),
        List.of(),
        List.of(new Opening.Tier("A", 100)));
  }
}
