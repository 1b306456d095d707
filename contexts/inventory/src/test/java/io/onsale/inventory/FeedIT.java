package io.onsale.inventory;

import static io.onsale.inventory.RunningSeats.ORDERS;
import static io.onsale.inventory.RunningSeats.STAFF;
import static io.onsale.inventory.RunningSeats.buyer;
import static io.onsale.inventory.RunningSeats.hall;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.Context.CancellableContext;
import io.onsale.contracts.inventory.v1.AuditRequest;
import io.onsale.contracts.inventory.v1.AuditResponse;
import io.onsale.contracts.inventory.v1.Availability;
import io.onsale.contracts.inventory.v1.Best;
import io.onsale.contracts.inventory.v1.BlockRequest;
import io.onsale.contracts.inventory.v1.ConfirmRequest;
import io.onsale.contracts.inventory.v1.Event;
import io.onsale.contracts.inventory.v1.EventId;
import io.onsale.contracts.inventory.v1.ExchangeRequest;
import io.onsale.contracts.inventory.v1.ExtendRequest;
import io.onsale.contracts.inventory.v1.FollowRequest;
import io.onsale.contracts.inventory.v1.FollowResponse;
import io.onsale.contracts.inventory.v1.GetAvailabilityRequest;
import io.onsale.contracts.inventory.v1.Held;
import io.onsale.contracts.inventory.v1.HoldRequest;
import io.onsale.contracts.inventory.v1.ReleaseRequest;
import io.onsale.contracts.inventory.v1.ReturnRequest;
import io.onsale.contracts.reasons.v1.Reason;
import io.onsale.inventory.flow.SeatEvent;
import io.onsale.kit.access.Caller;
import io.onsale.kit.ids.Ids;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.Stream;
import org.agrona.IoUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The feed, its checkpoints and the replay, on a real node. */
final class FeedIT {
  private static final EventId BEGINNING = EventId.getDefaultInstance();

  @TempDir private Path folder;

  @Test
  void tellsEachEventOnceInOrderAcrossRestarts() throws Exception {
    String show;
    List<Event> before;
    try (RunningSeats seats = RunningSeats.on(folder)) {
      show = seats.open(hall(4, 10));
      hold(seats, show, 1);
      hold(seats, show, 2);
      before = follow(seats, BEGINNING, 3);
      assertThat(before).extracting(Event::getVersion).containsExactly(1L, 2L, 3L);
      assertThat(before.getFirst().hasPerformanceOpened()).isTrue();
      assertThat(before.getLast().getSeatsHeld().getPricesList()).containsExactly(10_000L);
      assertThat(before.getLast().getBuyerId()).isEqualTo(Ids.format(1_002));
      assertThat(before.getLast().getActorId()).isEqualTo(Ids.format(1_002));
    }
    try (RunningSeats seats = RunningSeats.on(folder)) {
      hold(seats, show, 3);

      List<Event> again = follow(seats, BEGINNING, 4);
      List<Event> rest = follow(seats, before.get(1).getId(), 2);

      assertThat(again.subList(0, 3)).isEqualTo(before);
      assertThat(again.getLast().getVersion()).isEqualTo(4);
      assertThat(rest).isEqualTo(again.subList(2, 4));
      assertThat(head(seats, show)).isEqualTo(again.getLast().getChainHead());
    }
  }

  @Test
  void tellsAllThatWasAcknowledgedWhenTheProcessWasKilled() throws Exception {
    String show;
    int acknowledged = 0;
    Process process = SellerUntilKilled.start(folder);
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      show = lines.readLine();
      assertThat(show).as("see %s", folder.resolve("seller.log")).isNotNull();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (++acknowledged == 200) {
          process.toHandle().destroyForcibly();
        }
      }
    } finally {
      process.destroyForcibly();
      process.waitFor();
    }
    try (RunningSeats seats = RunningSeats.on(folder)) {
      long version = availability(seats, show).getVersion();
      assertThat(version).isGreaterThanOrEqualTo(1 + acknowledged);

      List<Event> events = follow(seats, BEGINNING, (int) version);

      for (int i = 0; i < events.size(); i++) {
        assertThat(events.get(i).getVersion()).isEqualTo(i + 1);
      }
      assertThat(head(seats, show)).isEqualTo(events.getLast().getChainHead());
    }
  }

  @Test
  void beginsWithASnapshotForWhoAsks() throws Exception {
    try (RunningSeats seats = RunningSeats.on(folder)) {
      String show = seats.open(hall(4, 10));
      hold(seats, show, 1);

      Iterator<FollowResponse> feed =
          seats.as(ORDERS).follow(FollowRequest.newBuilder().setSnapshot(true).build());
      FollowResponse first = feed.next();
      FollowResponse second = feed.next();
      hold(seats, show, 2);
      FollowResponse third = next(feed);

      assertThat(first.getSnapshot().getAvailability().getVersion()).isEqualTo(2);
      assertThat(first.getSnapshot().getAvailability().getTotal().getHeld()).isEqualTo(1);
      assertThat(first.getSnapshot().getTerms().getTierSpans(0).getSeats()).isEqualTo(40);
      assertThat(second.hasReached()).isTrue();
      assertThat(third.getEvent().getVersion()).isEqualTo(3);
      assertThat(third.getEvent().getId().getPosition())
          .isGreaterThan(second.getReached().getId().getPosition());
    }
  }

  @Test
  void metersHowFarItIs() throws Exception {
    try (RunningSeats seats = RunningSeats.on(folder)) {
      String show = seats.open(hall(4, 10));
      double opened = audit(seats, show).getPosition();
      hold(seats, show, 1);
      double held = audit(seats, show).getPosition();

      assertThat(held).isGreaterThan(opened);
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() -> {
            assertThat(seats.gauge("seats.feed.position")).isGreaterThanOrEqualTo(held);
            assertThat(seats.gauge("seats.feed.lag")).isZero();
            assertThat(seats.gauge("seats.feed.age")).isLessThan(5);
            assertThat(seats.gauge("seats.snapshots.newest")).isPositive();
          });
    }
  }

  @Test
  void goesOnFromTheLogItselfWhenEveryCheckpointIsDamaged() throws Exception {
    String show;
    AuditResponse before;
    try (RunningSeats seats = RunningSeats.on(folder)) {
      show = seats.open(hall(4, 10));
      hold(seats, show, 1);
      before = audit(seats, show);
    }
    List<Path> checkpoints = files("feed");
    assertThat(checkpoints).isNotEmpty();
    for (Path checkpoint : checkpoints) {
      byte[] bytes = Files.readAllBytes(checkpoint);
      bytes[bytes.length / 2] ^= 1;
      Files.write(checkpoint, bytes);
    }
    try (RunningSeats seats = RunningSeats.on(folder)) {
      AuditResponse after = audit(seats, show);

      assertThat(after.getChainHead()).isEqualTo(before.getChainHead());
      assertThat(after.getPerformanceHash()).isEqualTo(before.getPerformanceHash());
      assertThat(seats.faults).isEmpty();
    }
  }

  @Test
  void agreesWithTheReplayAfterABusyHistoryWithRestarts() throws Exception {
    Random random = new Random(7);
    String show = "";
    String other = "";
    for (int run = 0; run < 3; run++) {
      try (RunningSeats seats = RunningSeats.on(folder)) {
        if (run == 0) {
          show = seats.open(hall(10, 20));
          other = seats.open(hall(2, 10));
        }
        trade(seats, show, random, 150);
        hold(seats, other, run);
        await().atMost(Duration.ofSeconds(30)).until(seats::isReady);
        AuditResponse live = audit(seats, show);

        Replay.Outcome replayed =
            Replay.of(folder, Ids.parse(show)).run(Long.MAX_VALUE, OptionalInt.of(0));

        Replay.Found found = replayed.performance().orElseThrow();
        assertThat(replayed.position()).isGreaterThanOrEqualTo(live.getPosition());
        assertThat(found.version()).isEqualTo(live.getVersion());
        assertThat(found.head())
            .isEqualTo(HexFormat.of().formatHex(live.getChainHead().toByteArray()));
        assertThat(HexFormat.of().toHexDigits(found.hash())).isEqualTo(live.getPerformanceHash());
        assertThat(HexFormat.of().toHexDigits(replayed.shardHash())).isEqualTo(live.getShardHash());
        assertThat(found.free() + found.held() + found.sold() + found.blocked()).isEqualTo(200);
        assertThat(found.held()).isEqualTo(live.getCounts().getHeld());
        assertThat(replayed.shortcuts())
            .allSatisfy(way -> assertThat(way.difference()).as(way.name()).isEmpty());
        if (run > 0) {
          assertThat(replayed.shortcuts())
              .extracting(Replay.Shortcut::name)
              .containsExactly("checkpoint", "snapshot");
          assertThat(replayed.shortcuts()).extracting(Replay.Shortcut::from).doesNotContain(0L);
        }
      }
    }
    List<Event> events = new ArrayList<>();
    try (RunningSeats seats = RunningSeats.on(folder)) {
      long all = audit(seats, show).getVersion() + audit(seats, other).getVersion();
      events = follow(seats, BEGINNING, (int) all);
    }
    Replay.Found stopped =
        Replay.of(folder, Ids.parse(show))
            .run(Long.MAX_VALUE, OptionalInt.of(0))
            .performance()
            .orElseThrow();
    String id = show;
    List<Event> expected = events.stream().filter(event -> concernsSeatZero(event, id)).toList();
    assertThat(stopped.history())
        .filteredOn(event -> event.kind() != SeatEvent.Kind.EXTENDED)
        .extracting(SeatEvent::version)
        .containsExactlyElementsOf(expected.stream().map(Event::getVersion).toList())
        .hasSizeGreaterThan(1);
  }

  @Test
  void tellsOfASnapshotThatIsNotWhatTheLogHasLedTo() throws Exception {
    String show;
    try (RunningSeats seats = RunningSeats.on(folder)) {
      show = seats.open(hall(4, 10));
      hold(seats, show, 1);
    }
    try (RunningSeats seats = RunningSeats.on(folder)) {
      hold(seats, show, 2);
    }
    List<Path> images = files("images");
    assertThat(images).hasSizeGreaterThan(1);
    assertThat(snapshotDifference(show)).isEmpty();

    Files.copy(images.getFirst(), images.getLast(), StandardCopyOption.REPLACE_EXISTING);

    assertThat(snapshotDifference(show)).startsWith("shard hash ");

    Files.write(images.getLast(), new byte[] {1}, StandardOpenOption.APPEND);

    assertThat(snapshotDifference(show)).contains("not what was written");
  }

  @Test
  void replaysWhatMostOfThreeNodesHaveAndTellsWhichIsDamaged() throws Exception {
    String show;
    AuditResponse live;
    Path one = folder.resolve("one");
    Path data = folder.resolve("data");
    try (RunningSeats seats = RunningSeats.on(one)) {
      show = seats.open(hall(4, 10));
      hold(seats, show, 1);
      await().until(() -> seats.gauge("seats.snapshots.newest") > 0);
      hold(seats, show, 2);
      live = audit(seats, show);
    }
    for (int i = 0; i < 3; i++) {
      Path node = data.resolve("seats-" + i).resolve("inventory");
      copy(one.resolve("inventory"), node);
      Files.writeString(node.resolve("member"), "member " + i + " of 3\n");
    }
    Path log;
    try (Stream<Path> files =
        Files.list(data.resolve("seats-2").resolve("inventory").resolve("archive"))) {
      log =
          files
              .filter(file -> file.toString().endsWith("-0.rec"))
              .sorted()
              .findFirst()
              .orElseThrow();
    }
    byte[] content = Files.readAllBytes(log);
    content[200] ^= 1;
    Files.write(log, content);

    Replay.Outcome three =
        Replay.of(data, Ids.parse(show)).run(Long.MAX_VALUE, OptionalInt.empty());

    assertThat(three.left()).isZero();
    assertThat(three.performance().orElseThrow().version()).isEqualTo(live.getVersion());
    assertThat(three.shortcuts())
        .filteredOn(way -> way.difference().isEmpty())
        .extracting(Replay.Shortcut::name)
        .contains("snapshot of seats-0", "snapshot of seats-1");
    assertThat(three.shortcuts())
        .filteredOn(way -> !way.difference().isEmpty())
        .anySatisfy(way -> assertThat(way.difference()).contains(log.toString()));

    for (String gone : List.of("seats-1", "seats-2")) {
      IoUtil.delete(data.resolve(gone).toFile(), false);
    }
    Files.delete(data.resolve("seats-0").resolve("inventory").resolve("forced"));
    Replay.Outcome alone =
        Replay.of(data, Ids.parse(show)).run(Long.MAX_VALUE, OptionalInt.empty());

    assertThat(alone.left()).as("it can't tell whether that was decided").isPositive();
    assertThat(alone.position() + alone.left()).isEqualTo(three.position());
  }

  private static void copy(Path from, Path to) throws Exception {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path copy = to.resolve(from.relativize(file));
        if (Files.isDirectory(file)) {
          Files.createDirectories(copy);
        } else {
          Files.copy(file, copy);
        }
      }
    }
  }

  private String snapshotDifference(String show) {
    return Replay.of(folder, Ids.parse(show))
        .run(Long.MAX_VALUE, OptionalInt.empty())
        .shortcuts()
        .stream()
        .filter(way -> way.name().equals("snapshot"))
        .map(Replay.Shortcut::difference)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void replaysUpToATime() throws Exception {
    String show;
    long until;
    try (RunningSeats seats = RunningSeats.on(folder)) {
      show = seats.open(hall(4, 10));
      hold(seats, show, 1);
      until = follow(seats, BEGINNING, 2).getLast().getTime();
      await().atMost(Duration.ofSeconds(10)).until(() -> System.currentTimeMillis() > until);
      hold(seats, show, 2);
    }

    Replay.Outcome then = Replay.of(folder, Ids.parse(show)).run(until, OptionalInt.empty());
    Replay.Outcome before = Replay.of(folder, Ids.parse(show)).run(1, OptionalInt.empty());

    assertThat(then.performance().orElseThrow().version()).isEqualTo(2);
    assertThat(then.performance().orElseThrow().held()).isEqualTo(1);
    assertThat(before.performance()).isEmpty();
  }

  @Test
  void tellsAnOrganiserOfItsOwnPerformancesAlone() throws Exception {
    try (RunningSeats seats = RunningSeats.on(folder)) {
      String show = seats.open(hall(4, 10));
      AuditRequest request = AuditRequest.newBuilder().setPerformanceId(show).build();

      AuditResponse own = seats.as(STAFF).audit(request);
      Caller stranger = Caller.organizer(Ids.format(8), Ids.format(78));

      assertThat(own.getPerformanceHash()).hasSize(16);
      assertThat(own.getShardHash()).isEmpty();
      assertThat(RunningSeats.reason(() -> seats.as(stranger).audit(request)))
          .isEqualTo(Reason.NOT_FOUND);
      assertThat(
              RunningSeats.reason(
                  () -> seats.as(buyer(1)).follow(FollowRequest.getDefaultInstance()).next()))
          .isEqualTo(Reason.NOT_ALLOWED);
      assertThat(
              RunningSeats.reason(() ->
                  seats
                      .as(ORDERS)
                      .follow(
                          FollowRequest.newBuilder()
                              .setAfter(EventId.newBuilder().setShard(9))
                              .build())
                      .next()))
          .isEqualTo(Reason.NOT_FOUND);
    }
  }

  private static boolean concernsSeatZero(Event event, String show) {
    if (!event.getPerformanceId().equals(show)) {
      return false;
    }
    return switch (event.getWhatCase()) {
      case PERFORMANCE_OPENED -> true;
      case SEATS_HELD -> event.getSeatsHeld().getSeatsList().contains(0);
      case SEATS_RELEASED -> event.getSeatsReleased().getSeatsList().contains(0);
      case SEATS_SOLD -> event.getSeatsSold().getSeatsList().contains(0);
      case SEATS_RETURNED -> event.getSeatsReturned().getSeatsList().contains(0);
      case SEATS_BLOCKED -> event.getSeatsBlocked().getSeatsList().contains(0);
      case SEATS_UNBLOCKED -> event.getSeatsUnblocked().getSeatsList().contains(0);
      case HOLD_EXPIRED -> event.getHoldExpired().getSeatsList().contains(0);
      case HOLD_EXTENDED, PERFORMANCE_AMENDED, PERFORMANCE_CLOSED, WHAT_NOT_SET -> false;
    };
  }

  /** Holds, releases, sales, returns, exchanges and blocks, as they come. */
  private static void trade(RunningSeats seats, String show, Random random, int steps) {
    Deque<Held> live = new ArrayDeque<>();
    Deque<Held> sold = new ArrayDeque<>();
    for (int i = 0; i < steps; i++) {
      try {
        switch (random.nextInt(8)) {
          case 0, 1, 2 -> live.add(hold(seats, show, random.nextInt(40)));
          case 3 -> release(seats, live.poll());
          case 4, 5 -> confirm(seats, live.poll(), sold);
          case 6 -> giveBack(seats, sold.poll());
          default -> exchange(seats, live.poll(), live);
        }
        if (i % 10 == 0) {
          seats
              .as(STAFF)
              .block(
                  BlockRequest.newBuilder()
                      .setPerformanceId(show)
                      .addSeats(random.nextInt(200))
                      .setBlocked(random.nextBoolean())
                      .build());
        }
      } catch (io.grpc.StatusRuntimeException refused) {
        // Refusals belong to a busy day.
        assertThat(io.onsale.kit.refusal.Refusals.of(refused)).isPresent();
      }
    }
  }

  private static void release(RunningSeats seats, Held held) {
    if (held != null) {
      seats.as(ORDERS).release(ReleaseRequest.newBuilder().setHoldId(held.getHoldId()).build());
    }
  }

  private static void confirm(RunningSeats seats, Held held, Deque<Held> sold) {
    if (held != null) {
      var _ =
          seats
              .as(ORDERS)
              .extend(
                  ExtendRequest.newBuilder().setHoldId(held.getHoldId()).setSeconds(900).build());
      var _ =
          seats.as(ORDERS).confirm(ConfirmRequest.newBuilder().setHoldId(held.getHoldId()).build());
      sold.add(held);
    }
  }

  private static void giveBack(RunningSeats seats, Held sold) {
    if (sold != null) {
      var _ =
          seats.as(ORDERS).return_(ReturnRequest.newBuilder().setHoldId(sold.getHoldId()).build());
    }
  }

  private static void exchange(RunningSeats seats, Held held, Deque<Held> live) {
    if (held != null) {
      live.add(
          seats
              .as(ORDERS)
              .exchange(
                  ExchangeRequest.newBuilder()
                      .setHoldId(held.getHoldId())
                      .setBest(Best.newBuilder().setTier("A").setCount(1))
                      .build()));
    }
  }

  private static Held hold(RunningSeats seats, String show, int buyer) {
    return seats
        .as(buyer(buyer))
        .hold(
            HoldRequest.newBuilder()
                .setPerformanceId(show)
                .setBest(Best.newBuilder().setTier("A").setCount(1))
                .build());
  }

  /** So many events behind a place; waits for them. */
  private static List<Event> follow(RunningSeats seats, EventId after, int count) {
    CancellableContext context = io.grpc.Context.current().withCancellation();
    io.grpc.Context before = context.attach();
    try {
      Iterator<FollowResponse> feed =
          seats
              .as(ORDERS)
              .withDeadlineAfter(Duration.ofSeconds(60))
              .follow(FollowRequest.newBuilder().setAfter(after).build());
      List<Event> events = new ArrayList<>();
      while (events.size() < count) {
        FollowResponse next = feed.next();
        if (next.hasEvent()) {
          events.add(next.getEvent());
        }
      }
      return events;
    } finally {
      context.detach(before);
      context.cancel(null);
    }
  }

  private static FollowResponse next(Iterator<FollowResponse> feed) {
    FollowResponse next = feed.next();
    return next.hasReached() ? next(feed) : next;
  }

  private static AuditResponse audit(RunningSeats seats, String show) {
    return seats.as(ORDERS).audit(AuditRequest.newBuilder().setPerformanceId(show).build());
  }

  private static com.google.protobuf.ByteString head(RunningSeats seats, String show) {
    return availability(seats, show).getChainHead();
  }

  private static Availability availability(RunningSeats seats, String show) {
    return seats
        .as(Caller.nobody())
        .getAvailability(GetAvailabilityRequest.newBuilder().setPerformanceId(show).build());
  }

  /** In the order of their names. */
  private List<Path> files(String part) throws Exception {
    try (Stream<Path> files = Files.list(folder.resolve("inventory").resolve(part))) {
      return files.sorted().toList();
    }
  }
}
