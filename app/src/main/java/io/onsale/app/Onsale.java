package io.onsale.app;

import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.onsale.accounts.AccountsMain;
import io.onsale.app.demo.DemoData;
import io.onsale.catalog.CatalogMain;
import io.onsale.delivery.DeliveryMain;
import io.onsale.gates.GatesMain;
import io.onsale.gateway.GatewayMain;
import io.onsale.gateway.contract.Contract;
import io.onsale.inventory.InventoryMain;
import io.onsale.kit.access.Tokens;
import io.onsale.kit.events.Pump;
import io.onsale.kit.ids.Ids;
import io.onsale.kit.life.Application;
import io.onsale.kit.life.Component;
import io.onsale.kit.life.Readiness;
import io.onsale.kit.server.Context;
import io.onsale.kit.server.Foundation;
import io.onsale.kit.server.InternalNetwork;
import io.onsale.kit.server.PublicServer;
import io.onsale.kit.server.Routes;
import io.onsale.orders.OrdersMain;
import io.onsale.payments.PaymentsMain;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * All contexts and the gateway in one process, or what else its role is.
 *
 * <pre>{@code
 * try (Onsale onsale = Onsale.start(config, Onsale.Purpose.DEMO)) {
 *     URI home = URI.create("http://127.0.0.1:" + onsale.port());
 * }
 * }</pre>
 */
public final class Onsale implements AutoCloseable {
  /** The longest that readiness waits at the start for events that were left over. */
  private static final Duration CATCH_UP_MAX = Duration.ofSeconds(30);

  private static final Duration STOP_MAX = Duration.ofSeconds(10);

  /** The context whose start waits for its log, while the others read their databases. */
  private static final String SEATS = "inventory";

  /** What the process is for. */
  public enum Purpose {
    /** To be tried: demo data when the folder is new. */
    DEMO,
    /** To sell: nothing that is not real. */
    PRODUCTION
  }

  private final Application application;
  private final PublicServer server;
  private final Readiness readiness;

  private Onsale(Application application, PublicServer server, Readiness readiness) {
    this.application = application;
    this.server = server;
    this.readiness = readiness;
  }

  /**
   * Starts everything; returns when it answers.
   *
   * @throws FolderTaken when another process has the data folder
   * @throws io.onsale.kit.life.StartFailed when a part does not start; nothing is left running then
   */
  public static Onsale start(OnsaleConfig config, Purpose purpose) {
    return start(config, purpose, List.of(), () -> {});
  }

  /**
   * The same, with something to do once the folder is ours.
   *
   * @param beside what is started before all else, and stopped after it
   * @param first may throw: then nothing is started
   */
  static Onsale start(
      OnsaleConfig config, Purpose purpose, List<Component> beside, Runnable first) {
    FolderLock lock = FolderLock.take(config.data());
    try {
      first.run();
      Onsale onsale = assemble(config, purpose, beside, lock);
      onsale.application.start();
      return onsale;
    } catch (RuntimeException | Error e) {
      lock.release();
      throw e;
    }
  }

  private static Onsale assemble(
      OnsaleConfig config, Purpose purpose, List<Component> beside, FolderLock lock) {
    InstantSource clock = InstantSource.system();
    PrometheusMeterRegistry meters = meters();
    Tokens tokens = Tokens.open(config.data().resolve("keys").resolve("tokens"), clock);
    InternalNetwork network = new InternalNetwork(config.internal(), tokens, meters, clock);
    Foundation foundation =
        new Foundation(
            clock,
            new Ids(clock, config.node()),
            network.peersOf("app"),
            tokens,
            meters,
            config.data());
    Pump pump = new Pump(meters, network::background);
    Readiness readiness = new Readiness();
    List<Component> first = new ArrayList<>();
    first.add(Component.of("data-folder", () -> {}, lock::release));
    first.addAll(beside);
    List<Component> seats = new ArrayList<>();
    List<Component> databases = new ArrayList<>();
    List<Component> last = new ArrayList<>();
    List<Routes> routes = new ArrayList<>();
    for (Context context : contexts(config, foundation, network)) {
      // No context calls another before the network between them has started.
      (context.name().equals(SEATS) ? seats : databases).addAll(context.components());
      network.serve(context);
      context.publications().forEach(pump::publish);
      context.subscriptions().forEach(subscription -> pump.subscribe(context.name(), subscription));
      context.checks().forEach(readiness::add);
      routes.addAll(context.routes());
    }
    last.add(network);
    last.add(pump);
    readiness.add(new Readiness.Check("events", caughtUp(pump, clock)));
    PublicServer server = new PublicServer(config.http(), tokens, meters, readiness, routes);
    last.add(server);
    last.add(
        RunningServer.noted(config.data(), () -> address(config.http().host(), server.port())));
    if (purpose == Purpose.DEMO) {
      last.add(demo(config.data(), foundation));
    }
    return new Onsale(
        new Application(
            readiness,
            config.drain(),
            STOP_MAX,
            List.of(
                Application.Stage.of(first),
                new Application.Stage(List.of(seats, databases)),
                Application.Stage.of(last))),
        server,
        readiness);
  }

  /** Where a command on this machine reaches the server. */
  private static URI address(String host, int port) {
    String near = Set.of("0.0.0.0", "::").contains(host) ? "127.0.0.1" : host;
    return URI.create("http://" + (near.contains(":") ? "[" + near + "]" : near) + ":" + port);
  }

  /**
   * In the order in which they start; it is the order of who calls whom, from the called to the
   * caller.
   */
  private static List<Context> contexts(
      OnsaleConfig config, Foundation foundation, InternalNetwork network) {
    Function<String, Foundation> of = name -> foundation.with(network.peersOf(name));
    if (config.role() == Role.SEATS) {
      return List.of(InventoryMain.node(config.inventory(), of.apply("inventory")));
    }
    // It takes a while to read, beside the others' beginnings.
    CompletableFuture<Contract> contract = CompletableFuture.supplyAsync(Contract::load);
    return List.of(
        InventoryMain.create(config.inventory(), of.apply("inventory")),
        AccountsMain.create(config.accounts(), of.apply("accounts")),
        DeliveryMain.create(config.delivery(), of.apply("delivery")),
        PaymentsMain.create(config.payments(), of.apply("payments")),
        CatalogMain.create(config.catalog(), of.apply("catalog")),
        OrdersMain.create(config.orders(), of.apply("orders")),
        GatesMain.create(config.gates(), of.apply("gates")),
        GatewayMain.create(config.gateway(), of.apply("gateway"), contract.join()));
  }

  private static PrometheusMeterRegistry meters() {
    PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    new JvmMemoryMetrics().bindTo(meters);
    new JvmThreadMetrics().bindTo(meters);
    new ProcessorMetrics().bindTo(meters);
    return meters;
  }

  /**
   * Says yes once everything that was left over has been dealt with, or has had its time; then for
   * ever.
   */
  private static Readiness.Question caughtUp(Pump pump, InstantSource clock) {
    Instant enough = clock.instant().plus(CATCH_UP_MAX);
    boolean[] once = {false};
    return () -> {
      once[0] = once[0] || pump.isCaughtUp() || clock.instant().isAfter(enough);
      return once[0];
    };
  }

  /** Loads the demo data into a new folder, and goes on with a load that was cut off. */
  private static Component demo(Path data, Foundation foundation) {
    Path begun = data.resolve("demo-begun");
    if (isNew(data)) {
      // Before anything else is in the folder: a start that is cut off anywhere loads them the next
      // time.
      note(begun);
    }
    return Component.of(
        "demo-data",
        () -> {
          if (Files.exists(begun)) {
            new DemoData(foundation.peers()).load();
            Files.delete(begun);
            // What the load leaves behind is several times what the server needs from now on.
            System.gc();
          }
        },
        () -> {});
  }

  private static void note(Path file) {
    try {
      Files.writeString(file, "");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  /** Nothing has ever been sold or signed up here: there is no database yet. */
  private static boolean isNew(Path data) {
    return !Files.exists(data.resolve("sql"));
  }

  /** The public port. */
  public int port() {
    return server.port();
  }

  /** Whether calls may come now. */
  public boolean isReady() {
    return readiness.isReady();
  }

  /** Stops when the process is told to end. */
  void stopOnShutdown() {
    application.stopOnShutdown();
  }

  void awaitStop() throws InterruptedException {
    application.awaitStop();
  }

  @Override
  public void close() {
    application.stop();
  }
}
