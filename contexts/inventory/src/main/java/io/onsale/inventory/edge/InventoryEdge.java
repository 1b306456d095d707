package io.onsale.inventory.edge;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.onsale.contracts.inventory.v1.AmendPerformanceRequest;
import io.onsale.contracts.inventory.v1.AuditRequest;
import io.onsale.contracts.inventory.v1.AuditResponse;
import io.onsale.contracts.inventory.v1.Availability;
import io.onsale.contracts.inventory.v1.AvailabilityDelta;
import io.onsale.contracts.inventory.v1.BlockRequest;
import io.onsale.contracts.inventory.v1.Changed;
import io.onsale.contracts.inventory.v1.ClosePerformanceRequest;
import io.onsale.contracts.inventory.v1.ConfirmRequest;
import io.onsale.contracts.inventory.v1.ExchangeRequest;
import io.onsale.contracts.inventory.v1.ExtendRequest;
import io.onsale.contracts.inventory.v1.FollowRequest;
import io.onsale.contracts.inventory.v1.FollowResponse;
import io.onsale.contracts.inventory.v1.GetAvailabilityRequest;
import io.onsale.contracts.inventory.v1.GetHoldRequest;
import io.onsale.contracts.inventory.v1.Held;
import io.onsale.contracts.inventory.v1.HoldRequest;
import io.onsale.contracts.inventory.v1.HoldState;
import io.onsale.contracts.inventory.v1.InventoryServiceGrpc;
import io.onsale.contracts.inventory.v1.OpenPerformanceRequest;
import io.onsale.contracts.inventory.v1.ReleaseRequest;
import io.onsale.contracts.inventory.v1.RetakeRequest;
import io.onsale.contracts.inventory.v1.ReturnRequest;
import io.onsale.contracts.inventory.v1.WatchAvailabilityRequest;
import io.onsale.inventory.flow.PastEvents;
import io.onsale.inventory.flow.Replica;
import io.onsale.inventory.flow.SeatLog;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Seats by gRPC, one shard's. Commands go to the log and are answered when the log has decided;
 * reads come from the replica and never reach the log. Nothing here waits on a thread.
 */
public final class InventoryEdge extends InventoryServiceGrpc.InventoryServiceImplBase {
  private final OrganizerCalls organizers;
  private final HoldCalls holds;
  private final ReadCalls reads;
  private final FeedCalls feed;

  /**
   * @param executor runs the streams of changes
   */
  public InventoryEdge(
      int shard,
      SeatLog log,
      Replica replica,
      PastEvents past,
      InstantSource clock,
      Executor executor) {
    Shard seats = new Shard(shard, log, replica);
    this.organizers = new OrganizerCalls(seats);
    this.holds = new HoldCalls(seats);
    this.reads = new ReadCalls(seats, clock, executor);
    this.feed = new FeedCalls(seats, past, executor);
  }

  @Override
  public void openPerformance(OpenPerformanceRequest request, StreamObserver<Changed> observer) {
    reply(observer, organizers.openPerformance(request));
  }

  @Override
  public void amendPerformance(AmendPerformanceRequest request, StreamObserver<Changed> observer) {
    reply(observer, organizers.amendPerformance(request));
  }

  @Override
  public void closePerformance(ClosePerformanceRequest request, StreamObserver<Changed> observer) {
    reply(observer, organizers.closePerformance(request));
  }

  @Override
  public void block(BlockRequest request, StreamObserver<Changed> observer) {
    reply(observer, organizers.block(request));
  }

  @Override
  public void hold(HoldRequest request, StreamObserver<Held> observer) {
    reply(observer, holds.hold(request));
  }

  @Override
  public void release(ReleaseRequest request, StreamObserver<Changed> observer) {
    reply(observer, holds.release(request));
  }

  @Override
  public void extend(ExtendRequest request, StreamObserver<Held> observer) {
    reply(observer, holds.extend(request));
  }

  @Override
  public void exchange(ExchangeRequest request, StreamObserver<Held> observer) {
    reply(observer, holds.exchange(request));
  }

  @Override
  public void confirm(ConfirmRequest request, StreamObserver<Changed> observer) {
    reply(observer, holds.confirm(request));
  }

  @Override
  public void retake(RetakeRequest request, StreamObserver<Held> observer) {
    reply(observer, holds.retake(request));
  }

  @Override
  public void return_(ReturnRequest request, StreamObserver<Changed> observer) {
    reply(observer, holds.return_(request));
  }

  @Override
  public void getHold(GetHoldRequest request, StreamObserver<HoldState> observer) {
    reply(observer, reads.getHold(request));
  }

  @Override
  public void getAvailability(
      GetAvailabilityRequest request, StreamObserver<Availability> observer) {
    reply(observer, reads.getAvailability(request));
  }

  @Override
  public void watchAvailability(
      WatchAvailabilityRequest request, StreamObserver<AvailabilityDelta> observer) {
    reads.watch(request, (ServerCallStreamObserver<AvailabilityDelta>) observer);
  }

  @Override
  public void follow(FollowRequest request, StreamObserver<FollowResponse> observer) {
    feed.follow(request, (ServerCallStreamObserver<FollowResponse>) observer);
  }

  @Override
  public void audit(AuditRequest request, StreamObserver<AuditResponse> observer) {
    reply(observer, feed.audit(request));
  }

  private static <T> void reply(StreamObserver<T> observer, CompletableFuture<T> answer) {
    var _ =
        answer.whenComplete((message, failure) -> {
          if (failure == null) {
            observer.onNext(message);
            observer.onCompleted();
          } else {
            observer.onError(Reasons.of(failure));
          }
        });
  }
}
