package io.onsale.inventory;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import io.grpc.ClientInterceptor;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.AbstractStub;
import io.grpc.stub.MetadataUtils;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.onsale.contracts.inventory.v1.InventoryServiceGrpc;
import io.onsale.contracts.inventory.v1.OpenPerformanceRequest;
import io.onsale.contracts.inventory.v1.Run;
import io.onsale.contracts.inventory.v1.Section;
import io.onsale.contracts.inventory.v1.Tier;
import io.onsale.contracts.inventory.v1.TierSpan;
import io.onsale.contracts.reasons.v1.Reason;
import io.onsale.kit.access.Caller;
import io.onsale.kit.access.Tokens;
import io.onsale.kit.chain.GrpcServerChain;
import io.onsale.kit.chain.Middlewares;
import io.onsale.kit.ids.Ids;
import io.onsale.kit.life.Component;
import io.onsale.kit.refusal.Refusals;
import io.onsale.kit.refusal.Refused;
import io.onsale.kit.server.Context;
import io.onsale.kit.server.Foundation;
import io.onsale.kit.server.Peers;
import java.io.IOException;
import java.net.DatagramSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/**
 * Inventory with a real node on a data folder, called through gRPC in process with the chain before
 * it.
 */
final class RunningSeats implements AutoCloseable {
  static final String ORGANIZER = Ids.format(77);
  static final Caller STAFF = Caller.organizer(Ids.format(7), ORGANIZER);
  static final Caller ORDERS = Caller.service("orders");

  private static final InstantSource CLOCK = InstantSource.system();
  private static final Ids IDS = new Ids(CLOCK, 1);

  final List<Throwable> faults = new CopyOnWriteArrayList<>();
  private final MeterRegistry meters = new SimpleMeterRegistry();
  private final Tokens tokens = Tokens.ephemeral(CLOCK);
  private final Context context;
  private final Server server;
  private final ManagedChannel channel;

  private RunningSeats(Path folder, InventoryConfig config) throws Exception {
    Foundation foundation = new Foundation(CLOCK, IDS, new NoPeers(), tokens, meters, folder);
    context = InventoryMain.create(config, foundation, faults::add);
    for (Component component : context.components()) {
      component.start();
    }
    String name = "seats-" + Ids.unguessable();
    var chain = new GrpcServerChain(Middlewares.server(meters, tokens, Duration.ofSeconds(20)));
    server =
        InProcessServerBuilder.forName(name)
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .addService(ServerInterceptors.intercept(context.services().getFirst(), chain))
            .build()
            .start();
    channel = InProcessChannelBuilder.forName(name).build();
  }

  static RunningSeats on(Path folder) throws Exception {
    return on(folder, config(1_000));
  }

  static RunningSeats on(Path folder, InventoryConfig config) throws Exception {
    return new RunningSeats(folder, config);
  }

  /** Settings with ports of their own. */
  static InventoryConfig config(int pendingMax) throws IOException {
    return config(pendingMax, List.of());
  }

  static InventoryConfig config(int pendingMax, List<ShardConfig> shards) throws IOException {
    return config(pendingMax, shards, true);
  }

  /** The same for a node that answers before the disk has it. */
  static InventoryConfig withoutFsync() throws IOException {
    return config(1_000, List.of(), false);
  }

  private static InventoryConfig config(int pendingMax, List<ShardConfig> shards, boolean fsync)
      throws IOException {
    try (DatagramSocket free = new DatagramSocket(0)) {
      int base = Math.min(free.getLocalPort() - 1, 65_000);
      return new InventoryConfig(
          base,
          200,
          pendingMax,
          Duration.ofSeconds(5),
          128,
          shards,
          "127.0.0.1",
          0,
          0,
          Duration.ofSeconds(1),
          fsync);
    }
  }

  boolean isReady() throws Exception {
    return context.checks().getFirst().question().isReady();
  }

  /** What a gauge shows at this moment. */
  double gauge(String name) {
    return meters.get(name).gauge().value();
  }

  InventoryServiceGrpc.InventoryServiceBlockingStub as(Caller caller) {
    return as(caller, Ids.unguessable());
  }

  InventoryServiceGrpc.InventoryServiceBlockingStub as(Caller caller, String key) {
    return signed(InventoryServiceGrpc.newBlockingStub(channel), caller, key);
  }

  InventoryServiceGrpc.InventoryServiceStub async(Caller caller) {
    return signed(InventoryServiceGrpc.newStub(channel), caller, Ids.unguessable());
  }

  private <S extends AbstractStub<S>> S signed(S stub, Caller caller, String key) {
    Metadata headers = new Metadata();
    headers.put(Metadata.Key.of("idempotency-key", Metadata.ASCII_STRING_MARSHALLER), key);
    if (caller.isSignedIn()) {
      headers.put(
          Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER),
          "Bearer " + tokens.mint(caller, Duration.ofHours(1)).text());
    }
    ClientInterceptor interceptor = MetadataUtils.newAttachHeadersInterceptor(headers);
    return stub.withInterceptors(interceptor);
  }

  static Caller buyer(long number) {
    return Caller.buyer(Ids.format(1_000 + number));
  }

  /** A performance's, in the one shard that there is. */
  static String newId() {
    return newId(0);
  }

  static String newId(int shard) {
    return IDS.nextEnding(shard);
  }

  /** Rows of seats in one section with one tier at 100.00, on sale now. */
  static OpenPerformanceRequest.Builder hall(int rows, int seatsPerRow) {
    int seats = rows * seatsPerRow;
    OpenPerformanceRequest.Builder hall =
        OpenPerformanceRequest.newBuilder()
            .setPerformanceId(newId())
            .setOrganizerId(ORGANIZER)
            .setMapDigest(ByteString.copyFrom(new byte[32]))
            .setSeats(seats)
            .addSections(Section.newBuilder().setName("Stalls").setSeats(seats))
            .addTiers(Tier.newBuilder().setName("A").setPrice(10_000))
            .addTierSpans(TierSpan.newBuilder().setSeats(seats))
            .setCurrency("EUR")
            .setOnSaleFrom(Timestamp.newBuilder().setSeconds(CLOCK.instant().getEpochSecond() - 60))
            .setOnSaleUntil(
                Timestamp.newBuilder().setSeconds(CLOCK.instant().getEpochSecond() + 3_600))
            .setHoldSeconds(600);
    for (int row = 0; row < rows; row++) {
      hall.addRuns(
          Run.newBuilder()
              .setRow(row)
              .setFirstSeat(row * seatsPerRow)
              .setSeats(seatsPerRow)
              .setRank(row));
    }
    return hall;
  }

  /** Opens a performance and gives its id. */
  String open(OpenPerformanceRequest.Builder performance) {
    as(STAFF).openPerformance(performance.build());
    return performance.getPerformanceId();
  }

  /** The refusal that a call ends with. */
  static Refused refused(ThrowingCallable call) {
    Throwable thrown = Assertions.catchThrowable(call);
    Assertions.assertThat(thrown).isNotNull();
    return Refusals.of(thrown).orElseThrow(() -> new AssertionError("not a refusal", thrown));
  }

  static Reason reason(ThrowingCallable call) {
    return refused(call).reason();
  }

  @Override
  public void close() {
    channel.shutdownNow();
    server.shutdownNow();
    try {
      for (Component component : context.components().reversed()) {
        component.stop();
      }
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static final class NoPeers implements Peers {
    @Override
    public io.grpc.Channel channel(String peer) {
      throw new UnsupportedOperationException(peer);
    }

    @Override
    public io.grpc.Channel asService(String peer) {
      throw new UnsupportedOperationException(peer);
    }
  }
}
