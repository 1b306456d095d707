package io.onsale.inventory.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.MetadataUtils;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.onsale.contracts.inventory.v1.EventId;
import io.onsale.contracts.inventory.v1.FollowRequest;
import io.onsale.contracts.inventory.v1.FollowResponse;
import io.onsale.contracts.inventory.v1.InventoryServiceGrpc;
import io.onsale.contracts.reasons.v1.Reason;
import io.onsale.inventory.edge.InventoryEdge;
import io.onsale.inventory.flow.PastEvents;
import io.onsale.kit.access.Caller;
import io.onsale.kit.access.Tokens;
import io.onsale.kit.chain.GrpcServerChain;
import io.onsale.kit.chain.Middlewares;
import io.onsale.kit.ids.Ids;
import io.onsale.kit.refusal.Refusals;
import io.onsale.kit.refusal.Refused;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A reader of the feed that comes back after its place in the log has been purged. */
final class PositionGoneIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int ROUNDS = 3;

  @TempDir private Path folder;

  @Test
  void tellsAReaderWhosePlaceWasPurgedThatItIsGoneAndBeginsAnewWithASnapshot() throws Exception {
    try (SeatsOnDisk seats = SeatsOnDisk.on(folder, SeatsOnDisk.SEGMENT)) {
      seats.open();
      seats.hold(1);
      for (int i = 0; i < ROUNDS; i++) {
        seats.fillToASnapshot();
      }
      seats.settle();
    }
    // Who takes the sealed log elsewhere and keeps no copy has the hot log alone.
    try (Stream<Path> sealed = Files.list(folder.resolve("sealed"))) {
      for (Path file : sealed.toList()) {
        Files.delete(file);
      }
    }
    try (SeatsOnDisk seats = SeatsOnDisk.on(folder, 1L << 40)) {
      long answered = seats.hold(2).version();
      long end = seats.logs.answered();
      await()
          .atMost(PATIENCE)
          .until(() -> seats.replica.isCaughtUp() && seats.replica.reached().position() >= end);
      try (Feed feed = new Feed(folder, seats)) {
        Refused gone = feed.refusal(SeatsOnDisk.SEGMENT);

        assertThat(gone.reason()).isEqualTo(Reason.POSITION_GONE);
        assertThat(gone.facts().get("position"))
            .as("where a new beginning stands")
            .asInstanceOf(InstanceOfAssertFactories.LONG)
            .isGreaterThanOrEqualTo(end);
        assertThat(gone.detail()).contains("snapshot");

        Iterator<FollowResponse> anew =
            feed.follow(FollowRequest.newBuilder().setSnapshot(true).build());
        assertThat(anew.next().getSnapshot().getAvailability().getVersion()).isEqualTo(answered);
        long reached = anew.next().getReached().getId().getPosition();
        assertThat(reached).isGreaterThanOrEqualTo(end);
        long version = seats.hold(3).version();
        assertThat(nextEvent(anew)).isEqualTo(version);
        assertThat(nextEvent(feed.follow(after(reached)))).isEqualTo(version);
      }
    }
  }

  private static FollowRequest after(long position) {
    return FollowRequest.newBuilder()
        .setAfter(EventId.newBuilder().setPosition(position).setIndex(Integer.MAX_VALUE))
        .build();
  }

  /** The version that the next event leads to. */
  private static long nextEvent(Iterator<FollowResponse> feed) {
    FollowResponse next = feed.next();
    while (!next.hasEvent()) {
      next = feed.next();
    }
    return next.getEvent().getVersion();
  }

  /** The feed of a node by gRPC. */
  private static final class Feed implements AutoCloseable {
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final Tokens tokens = Tokens.ephemeral(InstantSource.system());
    private final Server server;
    private final ManagedChannel channel;

    Feed(Path folder, SeatsOnDisk seats) throws Exception {
      var checkpoints = new FolderCheckpoints(folder.resolve("feed"), new SbeSnapshots());
      InventoryEdge edge =
          new InventoryEdge(
              0,
              seats.logs,
              seats.replica,
              new PastEvents(checkpoints, seats.logs::history),
              InstantSource.system(),
              executor);
      var chain =
          new GrpcServerChain(Middlewares.server(new SimpleMeterRegistry(), tokens, PATIENCE));
      String name = "feed-" + Ids.unguessable();
      server =
          InProcessServerBuilder.forName(name)
              .executor(executor)
              .addService(ServerInterceptors.intercept(edge, chain))
              .build()
              .start();
      channel = InProcessChannelBuilder.forName(name).build();
    }

    Iterator<FollowResponse> follow(FollowRequest request) {
      Metadata headers = new Metadata();
      headers.put(
          Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER),
          "Bearer " + tokens.mint(Caller.service("reports"), PATIENCE).text());
      return InventoryServiceGrpc.newBlockingStub(channel)
          .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
          .withDeadlineAfter(PATIENCE)
          .follow(request);
    }

    Refused refusal(long position) {
      List<FollowResponse> told = new ArrayList<>();
      Throwable end = catchThrowable(() -> follow(after(position)).forEachRemaining(told::add));
      assertThat(told).isEmpty();
      return Refusals.of(end).orElseThrow();
    }

    @Override
    public void close() {
      channel.shutdownNow();
      server.shutdownNow();
      executor.shutdownNow();
    }
  }
}
