package io.onsale.catalog;

import io.grpc.stub.StreamObserver;
import io.onsale.contracts.inventory.v1.AmendPerformanceRequest;
import io.onsale.contracts.inventory.v1.Changed;
import io.onsale.contracts.inventory.v1.InventoryServiceGrpc.InventoryServiceImplBase;
import io.onsale.contracts.inventory.v1.OpenPerformanceRequest;
import io.onsale.contracts.reasons.v1.Reason;
import io.onsale.kit.refusal.Refused;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A seat log that remembers what it was told, and fails when asked to. */
final class FakeInventory extends InventoryServiceImplBase {
  final List<OpenPerformanceRequest> opened = new CopyOnWriteArrayList<>();
  final List<AmendPerformanceRequest> amended = new CopyOnWriteArrayList<>();
  volatile boolean failAfterOpening;
  volatile @Nullable Refused refusal;

  private record Terms(int limitPerBuyer, int holdSeconds) {}

  private final Map<String, Terms> terms = new ConcurrentHashMap<>();

  int limitPerBuyer(String performance) {
    return terms(performance).limitPerBuyer();
  }

  int holdSeconds(String performance) {
    return terms(performance).holdSeconds();
  }

  private Terms terms(String performance) {
    Terms known = terms.get(performance);
    if (known == null) {
      throw Refused.notFound("performance");
    }
    return known;
  }

  @Override
  public void openPerformance(OpenPerformanceRequest request, StreamObserver<Changed> to) {
    refuse();
    Optional<OpenPerformanceRequest> before =
        opened.stream()
            .filter(one -> one.getPerformanceId().equals(request.getPerformanceId()))
            .findFirst();
    if (before.isEmpty()) {
      opened.add(request);
      terms.put(
          request.getPerformanceId(),
          new Terms(request.getLimitPerBuyer(), request.getHoldSeconds()));
    } else if (!before.get().equals(request)) {
      // As the real one: opened twice is opened once, and never on two sets of terms.
      throw new Refused(Reason.ALREADY_PUBLISHED, "It is open, on other terms.");
    }
    if (failAfterOpening) {
      throw new Refused(Reason.UNAVAILABLE, "The answer was lost.");
    }
    changed(to);
  }

  @Override
  public void amendPerformance(AmendPerformanceRequest request, StreamObserver<Changed> to) {
    refuse();
    terms(request.getPerformanceId());
    terms.put(
        request.getPerformanceId(),
        new Terms(request.getLimitPerBuyer(), request.getHoldSeconds()));
    amended.add(request);
    changed(to);
  }

  private void refuse() {
    Refused now = refusal;
    if (now != null) {
      throw now;
    }
  }

  private static void changed(StreamObserver<Changed> to) {
    to.onNext(Changed.newBuilder().setVersion(1).build());
    to.onCompleted();
  }
}
