package io.onsale.delivery.edge;

import io.grpc.stub.StreamObserver;
import io.onsale.contracts.delivery.v1.CancelDeliveryRequest;
import io.onsale.contracts.delivery.v1.Delivery;
import io.onsale.contracts.delivery.v1.DeliveryServiceGrpc;
import io.onsale.contracts.delivery.v1.DispatchRequest;
import io.onsale.contracts.delivery.v1.GetDeliveryRequest;
import io.onsale.contracts.delivery.v1.PlanDeliveryRequest;
import io.onsale.contracts.delivery.v1.UpdateDeliveryRequest;
import io.onsale.contracts.reasons.v1.Reason;
import io.onsale.delivery.flow.Answer;
import io.onsale.delivery.flow.MoveDelivery;
import io.onsale.delivery.flow.PlanDelivery;
import io.onsale.delivery.flow.ReadDelivery;
import io.onsale.delivery.model.Address;
import io.onsale.delivery.model.Method;
import io.onsale.delivery.model.Status;
import io.onsale.delivery.model.Wish;
import io.onsale.kit.access.Caller;
import io.onsale.kit.access.Role;
import io.onsale.kit.chain.Calls;
import io.onsale.kit.refusal.Fault;
import io.onsale.kit.refusal.Refused;
import java.util.Map;

/** The calls that delivery serves. */
public final class DeliveryEdge extends DeliveryServiceGrpc.DeliveryServiceImplBase {
  private static final int TRACKING_NUMBER_MAX = 100;

  private final PlanDelivery planDelivery;
  private final MoveDelivery moveDelivery;
  private final ReadDelivery readDelivery;

  public DeliveryEdge(
      PlanDelivery planDelivery, MoveDelivery moveDelivery, ReadDelivery readDelivery) {
    this.planDelivery = planDelivery;
    this.moveDelivery = moveDelivery;
    this.readDelivery = readDelivery;
  }

  @Override
  public void planDelivery(PlanDeliveryRequest request, StreamObserver<Delivery> answer) {
    send(
        answer,
        planDelivery.plan(
            request.getOrderId(), request.getAccountId(), request.getOrganizerId(), wish(request)));
  }

  private static Wish wish(PlanDeliveryRequest request) {
    Method method =
        switch (request.getMethod()) {
          case MOBILE -> Method.MOBILE;
          case COURIER -> Method.COURIER;
          case METHOD_UNSPECIFIED, UNRECOGNIZED ->
              throw Refused.invalid("/method", "must be one of the ways in which tickets travel");
        };
    if (!request.hasAddress()) {
      return new Wish(method, null);
    }
    var given = request.getAddress();
    return new Wish(
        method,
        new Address(
            given.getRecipient(),
            given.getPhone(),
            given.getLinesList(),
            given.getCity(),
            given.getPostalCode(),
            given.getCountry()));
  }

  @Override
  public void dispatch(DispatchRequest request, StreamObserver<Delivery> answer) {
    send(answer, moveDelivery.dispatch(request.getOrderId()));
  }

  @Override
  public void cancelDelivery(CancelDeliveryRequest request, StreamObserver<Delivery> answer) {
    send(
        answer,
        request.getUnpaid()
            ? moveDelivery.lapse(request.getOrderId())
            : moveDelivery.cancel(request.getOrderId()));
  }

  @Override
  public void getDelivery(GetDeliveryRequest request, StreamObserver<Delivery> answer) {
    Caller caller = Calls.caller();
    send(
        answer,
        caller.is(Role.SERVICE)
            ? readDelivery.any(request.getOrderId())
            : readDelivery.own(
                caller.requireAccount(),
                caller.is(Role.ORGANIZER) ? caller.organizerId() : null,
                request.getOrderId()));
  }

  @Override
  public void updateDelivery(UpdateDeliveryRequest request, StreamObserver<Delivery> answer) {
    Status told =
        switch (request.getStatus()) {
          case PACKED -> Status.PACKED;
          case SENT -> Status.SENT;
          case DELIVERED -> Status.DELIVERED;
          case STATUS_UNSPECIFIED, PLANNED, PREPARING, CANCELLED, UNRECOGNIZED ->
              throw Refused.invalid("/status", "must be PACKED, SENT or DELIVERED");
        };
    String trackingNumber = request.getTrackingNumber();
    if (trackingNumber.length() > TRACKING_NUMBER_MAX
        || trackingNumber.chars().anyMatch(Character::isISOControl)) {
      throw Refused.invalid(
          "/trackingNumber",
          "must have at most " + TRACKING_NUMBER_MAX + " characters in one line");
    }
    send(
        answer,
        moveDelivery.update(
            Calls.caller().requireOrganizer(), request.getOrderId(), told, trackingNumber));
  }

  private static void send(StreamObserver<Delivery> observer, Answer answer) {
    switch (answer) {
      case Answer.Given(var delivery) -> {
        observer.onNext(DeliveryMessages.of(delivery));
        observer.onCompleted();
      }
      case Answer.NotFound _ -> throw Refused.notFound("delivery");
      case Answer.Impossible(var faults) ->
          throw new Refused(
              Reason.UNPROCESSABLE,
              "The tickets can't be delivered like that. Correct what the faults name.",
              Map.of(),
              faults.stream().map(f -> new Fault(f.pointer(), f.message())).toList());
      case Answer.WrongState(var why) -> throw new Refused(Reason.ORDER_STATE, why);
    }
  }
}
