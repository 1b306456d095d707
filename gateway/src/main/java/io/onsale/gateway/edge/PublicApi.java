package io.onsale.gateway.edge;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServerBuilder;
import io.onsale.contracts.reasons.v1.Reason;
import io.onsale.gateway.GatewayConfig;
import io.onsale.gateway.contract.Contract;
import io.onsale.gateway.contract.Operation;
import io.onsale.gateway.peers.SeatMaps;
import io.onsale.gateway.peers.Stubs;
import io.onsale.kit.chain.Problems;
import io.onsale.kit.refusal.Refused;
import io.onsale.kit.server.Routes;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Every operation of the contract at its route, with its handler. */
public final class PublicApi implements Routes {
  /** Served by the kit on every port. */
  private static final Set<String> MACHINE = Set.of("healthz", "readyz", "metrics");

  private final Contract contract;
  private final Handlers handlers;
  private final LargeBodies largeBodies;
  private final AvailabilityApi availability;

  private PublicApi(
      Contract contract, Handlers handlers, LargeBodies largeBodies, AvailabilityApi availability) {
    this.contract = contract;
    this.handlers = handlers;
    this.largeBodies = largeBodies;
    this.availability = availability;
  }

  /**
   * @throws IllegalStateException when the contract and the handlers do not match one to one
   */
  public static PublicApi of(Contract contract, Stubs stubs, GatewayConfig config) {
    Handlers handlers = new Handlers(bounded(config.waitingMax()));
    SeatMaps seatMaps = new SeatMaps(stubs.catalog());
    ShowsApi shows = new ShowsApi(stubs.catalog(), seatMaps);
    AvailabilityApi availability =
        new AvailabilityApi(
            stubs.inventory(), stubs.inventoryAsync(), config.heartbeat(), config.streamAgeMax());
    OrdersApi orders = new OrdersApi(stubs.orders(), stubs.gates(), stubs.delivery(), seatMaps);
    new AccountsApi(stubs.accounts()).bind(handlers);
    shows.bind(handlers);
    availability.bind(handlers);
    new HoldsApi(stubs.inventoryAsync(), stubs.ordersAsync(), seatMaps).bind(handlers);
    orders.bind(handlers);
    new PaymentsApi(stubs.payments()).bind(handlers);
    new GatesApi(stubs.gates(), stubs.catalog(), seatMaps).bind(handlers);
    new OrganizerApi(
            stubs.catalog(),
            stubs.inventory(),
            stubs.orders(),
            seatMaps,
            shows,
            availability,
            orders)
        .bind(handlers);
    Set<String> promised =
        contract.operations().stream()
            .map(Operation::id)
            .filter(id -> !MACHINE.contains(id))
            .collect(Collectors.toCollection(TreeSet::new));
    if (!promised.equals(handlers.operations())) {
      throw new IllegalStateException(
          "the contract promises " + promised + ", the handlers do " + handlers.operations());
    }
    return new PublicApi(
        contract, handlers, new LargeBodies(config.largeBodiesBytes()), availability);
  }

  /** Virtual threads, so many at once; one more is refused, and costs nothing. */
  private static Executor bounded(int max) {
    Semaphore places = new Semaphore(max);
    Executor threads = Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("api").factory());
    return work -> {
      if (!places.tryAcquire()) {
        throw new Refused(
                Reason.SLOW_DOWN, "Too many requests wait already. Try again in a second.")
            .with("retryAfter", 1);
      }
      threads.execute(() -> {
        try {
          work.run();
        } finally {
          places.release();
        }
      });
    };
  }

  @Override
  public void install(ServerBuilder server, UnaryOperator<HttpService> door) {
    Map<String, Set<HttpMethod>> served = new TreeMap<>();
    for (Operation operation : contract.operations()) {
      if (MACHINE.contains(operation.id())) {
        continue;
      }
      Set<HttpMethod> methods = EnumSet.of(HttpMethod.valueOf(operation.method()));
      if (operation.method().equals("GET")) {
        methods.add(HttpMethod.HEAD);
      }
      served
          .computeIfAbsent(operation.path(), path -> EnumSet.noneOf(HttpMethod.class))
          .addAll(methods);
      var route = server.route().path(operation.path()).methods(methods);
      operation.body().ifPresent(body -> route.maxRequestLength(BodyReader.WIRE_BYTES_MAX));
      route.build(
          door.apply(new OperationService(operation, handlers.of(operation.id()), largeBodies)));
    }
    served.forEach((path, methods) -> {
      Set<HttpMethod> others = EnumSet.copyOf(HttpMethod.knownMethods());
      others.removeAll(methods);
      others.remove(HttpMethod.CONNECT);
      server
          .route()
          .path(path)
          .methods(others)
          .build(
              door.apply((ctx, request) -> {
                throw Problems.methodNotAllowed(methods);
              }));
    });
  }

  /** Ends the streams of events: their readers connect again, to whoever is there then. */
  @Override
  public void end() {
    availability.end();
  }
}
