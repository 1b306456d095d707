package io.onsale.inventory.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.StatusRuntimeException;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.MetadataUtils;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.onsale.contracts.inventory.v1.Availability;
import io.onsale.contracts.inventory.v1.EventId;
import io.onsale.contracts.inventory.v1.FollowRequest;
import io.onsale.contracts.inventory.v1.FollowResponse;
import io.onsale.contracts.inventory.v1.GetAvailabilityRequest;
import io.onsale.contracts.inventory.v1.InventoryServiceGrpc;
import io.onsale.contracts.inventory.v1.WatchAvailabilityRequest;
import io.onsale.contracts.reasons.v1.Reason;
import io.onsale.contracts.sbe.AmendPerformanceEncoder;
import io.onsale.contracts.sbe.MessageHeaderEncoder;
import io.onsale.inventory.flow.Answer;
import io.onsale.inventory.flow.Checkpoints;
import io.onsale.inventory.flow.Chronicle;
import io.onsale.inventory.flow.LogHistory;
import io.onsale.inventory.flow.LogSink;
import io.onsale.inventory.flow.LogUnreachable;
import io.onsale.inventory.flow.Origin;
import io.onsale.inventory.flow.PastEvents;
import io.onsale.inventory.flow.Replica;
import io.onsale.inventory.flow.SeatCommand;
import io.onsale.inventory.flow.SeatLog;
import io.onsale.inventory.flow.TenSeats;
import io.onsale.kit.access.Caller;
import io.onsale.kit.access.Tokens;
import io.onsale.kit.chain.GrpcServerChain;
import io.onsale.kit.chain.Middlewares;
import io.onsale.kit.ids.Ids;
import io.onsale.kit.refusal.Refusals;
import io.onsale.kit.refusal.Refused;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.agrona.ExpandableArrayBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The feed by gRPC, before a replica that is fed by hand. */
final class FollowTest {
  private static final long SHOW = 42;
  private static final long STEP = 64;

  /** More than are remembered. */
  private static final int MANY = 70_000;

  private static final int READERS_MAX = 64;
  private static final int REREADS_MAX = 2;

  private final InstantSource clock = InstantSource.system();
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final Replica replica = new Replica(Runnable::run);
  private final Log log = new Log();
  private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(1 << 12);
  private final Tokens tokens = Tokens.ephemeral(clock);
  private Server server;
  private ManagedChannel channel;
  private long nanos;

  @BeforeEach
  void start() throws Exception {
    InventoryEdge edge =
        new InventoryEdge(
            0, new Undecided(), replica, new PastEvents(new None(), log::history), clock, executor);
    String name = "follow-" + Ids.unguessable();
    var chain =
        new GrpcServerChain(
            Middlewares.server(new SimpleMeterRegistry(), tokens, Duration.ofSeconds(20)));
    server =
        InProcessServerBuilder.forName(name)
            .executor(executor)
            .addService(ServerInterceptors.intercept(edge, chain))
            .build()
            .start();
    channel = InProcessChannelBuilder.forName(name).build();
    replica.caughtUp(true);
    open();
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    server.shutdownNow();
    executor.shutdownNow();
  }

  @Test
  void tellsHowOldAvailabilityIsWhileTheLogDecidesNothing() {
    publish();
    long now = clock.millis();
    replica.committed(replica.position(), true, now);
    assertThat(availability().getAgeMillis()).isZero();

    replica.committed(replica.position(), true, now - 60_000);
    replica.committed(replica.position(), false, now);
    assertThat(availability().getAgeMillis()).isBetween(60_000L, 120_000L);
    assertThat(availability().getVersion()).isPositive();

    replica.committed(replica.position(), true, clock.millis());
    assertThat(availability().getAgeMillis()).isZero();
  }

  private Availability availability() {
    return stub()
        .getAvailability(
            GetAvailabilityRequest.newBuilder().setPerformanceId(Ids.format(SHOW)).build());
  }

  @Test
  void goesOnBehindAPositionWithoutARepeat() {
    amend(3);
    publish();

    Iterator<FollowResponse> feed = follow(2 * STEP, 0);

    assertThat(feed.next().getEvent().getVersion()).isEqualTo(3);
    assertThat(feed.next().getEvent().getVersion()).isEqualTo(4);
  }

  @Test
  void tellsAReaderWhereItIsAlsoWhenNothingHappens() {
    publish();
    Iterator<FollowResponse> feed = follow(STEP, 0);
    replica.onOther(10 * STEP);
    nanos += 2_000_000_000L;
    publish();

    assertThat(feed.next().getReached().getId().getPosition()).isEqualTo(10 * STEP);
  }

  @Test
  void waitsForWhoIsAheadOfThisProcess() {
    publish();
    Iterator<FollowResponse> feed = follow(3 * STEP, Integer.MAX_VALUE);
    amend(3);
    publish();

    assertThat(feed.next().getEvent().getId().getPosition()).isEqualTo(4 * STEP);
  }

  @Test
  void readsTheLogAgainForWhoIsFartherBehindThanIsRemembered() {
    amend(MANY);
    publish();

    Iterator<FollowResponse> feed = follow(STEP, 0);

    for (int version = 2; version <= MANY + 1; version++) {
      assertThat(feed.next().getEvent().getVersion()).isEqualTo(version);
    }
    amend(1);
    publish();
    assertThat(feed.next().getEvent().getVersion()).isEqualTo(MANY + 2);
  }

  @Test
  void takesNoPositionForGoneWhileTheLogCanNotBeReached() throws Exception {
    amend(MANY);
    nanos += 2_000_000_000L;
    publish();
    log.reachable = false;

    assertThat(refusal(follow(STEP, 0)).reason()).isEqualTo(Reason.UNAVAILABLE);

    log.reachable = true;
    assertThat(follow(STEP, 0).next().getEvent().getVersion()).isEqualTo(2);
  }

  @Test
  void saysThatAPositionIsGoneAndBeginsWithASnapshotThen() throws Exception {
    amend(MANY);
    nanos += 2_000_000_000L;
    publish();
    log.begin = 10 * STEP;

    Refused gone = refusal(follow(STEP, 0));
    Iterator<FollowResponse> feed =
        stub().follow(FollowRequest.newBuilder().setSnapshot(true).build());

    assertThat(gone.reason()).isEqualTo(Reason.POSITION_GONE);
    assertThat((long) Double.parseDouble(String.valueOf(gone.facts().get("position"))))
        .isEqualTo((MANY + 1) * STEP);
    var first = CompletableFuture.supplyAsync(feed::next, executor);
    await()
        .until(() -> {
          publish();
          return first.isDone();
        });
    assertThat(first.get().getSnapshot().getAvailability().getVersion()).isEqualTo(MANY + 1);
    assertThat(feed.next().getReached().getId().getPosition()).isEqualTo((MANY + 1) * STEP);
  }

  @Test
  void refusesMoreReadersThanItServesAndHasRoomOnceOneLeaves() throws Exception {
    publish();
    List<Context.CancellableContext> readers = new ArrayList<>();
    for (int i = 0; i < READERS_MAX; i++) {
      Context.CancellableContext reader = Context.current().withCancellation();
      readers.add(reader);
      Iterator<FollowResponse> feed = reader.call(() -> follow(0, 0));
      assertThat(feed.next().getEvent().getVersion()).isEqualTo(1);
    }

    Refused refused = refusal(follow(0, 0));

    assertThat(refused.reason()).isEqualTo(Reason.SLOW_DOWN);
    assertThat(refused.detail()).contains("Follow it again later");
    readers.removeFirst().cancel(null);
    await().atMost(Duration.ofSeconds(30)).until(() -> isServed(follow(0, 0)));
    readers.forEach(reader -> reader.cancel(null));
  }

  private static boolean isServed(Iterator<FollowResponse> feed) {
    try {
      return feed.next().hasEvent();
    } catch (StatusRuntimeException e) {
      assertThat(Refusals.of(e).orElseThrow(() -> e).reason()).isEqualTo(Reason.SLOW_DOWN);
      return false;
    }
  }

  @Test
  void readsTheLogAgainForTwoAtATimeAndHasOthersComeBack() throws Exception {
    amend(MANY);
    publish();
    log.mayRead = new CompletableFuture<>();
    List<CompletableFuture<FollowResponse>> firsts = new ArrayList<>();
    for (int i = 0; i < REREADS_MAX; i++) {
      Iterator<FollowResponse> feed = follow(STEP, 0);
      firsts.add(CompletableFuture.supplyAsync(feed::next, executor));
    }
    await().atMost(Duration.ofSeconds(30)).until(() -> log.readers.get() == REREADS_MAX);

    Refused refused = refusal(follow(STEP, 0));

    assertThat(refused.reason()).isEqualTo(Reason.SLOW_DOWN);
    assertThat(refused.detail()).contains("Follow again from this position later");
    log.mayRead.complete(null);
    for (CompletableFuture<FollowResponse> first : firsts) {
      assertThat(first.get().getEvent().getVersion()).isEqualTo(2);
    }
  }

  @Test
  void tellsNothingBeforeItHasCaughtUp() {
    publish();
    replica.caughtUp(false);

    assertThat(refusal(follow(0, 0)).reason()).isEqualTo(Reason.UNAVAILABLE);
    assertThat(refusal(stub().follow(FollowRequest.getDefaultInstance())).reason())
        .isEqualTo(Reason.UNAVAILABLE);
    Iterator<?> watch =
        stub()
            .watchAvailability(
                WatchAvailabilityRequest.newBuilder().setPerformanceId(Ids.format(SHOW)).build());
    Throwable unseen = catchThrowable(watch::next);
    assertThat(Refusals.of(unseen).orElseThrow().reason()).isEqualTo(Reason.UNAVAILABLE);
  }

  @Test
  void cutsAReaderThatIsTooSlowAndLetsItGoOnFromWhereItWas() throws Exception {
    publish();
    Slow slow = new Slow();
    signed(InventoryServiceGrpc.newStub(channel))
        .follow(FollowRequest.newBuilder().setAfter(id(STEP, 0)).build(), slow);
    slow.begun.get();
    amend(2);
    publish();
    slow.take(1);
    await().until(() -> slow.taken.size() == 1);
    amend(MANY);
    publish();

    await().atMost(Duration.ofSeconds(30)).until(slow.failure::isDone);

    assertThat(Refusals.of(slow.failure.get()).orElseThrow().reason()).isEqualTo(Reason.SLOW_DOWN);
    FollowResponse last = slow.taken.getLast();
    Iterator<FollowResponse> feed =
        follow(last.getEvent().getId().getPosition(), last.getEvent().getId().getIndex());
    assertThat(feed.next().getEvent().getVersion()).isEqualTo(last.getEvent().getVersion() + 1);
  }

  /** Takes what it asks for and no more. */
  private static final class Slow implements ClientResponseObserver<FollowRequest, FollowResponse> {
    final List<FollowResponse> taken = new CopyOnWriteArrayList<>();
    final CompletableFuture<Throwable> failure = new CompletableFuture<>();
    final CompletableFuture<ClientCallStreamObserver<FollowRequest>> begun =
        new CompletableFuture<>();

    void take(int count) throws Exception {
      begun.get().request(count);
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<FollowRequest> call) {
      call.disableAutoRequestWithInitial(0);
      begun.complete(call);
    }

    @Override
    public void onNext(FollowResponse response) {
      taken.add(response);
    }

    @Override
    public void onError(Throwable error) {
      failure.complete(error);
    }

    @Override
    public void onCompleted() {
      failure.complete(new AssertionError("the feed has no end"));
    }
  }

  /** The log as it was fed, read again. */
  private static final class Log {
    private final List<byte[]> messages = new ArrayList<>();
    private final AtomicInteger readers = new AtomicInteger();
    private volatile CompletableFuture<Void> mayRead = CompletableFuture.completedFuture(null);
    private volatile long begin;
    private volatile boolean reachable = true;

    LogHistory history() {
      if (!reachable) {
        throw new LogUnreachable("No node answers.");
      }
      return new LogHistory() {
        @Override
        public long start() {
          return begin;
        }

        @Override
        public long end() {
          return STEP * messages.size();
        }

        @Override
        public long read(long from, long limit, long until, LogSink sink) {
          readers.incrementAndGet();
          mayRead.join();
          for (long at = from; at < limit; at += STEP) {
            byte[] message = messages.get((int) (at / STEP));
            sink.onMessage(
                at + STEP, at, new org.agrona.concurrent.UnsafeBuffer(message), 0, message.length);
          }
          return limit;
        }

        @Override
        public void close() {}
      };
    }
  }

  private static final class None implements Checkpoints {
    @Override
    public Runnable write(Chronicle chronicle) {
      throw new UnsupportedOperationException("a reader of the feed never asks for this");
    }

    @Override
    public Optional<Chronicle> newest(long atMost, Chronicle.Listener listener) {
      return Optional.empty();
    }

    @Override
    public void forgetBehind(long end) {
      throw new UnsupportedOperationException("nor for this");
    }
  }

  private static final class Undecided implements SeatLog {
    @Override
    public CompletableFuture<Answer> submit(Origin origin, SeatCommand command) {
      return CompletableFuture.completedFuture(new Answer.Undecided(Answer.Why.UNREACHABLE));
    }

    @Override
    public long answered() {
      return 0;
    }
  }

  private void open() {
    apply(TenSeats.open(buffer, SHOW));
  }

  /** So many events, one a message. */
  private void amend(int times) {
    for (int i = 0; i < times; i++) {
      AmendPerformanceEncoder amend = new AmendPerformanceEncoder();
      amend.wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder());
      amend.header().organizer(7).actor(8).buyer(0).identity(0);
      amend.header().idempotencyHigh(0).idempotencyLow(0);
      amend.performance(SHOW).limitPerBuyer(i).limitPerIdentity(0).holdDuration(0);
      amend.onSaleFrom(0).onSaleUntil(0).parts().clear().limits(true);
      amend.tierSpansCount(0);
      amend.attributeSpansCount(0);
      amend.tiersCount(0);
      apply(MessageHeaderEncoder.ENCODED_LENGTH + amend.encodedLength());
    }
  }

  private void apply(int length) {
    byte[] message = new byte[length];
    buffer.getBytes(0, message);
    long from = replica.position();
    log.messages.add(message);
    replica.onMessage(from + STEP, from, buffer, 0, length);
  }

  private void publish() {
    replica.publish(nanos, true);
  }

  private Iterator<FollowResponse> follow(long position, int index) {
    return stub().follow(FollowRequest.newBuilder().setAfter(id(position, index)).build());
  }

  private static EventId id(long position, int index) {
    return EventId.newBuilder().setPosition(position).setIndex(index).build();
  }

  private InventoryServiceGrpc.InventoryServiceBlockingStub stub() {
    return signed(InventoryServiceGrpc.newBlockingStub(channel))
        .withDeadlineAfter(Duration.ofSeconds(60));
  }

  private <S extends io.grpc.stub.AbstractStub<S>> S signed(S stub) {
    io.grpc.Metadata headers = new io.grpc.Metadata();
    headers.put(
        io.grpc.Metadata.Key.of("authorization", io.grpc.Metadata.ASCII_STRING_MARSHALLER),
        "Bearer " + tokens.mint(Caller.service("orders"), Duration.ofHours(1)).text());
    return stub.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  private static Refused refusal(Iterator<FollowResponse> feed) {
    Throwable thrown = catchThrowable(feed::next);
    return Refusals.of(thrown).orElseThrow(() -> new AssertionError("not a refusal", thrown));
  }
}
