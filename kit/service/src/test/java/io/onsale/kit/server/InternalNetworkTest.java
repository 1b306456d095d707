package io.onsale.kit.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.Channel;
import io.grpc.Context.CancellableContext;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.onsale.contracts.accounts.v1.Account;
import io.onsale.contracts.accounts.v1.AccountsServiceGrpc;
import io.onsale.contracts.accounts.v1.AddStaffRequest;
import io.onsale.contracts.accounts.v1.GetAccountRequest;
import io.onsale.contracts.accounts.v1.GetStaffMemberRequest;
import io.onsale.contracts.accounts.v1.SignUpRequest;
import io.onsale.contracts.accounts.v1.StaffMember;
import io.onsale.contracts.inventory.v1.AvailabilityDelta;
import io.onsale.contracts.inventory.v1.InventoryServiceGrpc;
import io.onsale.contracts.inventory.v1.WatchAvailabilityRequest;
import io.onsale.contracts.reasons.v1.Reason;
import io.onsale.kit.access.Caller;
import io.onsale.kit.access.Tokens;
import io.onsale.kit.chain.CallContext;
import io.onsale.kit.chain.Calls;
import io.onsale.kit.refusal.Fault;
import io.onsale.kit.refusal.Refusals;
import io.onsale.kit.refusal.Refused;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Everything that must be the same whichever way calls travel. */
class InternalNetworkTest {
  private static final InstantSource CLOCK = InstantSource.system();

  /** How calls travel. */
  enum Way {
    ON_A_THREAD_OF_THEIR_OWN(Wiring.IN_PROCESS, true),
    ON_THE_THREAD_THAT_CALLS(Wiring.IN_PROCESS, false),
    HTTP2(Wiring.HTTP2, true);

    final Wiring wiring;
    final boolean waits;

    Way(Wiring wiring, boolean waits) {
      this.wiring = wiring;
      this.waits = waits;
    }

    Context of(Context context) {
      Context.Builder builder = Context.named(context.name());
      context.services().forEach(builder::service);
      return waits ? builder.build() : builder.neverWaits().build();
    }
  }

  private final Tokens tokens = Tokens.ephemeral(CLOCK);
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final ConcurrentLinkedQueue<CallContext> seen = new ConcurrentLinkedQueue<>();
  private final List<InternalNetwork> networks = new ArrayList<>();

  private InternalNetwork network(Way way, Duration timeout, Context... contexts) throws Exception {
    InternalConfig defaults = InternalConfig.of(way.wiring);
    return network(
        way,
        new InternalConfig(
            way.wiring, defaults.host(), 0, Map.of(), timeout, defaults.messageBytes()),
        contexts);
  }

  private InternalNetwork network(Way way, InternalConfig config, Context... contexts)
      throws Exception {
    InternalNetwork network = new InternalNetwork(config, tokens, meters, CLOCK);
    for (Context context : contexts) {
      network.serve(way.of(context));
    }
    network.start();
    networks.add(network);
    return network;
  }

  private InternalNetwork network(Way way, Context... contexts) throws Exception {
    return network(way, Duration.ofSeconds(60), contexts);
  }

  @AfterEach
  void stop() throws Exception {
    for (InternalNetwork network : networks) {
      network.stop();
    }
  }

  private static Context accounts(Accounts edge) {
    return Context.named("accounts").service(edge).build();
  }

  private static AccountsServiceGrpc.AccountsServiceBlockingStub stub(InternalNetwork network) {
    return AccountsServiceGrpc.newBlockingStub(network.peersOf("test").channel("accounts"));
  }

  private <T> T as(Caller caller, Callable<T> work) throws Exception {
    return Calls.run(
        CallContext.fresh()
            .withCaller(caller, tokens.mint(caller, Duration.ofMinutes(1)).text())
            .withIdempotencyKey("key-1"),
        work);
  }

  private static Refused refusal(Callable<?> call) {
    StatusRuntimeException e = catchThrowableOfType(StatusRuntimeException.class, call::call);
    assertThat(e).as("the call is refused").isNotNull();
    return Refusals.of(e).orElseThrow();
  }

  /** An edge of which each test overrides what it needs. */
  private class Accounts extends AccountsServiceGrpc.AccountsServiceImplBase {
    @Override
    public void getAccount(GetAccountRequest request, StreamObserver<Account> observer) {
      seen.add(Calls.current().orElseThrow());
      observer.onNext(Account.newBuilder().setId(Calls.caller().accountId()).build());
      observer.onCompleted();
    }

    @Override
    public void getStaffMember(
        GetStaffMemberRequest request, StreamObserver<StaffMember> observer) {
      seen.add(Calls.current().orElseThrow());
      observer.onNext(StaffMember.getDefaultInstance());
      observer.onCompleted();
    }
  }

  @ParameterizedTest
  @EnumSource
  void passesCallerRequestIdTraceKeyAndDeadline(Way way) throws Exception {
    InternalNetwork network = network(way, accounts(new Accounts()));
    CallContext[] mine = new CallContext[1];

    Account account =
        as(
            Caller.organizer("a1", "o1"),
            () -> {
              mine[0] = Calls.current().orElseThrow();
              return stub(network).getAccount(GetAccountRequest.getDefaultInstance());
            });

    assertThat(account.getId()).isEqualTo("a1");
    CallContext theirs = seen.remove();
    assertThat(theirs.caller()).isEqualTo(Caller.organizer("a1", "o1"));
    assertThat(theirs.requestId()).isEqualTo(mine[0].requestId());
    assertThat(theirs.traceparent().substring(0, 36))
        .isEqualTo(mine[0].traceparent().substring(0, 36));
    assertThat(theirs.traceparent()).isNotEqualTo(mine[0].traceparent());
    assertThat(theirs.idempotencyKey()).isEqualTo("key-1");
    assertThat(theirs.deadlineIfAny().orElseThrow().timeRemaining(TimeUnit.MILLISECONDS))
        .isBetween(1L, 61_000L); // the wire rounds it up
  }

  @ParameterizedTest
  @EnumSource
  void tellsRefusalWithItsFactsAndFaults(Way way) throws Exception {
    InternalNetwork network =
        network(
            way,
            accounts(
                new Accounts() {
                  @Override
                  public void signUp(SignUpRequest request, StreamObserver<Account> observer) {
                    throw new Refused(
                        Reason.SEATS_TAKEN,
                        "Two of the seats are taken: 我们",
                        Map.of("seats", List.of("A-1", "A-2"), "version", 7),
                        List.of(new Fault("/seats/0", "taken")));
                  }
                }));

    Refused refused = refusal(() -> stub(network).signUp(SignUpRequest.getDefaultInstance()));

    assertThat(refused.reason()).isEqualTo(Reason.SEATS_TAKEN);
    assertThat(refused.detail()).isEqualTo("Two of the seats are taken: 我们");
    assertThat(refused.facts())
        .containsEntry("seats", List.of("A-1", "A-2"))
        .containsEntry("version", 7L);
    assertThat(refused.faults()).containsExactly(new Fault("/seats/0", "taken"));
  }

  @ParameterizedTest
  @EnumSource
  void takesRefusalFromAnObserverToo(Way way) throws Exception {
    InternalNetwork network =
        network(
            way,
            accounts(
                new Accounts() {
                  @Override
                  public void signUp(SignUpRequest request, StreamObserver<Account> observer) {
                    Thread.startVirtualThread(
                        () -> observer.onError(new Refused(Reason.EMAIL_TAKEN, "Taken.")));
                  }
                }));

    assertThat(refusal(() -> stub(network).signUp(SignUpRequest.getDefaultInstance())).reason())
        .isEqualTo(Reason.EMAIL_TAKEN);
  }

  @ParameterizedTest
  @EnumSource
  void hidesWhatAFaultSays(Way way) throws Exception {
    InternalNetwork network =
        network(
            way,
            accounts(
                new Accounts() {
                  @Override
                  public void signUp(SignUpRequest request, StreamObserver<Account> observer) {
                    throw new IllegalStateException("password=hunter2");
                  }
                }));

    StatusRuntimeException e =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () -> stub(network).signUp(SignUpRequest.getDefaultInstance()));

    Refused refused = Refusals.of(e).orElseThrow();
    assertThat(refused.reason()).isEqualTo(Reason.INTERNAL);
    assertThat(refused.facts()).containsKey("incident");
    assertThat(e.toString() + refused.facts()).doesNotContain("hunter2");
  }

  @ParameterizedTest
  @EnumSource
  void refusesWhomTheContractDoesNotAllow(Way way) throws Exception {
    InternalNetwork network = network(way, accounts(new Accounts()));

    assertThat(
            refusal(() -> stub(network).getAccount(GetAccountRequest.getDefaultInstance()))
                .reason())
        .isEqualTo(Reason.SIGN_IN_REQUIRED);
    assertThat(
            refusal(() ->
                    as(
                        Caller.buyer("b1"),
                        () -> stub(network).addStaff(AddStaffRequest.getDefaultInstance())))
                .reason())
        .isEqualTo(Reason.NOT_ALLOWED);
    assertThat(seen).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void refusesForgedToken(Way way) throws Exception {
    InternalNetwork network = network(way, accounts(new Accounts()));
    String forged =
        Tokens.ephemeral(CLOCK).mint(Caller.service("orders"), Duration.ofHours(1)).text();

    Refused refused =
        refusal(() ->
            Calls.run(
                CallContext.fresh().withCaller(Caller.service("orders"), forged),
                () -> stub(network).getAccount(GetAccountRequest.getDefaultInstance())));

    assertThat(refused.reason()).isEqualTo(Reason.SIGN_IN_REQUIRED);
    assertThat(seen).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void actsAsServiceOnlyWhenAsked(Way way) throws Exception {
    InternalNetwork network = network(way, accounts(new Accounts()));
    var request = GetStaffMemberRequest.getDefaultInstance();

    assertThat(refusal(() -> stub(network).getStaffMember(request)).reason())
        .isEqualTo(Reason.SIGN_IN_REQUIRED);
    Channel asService = network.peersOf("gates").asService("accounts");
    AccountsServiceGrpc.newBlockingStub(asService).getStaffMember(request);

    assertThat(seen.remove().caller()).isEqualTo(Caller.service("gates"));
  }

  @ParameterizedTest
  @EnumSource
  void leavesTheRightsOfAServiceToTheService(Way way) throws Exception {
    InternalNetwork network = network(way, accounts(new Accounts()));
    Channel asService = network.peersOf("gates").asService("accounts");
    CompletableFuture<Boolean> heardAsService = new CompletableFuture<>();

    as(
        Caller.buyer("b1"),
        () -> {
          AccountsServiceGrpc.newStub(asService)
              .getStaffMember(
                  GetStaffMemberRequest.getDefaultInstance(),
                  new StreamObserver<StaffMember>() {
                    @Override
                    public void onNext(StaffMember answer) {
                      heardAsService.complete(Calls.isService());
                    }

                    @Override
                    public void onError(Throwable fault) {
                      heardAsService.completeExceptionally(fault);
                    }

                    @Override
                    public void onCompleted() {}
                  });
          return true;
        });

    assertThat(heardAsService.get(1, TimeUnit.MINUTES)).isFalse();
    assertThat(seen.remove().caller()).isEqualTo(Caller.service("gates"));
  }

  @ParameterizedTest
  @EnumSource
  void peersReasonSurvivesTwoHops(Way way) throws Exception {
    Channel[] accounts = new Channel[1];
    InternalNetwork network =
        network(
            way,
            accounts(
                new Accounts() {
                  @Override
                  public void getAccount(
                      GetAccountRequest request, StreamObserver<Account> observer) {
                    throw new Refused(Reason.HOLD_EXPIRED, "Gone.")
                        .with("account", Calls.caller().accountId());
                  }
                }),
            Context.named("orders")
                .service(
                    new InventoryServiceGrpc.InventoryServiceImplBase() {
                      @Override
                      public void watchAvailability(
                          WatchAvailabilityRequest request,
                          StreamObserver<AvailabilityDelta> observer) {
                        AccountsServiceGrpc.newBlockingStub(accounts[0])
                            .getAccount(GetAccountRequest.getDefaultInstance());
                      }
                    })
                .build());
    accounts[0] = network.peersOf("orders").channel("accounts");
    var orders = InventoryServiceGrpc.newBlockingStub(network.peersOf("test").channel("orders"));

    Refused refused =
        refusal(() ->
            as(
                Caller.buyer("b7"),
                () ->
                    orders
                        .watchAvailability(WatchAvailabilityRequest.getDefaultInstance())
                        .next()));

    assertThat(refused.reason()).isEqualTo(Reason.HOLD_EXPIRED);
    assertThat(refused.facts()).containsEntry("account", "b7");
  }

  @ParameterizedTest
  @EnumSource
  void endsACallThatTakesTooLong(Way way) throws Exception {
    CountDownLatch arrived = new CountDownLatch(1);
    CountDownLatch cancelled = new CountDownLatch(1);
    InternalNetwork network =
        network(
            way,
            Duration.ofMinutes(5),
            accounts(
                new Accounts() {
                  @Override
                  public void signUp(SignUpRequest request, StreamObserver<Account> observer) {
                    arrived.countDown();
                    io.grpc.Context.current()
                        .addListener(c -> cancelled.countDown(), Runnable::run);
                  }
                }));

    // Again and later, should a slow machine not even come to the edge in so little time.
    for (long ms = 200; arrived.getCount() > 0; ms *= 2) {
      var end = io.grpc.Deadline.after(ms, TimeUnit.MILLISECONDS);
      Refused refused =
          refusal(() ->
              Calls.run(
                  CallContext.fresh().withDeadline(end),
                  () -> stub(network).signUp(SignUpRequest.getDefaultInstance())));
      assertThat(refused.reason()).isEqualTo(Reason.DEADLINE_EXCEEDED);
    }

    assertThat(cancelled.await(1, TimeUnit.MINUTES)).as("the edge is told").isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void tellsTheEdgeThatItsCallerWentAway(Way way) throws Exception {
    CountDownLatch arrived = new CountDownLatch(1);
    CompletableFuture<Boolean> told = new CompletableFuture<>();
    CompletableFuture<StreamObserver<Account>> late = new CompletableFuture<>();
    InternalNetwork network =
        network(
            way,
            accounts(
                new Accounts() {
                  @Override
                  public void signUp(SignUpRequest request, StreamObserver<Account> observer) {
                    var call = (ServerCallStreamObserver<Account>) observer;
                    call.setOnCancelHandler(() -> told.complete(call.isCancelled()));
                    late.complete(observer);
                    arrived.countDown();
                  }
                }));

    CancellableContext caller = io.grpc.Context.current().withCancellation();
    var answer =
        caller.call(() ->
            AccountsServiceGrpc.newFutureStub(network.peersOf("test").channel("accounts"))
                .signUp(SignUpRequest.getDefaultInstance()));
    assertThat(arrived.await(1, TimeUnit.MINUTES)).isTrue();
    caller.cancel(null);

    assertThat(told.get(1, TimeUnit.MINUTES)).isTrue();
    Throwable thrown = catchThrowable(() -> answer.get(1, TimeUnit.MINUTES));
    assertThat(io.grpc.Status.fromThrowable(thrown).getCode())
        .isEqualTo(io.grpc.Status.Code.CANCELLED);
    // What the edge says then has no hearer, and does no harm.
    late.join().onNext(Account.getDefaultInstance());
    late.join().onCompleted();
  }

  @ParameterizedTest
  @EnumSource
  void tellsThatAnEdgeEndedWithoutAnAnswer(Way way) throws Exception {
    InternalNetwork network =
        network(
            way,
            accounts(
                new Accounts() {
                  @Override
                  public void signUp(SignUpRequest request, StreamObserver<Account> observer) {
                    observer.onCompleted();
                  }
                }));

    StatusRuntimeException e =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () -> stub(network).signUp(SignUpRequest.getDefaultInstance()));

    assertThat(e.getStatus().isOk()).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void takesNoCallOnceItHasStopped(Way way) throws Exception {
    InternalNetwork network = network(way, accounts(new Accounts()));
    var stub = stub(network);
    as(Caller.buyer("b"), () -> stub.getAccount(GetAccountRequest.getDefaultInstance()));

    network.stop();

    assertThat(
            catchThrowable(() ->
                as(
                    Caller.buyer("b"),
                    () -> stub.getAccount(GetAccountRequest.getDefaultInstance()))))
        .isInstanceOf(StatusRuntimeException.class);
    assertThat(seen).as("what came to the edge").hasSize(1);
  }

  @ParameterizedTest
  @EnumSource
  void callsNobodyWhenNoTimeIsLeft(Way way) throws Exception {
    InternalNetwork network = network(way, accounts(new Accounts()));

    Refused refused =
        refusal(() ->
            Calls.run(
                CallContext.fresh().withDeadline(io.grpc.Deadline.after(-1, TimeUnit.MILLISECONDS)),
                () -> stub(network).getAccount(GetAccountRequest.getDefaultInstance())));

    assertThat(refused.reason()).isEqualTo(Reason.DEADLINE_EXCEEDED);
    assertThat(seen).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void passesAPlanOfThirtyTwoMebibytes(Way way) throws Exception {
    InternalNetwork network =
        network(
            way,
            Duration.ofMinutes(2),
            accounts(
                new Accounts() {
                  @Override
                  public void signUp(SignUpRequest request, StreamObserver<Account> observer) {
                    observer.onNext(Account.newBuilder().setName(request.getName()).build());
                    observer.onCompleted();
                  }
                }));
    String plan = "x".repeat(32 << 20);

    Account account = stub(network).signUp(SignUpRequest.newBuilder().setName(plan).build());

    assertThat(account.getName().length()).isEqualTo(plan.length());
  }

  @ParameterizedTest
  @EnumSource
  void streamsUntilTheReaderGoesAway(Way way) throws Exception {
    Duration callTimeout = Duration.ofSeconds(1);
    CompletableFuture<Boolean> cancelled = new CompletableFuture<>();
    InternalNetwork network =
        network(
            way,
            callTimeout,
            Context.named("inventory")
                .service(
                    new InventoryServiceGrpc.InventoryServiceImplBase() {
                      @Override
                      public void watchAvailability(
                          WatchAvailabilityRequest request,
                          StreamObserver<AvailabilityDelta> observer) {
                        ((ServerCallStreamObserver<AvailabilityDelta>) observer)
                            .setOnCancelHandler(() -> cancelled.complete(true));
                        Thread.startVirtualThread(() -> {
                          for (int version = 1; !cancelled.isDone(); version++) {
                            synchronized (observer) {
                              observer.onNext(
                                  AvailabilityDelta.newBuilder().setVersion(version).build());
                            }
                            java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
                          }
                        });
                      }
                    })
                .build());
    var stub = InventoryServiceGrpc.newBlockingStub(network.peersOf("test").channel("inventory"));

    try (CancellableContext reader = io.grpc.Context.current().withCancellation()) {
      reader.run(() -> {
        Iterator<AvailabilityDelta> deltas =
            stub.watchAvailability(WatchAvailabilityRequest.getDefaultInstance());
        long end = System.nanoTime() + callTimeout.plusMillis(500).toNanos();
        for (int version = 1; version <= 5 || System.nanoTime() < end; version++) {
          assertThat(deltas.next().getVersion()).isEqualTo(version);
        }
      });
    }

    assertThat(cancelled.get(1, TimeUnit.MINUTES)).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void countsWhatIsInFlightBackToZero(Way way) throws Exception {
    InternalNetwork network = network(way, accounts(new Accounts()));
    refusal(() -> stub(network).getAccount(GetAccountRequest.getDefaultInstance()));
    as(Caller.buyer("b"), () -> stub(network).getAccount(GetAccountRequest.getDefaultInstance()));

    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(() ->
            assertThat(meters.find("onsale.calls.in.flight").gauges())
                .isNotEmpty()
                .allSatisfy(gauge -> assertThat(gauge.value()).isZero()));
    assertThat(meters.find("onsale.calls").tag("status", "sign-in-required").timers()).isNotEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void tellsThatNobodySaysWhereAPeerIs(Way way) throws Exception {
    InternalNetwork network = network(way, accounts(new Accounts()));
    var nowhere = AccountsServiceGrpc.newBlockingStub(network.peersOf("test").channel("nowhere"));

    assertThatThrownBy(() -> nowhere.getAccount(GetAccountRequest.getDefaultInstance()))
        .hasStackTraceContaining("internal.peers does not name it");
  }

  @ParameterizedTest
  @EnumSource
  void tellsThatAPeerIsUnreachable(Way way) throws Exception {
    InternalConfig elsewhere =
        new InternalConfig(
            way.wiring,
            "127.0.0.1",
            0,
            Map.of("accounts", URI.create("http://127.0.0.1:1")),
            Duration.ofSeconds(60),
            1 << 20);
    InternalNetwork network = network(way, elsewhere);

    assertThat(
            refusal(() -> stub(network).getAccount(GetAccountRequest.getDefaultInstance()))
                .reason())
        .isEqualTo(Reason.UNAVAILABLE);
  }

  @ParameterizedTest
  @EnumSource
  void renewsItsServiceToken(Way way) throws Exception {
    Instant[] now = {Instant.parse("2026-01-01T00:00:00Z")};
    InstantSource clock = () -> now[0];
    Tokens aging = Tokens.ephemeral(clock);
    InternalNetwork network =
        new InternalNetwork(InternalConfig.of(way.wiring), aging, meters, clock);
    network.serve(way.of(accounts(new Accounts())));
    network.start();
    networks.add(network);
    var stub = AccountsServiceGrpc.newBlockingStub(network.peersOf("gates").asService("accounts"));

    stub.getStaffMember(GetStaffMemberRequest.getDefaultInstance());
    now[0] = now[0].plus(Duration.ofHours(3));
    stub.getStaffMember(GetStaffMemberRequest.getDefaultInstance());

    assertThat(seen).hasSize(2);
  }
}
