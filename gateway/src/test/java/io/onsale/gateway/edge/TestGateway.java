package io.onsale.gateway.edge;

import com.google.protobuf.ByteString;
import io.grpc.BindableService;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.onsale.contracts.catalog.v1.CatalogServiceGrpc;
import io.onsale.contracts.catalog.v1.GetPerformanceRequest;
import io.onsale.contracts.catalog.v1.GetSeatMapRequest;
import io.onsale.contracts.catalog.v1.ImportSeatMapRequest;
import io.onsale.contracts.catalog.v1.Performance;
import io.onsale.contracts.catalog.v1.SeatMapDocument;
import io.onsale.contracts.catalog.v1.SeatMapSummary;
import io.onsale.contracts.inventory.v1.Availability;
import io.onsale.contracts.inventory.v1.AvailabilityDelta;
import io.onsale.contracts.inventory.v1.GetAvailabilityRequest;
import io.onsale.contracts.inventory.v1.Held;
import io.onsale.contracts.inventory.v1.HeldSeat;
import io.onsale.contracts.inventory.v1.HoldRequest;
import io.onsale.contracts.inventory.v1.InventoryServiceGrpc;
import io.onsale.contracts.inventory.v1.WatchAvailabilityRequest;
import io.onsale.contracts.reasons.v1.Reason;
import io.onsale.gateway.GatewayConfig;
import io.onsale.gateway.GatewayMain;
import io.onsale.gateway.contract.Contract;
import io.onsale.kit.access.Caller;
import io.onsale.kit.access.Tokens;
import io.onsale.kit.chain.Calls;
import io.onsale.kit.ids.Ids;
import io.onsale.kit.life.Application;
import io.onsale.kit.life.Readiness;
import io.onsale.kit.refusal.Refused;
import io.onsale.kit.server.Context;
import io.onsale.kit.server.Foundation;
import io.onsale.kit.server.InternalConfig;
import io.onsale.kit.server.InternalNetwork;
import io.onsale.kit.server.PublicConfig;
import io.onsale.kit.server.PublicServer;
import io.onsale.kit.server.Wiring;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.zip.GZIPOutputStream;

/**
 * The gateway on a real port, before hand-written catalog and inventory services; the other
 * contexts answer nothing.
 */
final class TestGateway implements AutoCloseable {
  static final String PERFORMANCE = "perf1";
  static final String DIGEST = "cd".repeat(32);
  static final String MAP =
      """
      {"name":"Hall","size":{"width":10,"height":10},"tiers":[{"name":"t1","color":"#aa0000"}],
       "sections":[{"name":"A","standing":false,"rows":[{"label":"1","seats":[
         {"id":"A-1-1","label":"1","position":{"x":0,"y":0},"tier":"t1"},
         {"id":"A-1-2","label":"2","position":{"x":1,"y":0},"tier":"t1"},
         {"id":"A-1-3","label":"3","position":{"x":2,"y":0},"tier":"t1"}]}]}],"areas":[]}
      """;

  final List<HoldRequest> holds = new CopyOnWriteArrayList<>();
  final List<String> keys = new CopyOnWriteArrayList<>();
  final List<ByteString> plans = new CopyOnWriteArrayList<>();

  /** The watches that were begun, and those that were ended by their reader. */
  final List<WatchAvailabilityRequest> watches = new CopyOnWriteArrayList<>();

  final List<WatchAvailabilityRequest> left = new CopyOnWriteArrayList<>();

  /** While it is closed, plans that are imported wait. */
  volatile CountDownLatch plansMayPass = new CountDownLatch(0);

  final Tokens tokens = Tokens.ephemeral(InstantSource.system());
  private final PublicServer server;
  private final Application application;
  private final HttpClient client = HttpClient.newHttpClient();

  TestGateway(Path folder) {
    this(
        folder, new GatewayConfig(1000, 64L << 20, Duration.ofSeconds(15), Duration.ofMinutes(15)));
  }

  TestGateway(Path folder, GatewayConfig config) {
    var meters = new SimpleMeterRegistry();
    InstantSource clock = InstantSource.system();
    InternalNetwork network =
        new InternalNetwork(
            new InternalConfig(
                Wiring.IN_PROCESS,
                "127.0.0.1",
                0,
                Map.of(),
                Duration.ofMinutes(1),
                InternalConfig.MESSAGE_BYTES_MAX),
            tokens,
            meters,
            clock);
    network.serve(context("catalog", new FakeCatalog()));
    network.serve(context("inventory", new FakeInventory()));
    for (String silent : List.of("accounts", "orders", "payments", "delivery", "gates")) {
      network.serve(Context.named(silent).build());
    }
    Context gateway =
        GatewayMain.create(
            config,
            new Foundation(
                clock, new Ids(clock, 1), network.peersOf("gateway"), tokens, meters, folder),
            Contract.load());
    Readiness readiness = new Readiness();
    server =
        new PublicServer(
            new PublicConfig(
                "127.0.0.1", 0, 65_536, Duration.ofMinutes(1), Duration.ofMinutes(1), 1_000),
            tokens,
            meters,
            readiness,
            gateway.routes());
    application =
        new Application(List.of(network, server), readiness, Duration.ZERO, Duration.ofSeconds(5));
    application.start();
  }

  private static Context context(String name, BindableService service) {
    return Context.named(name).service(service).build();
  }

  HttpClient client() {
    return client;
  }

  String token(Caller caller) {
    return tokens.mint(caller, Duration.ofHours(1)).text();
  }

  int port() {
    return server.port();
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
        .timeout(Duration.ofSeconds(20));
  }

  @Override
  public void close() {
    application.stop();
    client.close();
  }

  private final class FakeCatalog extends CatalogServiceGrpc.CatalogServiceImplBase {
    @Override
    public void getPerformance(GetPerformanceRequest request, StreamObserver<Performance> answer) {
      if (!request.getId().equals(PERFORMANCE)) {
        throw Refused.notFound("performance");
      }
      answer.onNext(Performance.newBuilder().setId(PERFORMANCE).setSeatMap(DIGEST).build());
      answer.onCompleted();
    }

    @Override
    public void getSeatMap(GetSeatMapRequest request, StreamObserver<SeatMapDocument> answer) {
      if (!request.getDigest().equals(DIGEST)) {
        throw Refused.notFound("seat map");
      }
      answer.onNext(
          SeatMapDocument.newBuilder()
              .setDigest(DIGEST)
              .setJsonGzip(ByteString.copyFrom(zipped(MAP)))
              .build());
      answer.onCompleted();
    }

    @Override
    public void importSeatMap(ImportSeatMapRequest request, StreamObserver<SeatMapSummary> answer) {
      plans.add(request.getPlan());
      try {
        plansMayPass.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      answer.onNext(SeatMapSummary.newBuilder().setDigest(DIGEST).setName("Hall").build());
      answer.onCompleted();
    }
  }

  private static byte[] zipped(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
      zip.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return bytes.toByteArray();
  }

  /** Gives the seats asked for, unless seat 0 is among them: that one is taken. */
  private final class FakeInventory extends InventoryServiceGrpc.InventoryServiceImplBase {
    @Override
    public void hold(HoldRequest request, StreamObserver<Held> answer) {
      holds.add(request);
      keys.add(Calls.idempotencyKey());
      if (request.getSeats().getIndicesList().contains(0)) {
        throw new Refused(Reason.SEATS_TAKEN, "Somebody was faster.")
            .with("seats", List.of(0))
            .with("offer", List.of(1, 2));
      }
      Held.Builder held = Held.newBuilder().setHoldId(PERFORMANCE + "-7").setVersion(9);
      held.getTotalBuilder().setAmount(68000).setCurrency("CNY");
      request
          .getSeats()
          .getIndicesList()
          .forEach(seat -> held.addSeats(HeldSeat.newBuilder().setIndex(seat)));
      answer.onNext(held.build());
      answer.onCompleted();
    }

    @Override
    public void getAvailability(
        GetAvailabilityRequest request, StreamObserver<Availability> answer) {
      if (!request.getPerformanceId().equals(PERFORMANCE)) {
        throw Refused.notFound("performance");
      }
      answer.onNext(
          Availability.newBuilder()
              .setPerformanceId(PERFORMANCE)
              .setVersion(41)
              .setMapDigest(ByteString.copyFrom(new byte[32]))
              .setStates(ByteString.copyFrom(new byte[] {0b100100}))
              .build());
      answer.onCompleted();
    }

    @Override
    public void watchAvailability(
        WatchAvailabilityRequest request, StreamObserver<AvailabilityDelta> answer) {
      watches.add(request);
      if (answer instanceof ServerCallStreamObserver<?> call) {
        call.setOnCancelHandler(() -> left.add(request));
      }
      // From its present version on nothing happens; before that there are changes that it forgot.
      if (request.getSince() >= 41) {
        return;
      }
      for (long version = request.getSince() + 1; version <= request.getSince() + 3; version++) {
        answer.onNext(
            AvailabilityDelta.newBuilder()
                .setVersion(version)
                .addSeats((int) version)
                .setState(1)
                .build());
      }
      answer.onError(new Refused(Reason.POSITION_GONE, "Read the availability again."));
    }
  }
}
