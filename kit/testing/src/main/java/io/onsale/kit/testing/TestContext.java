package io.onsale.kit.testing;

import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import io.grpc.BindableService;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import io.grpc.MethodDescriptor;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.onsale.kit.access.Caller;
import io.onsale.kit.access.Tokens;
import io.onsale.kit.chain.CallContext;
import io.onsale.kit.chain.Calls;
import io.onsale.kit.events.Delivery;
import io.onsale.kit.events.Event;
import io.onsale.kit.events.EventLog;
import io.onsale.kit.events.Lanes;
import io.onsale.kit.events.Pump;
import io.onsale.kit.ids.Ids;
import io.onsale.kit.life.Application;
import io.onsale.kit.life.Component;
import io.onsale.kit.life.Readiness;
import io.onsale.kit.server.Context;
import io.onsale.kit.server.Foundation;
import io.onsale.kit.server.InternalConfig;
import io.onsale.kit.server.InternalNetwork;
import io.onsale.kit.server.Wiring;
import io.onsale.kit.store.Database;
import io.onsale.kit.store.DatabaseConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A whole context, served in process with the chain before it, for each test. Its peers are
 * hand-written gRPC services, the events that it takes are told by the test, and those that it
 * publishes are recorded.
 *
 * <pre>{@code
 * @RegisterExtension
 * final TestContext orders = TestContext.of(kit -> OrdersMain.create(
 *                 new OrdersConfig(Duration.ofMinutes(10), kit.database()), kit.foundation()))
 *         .peer("inventory", new FakeInventory())
 *         .source("payments");
 *
 * @Test
 * void confirmsOrderWhenPaymentSucceeds() {
 *     var stub = OrdersServiceGrpc.newBlockingStub(orders.as(Caller.buyer("b1")));
 *     Order order = stub.placeOrder(request);
 *     orders.tell("payments", order.getId(), PaymentSucceeded.newBuilder()...build());
 *     assertThat(orders.published(OrderPaid.getDefaultInstance())).hasSize(1);
 * }
 * }</pre>
 */
public final class TestContext implements BeforeEachCallback, AfterEachCallback {
  private final Function<Kit, Context> create;
  private final TestClock clock;
  private final List<Context> peers = new ArrayList<>();
  private final List<TestLog> sources = new ArrayList<>();
  private Wiring wiring = Wiring.IN_PROCESS;
  private @org.jspecify.annotations.Nullable Running running;

  /**
   * What a context is made of in a test.
   *
   * @param foundation with the test's clock, and a data folder that is deleted afterwards
   * @param database an H2 database in memory
   */
  public record Kit(Foundation foundation, DatabaseConfig database) {}

  private record Running(
      Application application,
      InternalNetwork network,
      Pump pump,
      Tokens tokens,
      Context context,
      Kit kit) {}

  private TestContext(Function<Kit, Context> create, TestClock clock) {
    this.create = create;
    this.clock = clock;
  }

  /** A context, with a clock that stands at the real time until it is told to go. */
  public static TestContext of(Function<Kit, Context> create) {
    return new TestContext(create, TestClock.now());
  }

  /** A context with a clock of the test's choice. */
  public static TestContext of(TestClock clock, Function<Kit, Context> create) {
    return new TestContext(create, clock);
  }

  /** Another context that this one calls, by hand-written services. */
  public TestContext peer(String name, BindableService... services) {
    Context.Builder peer = Context.named(name);
    for (BindableService service : services) {
      peer.service(service);
    }
    peers.add(peer.build());
    return this;
  }

  /** Another context whose events this one takes: see {@link #tell}. */
  public TestContext source(String name) {
    sources.add(new TestLog(name));
    return this;
  }

  /** Has all calls go over HTTP/2. */
  public TestContext over(Wiring other) {
    this.wiring = other;
    return this;
  }

  @Override
  public void beforeEach(ExtensionContext test) throws IOException {
    Tokens tokens = Tokens.ephemeral(clock);
    var meters = new SimpleMeterRegistry();
    InternalNetwork network = new InternalNetwork(InternalConfig.of(wiring), tokens, meters, clock);
    Path folder = Files.createTempDirectory("onsale-test-");
    Foundation foundation =
        new Foundation(clock, new Ids(clock, 1), network.peersOf("test"), tokens, meters, folder);
    Kit kit =
        new Kit(foundation, DatabaseConfig.at(Database.h2InMemory("test" + UUID.randomUUID())));
    Context context = create.apply(kit);
    kit = new Kit(foundation.with(network.peersOf(context.name())), kit.database());
    Pump pump = new Pump(meters, network::background);
    network.serve(context);
    peers.forEach(network::serve);
    context.publications().forEach(pump::publish);
    for (TestLog log : sources) {
      log.clear();
      pump.publish(log);
    }
    context.subscriptions().forEach(subscription -> pump.subscribe(context.name(), subscription));
    Readiness readiness = new Readiness();
    context.checks().forEach(readiness::add);
    List<Component> components = new ArrayList<>(context.components());
    components.add(network);
    components.add(pump);
    Application application =
        new Application(components, readiness, Duration.ZERO, Duration.ofSeconds(5));
    application.start();
    running = new Running(application, network, pump, tokens, context, kit);
  }

  @Override
  public void afterEach(ExtensionContext test) throws IOException {
    Running done = running();
    done.application().stop();
    delete(done.kit().foundation().dataFolder());
    running = null;
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  private Running running() {
    if (running == null) {
      throw new IllegalStateException("the context runs within tests only");
    }
    return running;
  }

  public TestClock clock() {
    return clock;
  }

  /** A bearer token for a caller. */
  public String token(Caller caller) {
    return running().tokens().mint(caller, Duration.ofHours(1)).text();
  }

  /**
   * A channel to the context on which a caller is signed in; each call has an idempotency key of
   * its own.
   */
  public Channel as(Caller caller) {
    return as(caller, "");
  }

  /** The same under one idempotency key. */
  public Channel as(Caller caller, String idempotencyKey) {
    Channel channel = running().network().peersOf("test").channel(running().context().name());
    String token = caller.isSignedIn() ? token(caller) : null;
    return ClientInterceptors.intercept(
        channel,
        new ClientInterceptor() {
          @Override
          public <Q, A> ClientCall<Q, A> interceptCall(
              MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
            CallContext context =
                CallContext.fresh()
                    .withCaller(caller, token)
                    .withIdempotencyKey(
                        idempotencyKey.isEmpty() ? Ids.unguessable() : idempotencyKey);
            try {
              return Calls.run(context, () -> next.newCall(method, options));
            } catch (Exception e) {
              throw new IllegalStateException(e);
            }
          }
        });
  }

  /** Tells the context an event of another, and waits until all events have been dealt with. */
  public void tell(String source, String key, Message message) {
    TestLog log =
        sources.stream()
            .filter(one -> one.source().equals(source))
            .findFirst()
            .orElseThrow(() ->
                new IllegalArgumentException("declare the source: .source(\"" + source + "\")"));
    log.append(Event.of(running().kit().foundation().ids().next(), key, clock.instant(), message));
    awaitEvents();
  }

  /** Waits until all events that have been published or told have been dealt with. */
  public void awaitEvents() {
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(5))
        .until(() -> running().pump().hasDeliveredAll());
  }

  /** Everything that the context has published so far, in order within each key. */
  public List<Event> published() {
    List<Event> events = new ArrayList<>();
    for (EventLog log : running().context().publications()) {
      log.arrange();
      for (int lane = 0; lane < Lanes.COUNT; lane++) {
        log.read(lane, 0, Integer.MAX_VALUE).forEach(delivery -> events.add(delivery.event()));
      }
    }
    events.sort(Comparator.comparing(Event::occurredAt));
    return events;
  }

  /** The published messages of one type. */
  public <T extends Message> List<T> published(T type) {
    @SuppressWarnings("unchecked")
    Parser<T> parser = (Parser<T>) type.getParserForType();
    return published().stream()
        .filter(event -> event.type().equals(type.getDescriptorForType().getFullName()))
        .map(event -> event.read(parser))
        .toList();
  }

  /** Whether the context says that calls may come. */
  public boolean isReady() {
    return running().context().checks().stream()
        .allMatch(check -> {
          try {
            return check.question().isReady();
          } catch (Exception e) {
            return false;
          }
        });
  }

  /** What another context publishes, in memory. */
  private static final class TestLog implements EventLog {
    private final String source;
    private final List<List<Delivery>> lanes = new ArrayList<>();
    private final Set<Runnable> listeners = java.util.concurrent.ConcurrentHashMap.newKeySet();

    TestLog(String source) {
      this.source = source;
      clear();
    }

    synchronized void clear() {
      lanes.clear();
      listeners.clear();
      for (int lane = 0; lane < Lanes.COUNT; lane++) {
        lanes.add(new CopyOnWriteArrayList<>());
      }
    }

    synchronized void append(Event event) {
      int lane = Lanes.of(event.key());
      List<Delivery> deliveries = lanes.get(lane);
      deliveries.add(new Delivery(source, lane, deliveries.size() + 1L, event));
      listeners.forEach(Runnable::run);
    }

    @Override
    public String source() {
      return source;
    }

    @Override
    public synchronized long[] arrange() {
      return lanes.stream().mapToLong(List::size).toArray();
    }

    @Override
    public synchronized List<Delivery> read(int lane, long after, int limit) {
      return lanes.get(lane).stream().skip(after).limit(limit).toList();
    }

    /** Tests look at everything that was told. */
    @Override
    public boolean forget(long[] dealtWith) {
      return false;
    }

    @Override
    public void onCommit(Runnable signal) {
      listeners.add(signal);
    }
  }
}
