package io.onsale.inventory.edge;

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
import io.onsale.contracts.inventory.v1.InventoryServiceGrpc.InventoryServiceImplBase;
import io.onsale.contracts.inventory.v1.OpenPerformanceRequest;
import io.onsale.contracts.inventory.v1.ReleaseRequest;
import io.onsale.contracts.inventory.v1.RetakeRequest;
import io.onsale.contracts.inventory.v1.ReturnRequest;
import io.onsale.contracts.inventory.v1.WatchAvailabilityRequest;
import io.onsale.contracts.reasons.v1.Reason;
import io.onsale.kit.ids.Ids;
import io.onsale.kit.refusal.Refused;
import java.util.Map;
import java.util.TreeMap;

/**
 * Hands each call to the shard that its performance's id names. A shard that this process does not
 * know is told by its number: its performances are not gone, and nowhere else.
 */
public final class ShardedEdge extends InventoryServiceImplBase {
  private final Map<Integer, InventoryServiceImplBase> shards;

  /**
   * @param shards by number
   */
  public ShardedEdge(Map<Integer, InventoryServiceImplBase> shards) {
    this.shards = new TreeMap<>(shards);
  }

  @Override
  public void openPerformance(OpenPerformanceRequest request, StreamObserver<Changed> observer) {
    ofPerformance(request.getPerformanceId()).openPerformance(request, observer);
  }

  @Override
  public void amendPerformance(AmendPerformanceRequest request, StreamObserver<Changed> observer) {
    ofPerformance(request.getPerformanceId()).amendPerformance(request, observer);
  }

  @Override
  public void closePerformance(ClosePerformanceRequest request, StreamObserver<Changed> observer) {
    ofPerformance(request.getPerformanceId()).closePerformance(request, observer);
  }

  @Override
  public void block(BlockRequest request, StreamObserver<Changed> observer) {
    ofPerformance(request.getPerformanceId()).block(request, observer);
  }

  @Override
  public void hold(HoldRequest request, StreamObserver<Held> observer) {
    ofPerformance(request.getPerformanceId()).hold(request, observer);
  }

  @Override
  public void release(ReleaseRequest request, StreamObserver<Changed> observer) {
    ofHold(request.getHoldId()).release(request, observer);
  }

  @Override
  public void extend(ExtendRequest request, StreamObserver<Held> observer) {
    ofHold(request.getHoldId()).extend(request, observer);
  }

  @Override
  public void exchange(ExchangeRequest request, StreamObserver<Held> observer) {
    ofHold(request.getHoldId()).exchange(request, observer);
  }

  @Override
  public void confirm(ConfirmRequest request, StreamObserver<Changed> observer) {
    ofHold(request.getHoldId()).confirm(request, observer);
  }

  @Override
  public void retake(RetakeRequest request, StreamObserver<Held> observer) {
    ofHold(request.getHoldId()).retake(request, observer);
  }

  @Override
  public void return_(ReturnRequest request, StreamObserver<Changed> observer) {
    ofHold(request.getHoldId()).return_(request, observer);
  }

  @Override
  public void getHold(GetHoldRequest request, StreamObserver<HoldState> observer) {
    ofHold(request.getHoldId()).getHold(request, observer);
  }

  @Override
  public void getAvailability(
      GetAvailabilityRequest request, StreamObserver<Availability> observer) {
    ofPerformance(request.getPerformanceId()).getAvailability(request, observer);
  }

  @Override
  public void watchAvailability(
      WatchAvailabilityRequest request, StreamObserver<AvailabilityDelta> observer) {
    ofPerformance(request.getPerformanceId()).watchAvailability(request, observer);
  }

  @Override
  public void follow(FollowRequest request, StreamObserver<FollowResponse> observer) {
    shard(request.getShard()).follow(request, observer);
  }

  @Override
  public void audit(AuditRequest request, StreamObserver<AuditResponse> observer) {
    ofPerformance(request.getPerformanceId()).audit(request, observer);
  }

  private InventoryServiceImplBase ofHold(String hold) {
    return of(HoldId.parse(hold).performance());
  }

  /** What is no id at all is refused by any shard in the words that fit the call. */
  private InventoryServiceImplBase ofPerformance(String performance) {
    return Ids.isPublic(performance)
        ? of(Ids.parse(performance))
        : shards.values().iterator().next();
  }

  private InventoryServiceImplBase of(long performance) {
    return shard(Ids.end(performance));
  }

  private InventoryServiceImplBase shard(int number) {
    InventoryServiceImplBase shard = shards.get(number);
    if (shard == null) {
      throw new Refused(
              Reason.UNAVAILABLE,
              "These seats are in shard "
                  + number
                  + ", which is not among this server's shards. Try again later.")
          .with("what", "shard")
          .with("shard", number);
    }
    return shard;
  }
}
