package io.onsale.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.onsale.accounts.AccountsConfig;
import io.onsale.accounts.AccountsMain;
import io.onsale.catalog.CatalogConfig;
import io.onsale.catalog.CatalogMain;
import io.onsale.contracts.access.v1.Role;
import io.onsale.contracts.accounts.v1.Account;
import io.onsale.contracts.accounts.v1.AccountsServiceGrpc;
import io.onsale.contracts.accounts.v1.SignInRequest;
import io.onsale.contracts.catalog.v1.CatalogServiceGrpc;
import io.onsale.contracts.catalog.v1.ListShowsRequest;
import io.onsale.contracts.catalog.v1.Performance;
import io.onsale.contracts.catalog.v1.Show;
import io.onsale.contracts.inventory.v1.Availability;
import io.onsale.contracts.inventory.v1.Best;
import io.onsale.contracts.inventory.v1.GetAvailabilityRequest;
import io.onsale.contracts.inventory.v1.Held;
import io.onsale.contracts.inventory.v1.HoldRequest;
import io.onsale.contracts.inventory.v1.InventoryServiceGrpc;
import io.onsale.contracts.reasons.v1.Reason;
import io.onsale.inventory.InventoryConfig;
import io.onsale.inventory.InventoryMain;
import io.onsale.kit.access.Caller;
import io.onsale.kit.access.Tokens;
import io.onsale.kit.chain.CallContext;
import io.onsale.kit.chain.Calls;
import io.onsale.kit.ids.Ids;
import io.onsale.kit.life.Application;
import io.onsale.kit.life.Component;
import io.onsale.kit.life.Readiness;
import io.onsale.kit.refusal.Refusals;
import io.onsale.kit.refusal.Refused;
import io.onsale.kit.server.Context;
import io.onsale.kit.server.Foundation;
import io.onsale.kit.server.InternalConfig;
import io.onsale.kit.server.InternalNetwork;
import io.onsale.kit.server.Peers;
import io.onsale.kit.server.Wiring;
import io.onsale.kit.store.DatabaseConfig;
import java.net.DatagramSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo data on the real accounts, catalog and seat log. */
final class DemoDataIT {
  private static final InstantSource CLOCK = InstantSource.system();

  @TempDir private Path folder = Path.of("made by the test");
  private final Tokens tokens = Tokens.ephemeral(CLOCK);
  private final InternalNetwork network =
      new InternalNetwork(
          InternalConfig.of(Wiring.IN_PROCESS), tokens, new SimpleMeterRegistry(), CLOCK);
  private final Peers peers = network.peersOf("app");
  private final List<Component> components = new ArrayList<>();
  private Application application =
      new Application(List.of(), new Readiness(), Duration.ZERO, Duration.ofSeconds(5));

  @BeforeEach
  void start() throws Exception {
    Foundation foundation =
        new Foundation(CLOCK, new Ids(CLOCK, 1), peers, tokens, new SimpleMeterRegistry(), folder);
    DatabaseConfig database = DatabaseConfig.defaults();
    int base;
    try (DatagramSocket free = new DatagramSocket(0)) {
      base = Math.min(free.getLocalPort() - 1, 65_000);
    }
    serve(
        InventoryMain.create(
            InventoryConfig.onLoopback(base), foundation.with(network.peersOf("inventory"))));
    serve(
        AccountsMain.create(
            new AccountsConfig(Duration.ofHours(12), 19_456, 2, 2, 256, database),
            foundation.with(network.peersOf("accounts"))));
    serve(
        CatalogMain.create(
            new CatalogConfig(database), foundation.with(network.peersOf("catalog"))));
    components.add(network);
    application =
        new Application(components, new Readiness(), Duration.ZERO, Duration.ofSeconds(5));
    application.start();
  }

  private void serve(Context context) {
    components.addAll(context.components());
    network.serve(context);
  }

  @AfterEach
  void stop() {
    application.stop();
  }

  @Test
  void aNewInstallationHasSomethingToBuyAndSomebodyToTryItWith() throws Exception {
    new DemoData(peers).load();

    Account buyer = signIn("buyer@example.com", "buyer-demo");
    Account organizer = signIn("organizer@example.com", "organizer-demo");
    Account gate = signIn("gate@example.com", "gate-demo");
    Account other = signIn("other-organizer@example.com", "organizer-demo");
    assertThat(buyer.getRolesList()).containsExactly(Role.ROLE_BUYER);
    assertThat(organizer.getRolesList()).contains(Role.ROLE_ORGANIZER);
    assertThat(gate.getRolesList()).contains(Role.ROLE_GATE);
    assertThat(gate.getOrganizerId()).isEqualTo(organizer.getOrganizerId());
    assertThat(other.getOrganizerId()).isNotEmpty().isNotEqualTo(organizer.getOrganizerId());

    List<Show> shows = shows();
    assertThat(shows).extracting(Show::getVenue).hasSize(3);
    List<Performance> arena = shows.getFirst().getPerformancesList();
    assertThat(arena).hasSize(4).allMatch(performance -> performance.getCapacity() == 50_000);
    assertThat(arena).allMatch(performance -> performance.getLimitPerBuyer() == 6);
    Caller caller = Caller.buyer(buyer.getId());
    assertThat(reason(() -> best(caller, arena.get(0), "lower-front")))
        .isEqualTo(Reason.SALE_ENDED);
    assertThat(reason(() -> best(caller, arena.get(3), "lower-front")))
        .isEqualTo(Reason.NOT_ON_SALE_YET);
    Performance tonight = arena.get(1);
    assertThat(Instant.ofEpochSecond(tonight.getDoorsAt().getSeconds())).isBefore(CLOCK.instant());
    assertThat(best(caller, tonight, "floor").getSeatsCount()).isEqualTo(2);
    assertThat(best(caller, tonight, "lower-front").getTotal().getAmount()).isEqualTo(256_000);
    Availability availability =
        InventoryServiceGrpc.newBlockingStub(peers.channel("inventory"))
            .getAvailability(
                GetAvailabilityRequest.newBuilder().setPerformanceId(tonight.getId()).build());
    assertThat(availability.getTotal().getCapacity()).isEqualTo(50_000);
    assertThat(best(caller, arena.get(2), "upper-back").getSeatsCount()).isEqualTo(2);
    assertThat(shows)
        .filteredOn(show -> show.getOrganizerId().equals(other.getOrganizerId()))
        .singleElement()
        .satisfies(show -> assertThat(show.getPerformances(0).getCapacity()).isEqualTo(60));
  }

  @Test
  void loadingAgainChangesNothing() {
    new DemoData(peers).load();
    List<Show> once = shows();

    new DemoData(peers).load();

    assertThat(shows()).isEqualTo(once);
  }

  private List<Show> shows() {
    return CatalogServiceGrpc.newBlockingStub(peers.channel("catalog"))
        .listShows(
            ListShowsRequest.newBuilder()
                .setFrom(com.google.protobuf.Timestamp.getDefaultInstance())
                .build())
        .getItemsList();
  }

  private Account signIn(String email, String password) {
    return AccountsServiceGrpc.newBlockingStub(peers.channel("accounts"))
        .signIn(SignInRequest.newBuilder().setEmail(email).setPassword(password).build())
        .getAccount();
  }

  private Held best(Caller caller, Performance performance, String tier) throws Exception {
    CallContext context =
        CallContext.fresh()
            .withCaller(caller, tokens.mint(caller, Duration.ofHours(1)).text())
            .withIdempotencyKey(Ids.unguessable());
    return Calls.run(
        context,
        () ->
            InventoryServiceGrpc.newBlockingStub(peers.channel("inventory"))
                .hold(
                    HoldRequest.newBuilder()
                        .setPerformanceId(performance.getId())
                        .setBest(Best.newBuilder().setTier(tier).setCount(2))
                        .build()));
  }

  private static Reason reason(Callable<?> call) {
    try {
      call.call();
    } catch (Exception e) {
      return Refusals.of(e).map(Refused::reason).orElseThrow();
    }
    throw new AssertionError("the call was not refused");
  }
}
