package io.onsale.orders;

import io.grpc.stub.StreamObserver;
import io.onsale.contracts.delivery.v1.CancelDeliveryRequest;
import io.onsale.contracts.delivery.v1.Delivery;
import io.onsale.contracts.delivery.v1.DeliveryServiceGrpc;
import io.onsale.contracts.delivery.v1.DispatchRequest;
import io.onsale.contracts.delivery.v1.Method;
import io.onsale.contracts.delivery.v1.PlanDeliveryRequest;
import io.onsale.contracts.delivery.v1.Status;
import io.onsale.contracts.reasons.v1.Reason;
import io.onsale.kit.refusal.Fault;
import io.onsale.kit.refusal.Refused;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Deliveries that know of an address that it must be there. */
final class FakeDelivery extends DeliveryServiceGrpc.DeliveryServiceImplBase {
  private final Map<String, Delivery> deliveries = new LinkedHashMap<>();

  /** It plans, and nobody hears of it. */
  boolean losesAnswers;

  synchronized void clear() {
    losesAnswers = false;
    deliveries.clear();
  }

  synchronized long count(Status status) {
    return deliveries.values().stream().filter(d -> d.getStatus() == status).count();
  }

  @Override
  public synchronized void planDelivery(
      PlanDeliveryRequest request, StreamObserver<Delivery> answer) {
    if (request.getMethod() == Method.COURIER && !request.hasAddress()) {
      throw new Refused(
          Reason.UNPROCESSABLE,
          "no address",
          Map.of(),
          List.of(new Fault("/address", "must be there")));
    }
    deliveries.putIfAbsent(
        request.getOrderId(),
        Delivery.newBuilder()
            .setOrderId(request.getOrderId())
            .setMethod(request.getMethod())
            .setStatus(Status.PLANNED)
            .build());
    if (losesAnswers) {
      throw new Refused(Reason.UNAVAILABLE, "the answer is lost");
    }
    send(answer, request.getOrderId());
  }

  @Override
  public synchronized void dispatch(DispatchRequest request, StreamObserver<Delivery> answer) {
    move(request.getOrderId(), Status.DELIVERED);
    send(answer, request.getOrderId());
  }

  @Override
  public synchronized void cancelDelivery(
      CancelDeliveryRequest request, StreamObserver<Delivery> answer) {
    move(request.getOrderId(), Status.CANCELLED);
    send(answer, request.getOrderId());
  }

  private void move(String order, Status status) {
    Delivery delivery = deliveries.get(order);
    if (delivery == null) {
      throw Refused.notFound("delivery");
    }
    if (delivery.getStatus() == Status.PLANNED) {
      deliveries.put(order, delivery.toBuilder().setStatus(status).build());
    }
  }

  private void send(StreamObserver<Delivery> observer, String order) {
    observer.onNext(deliveries.get(order));
    observer.onCompleted();
  }
}
