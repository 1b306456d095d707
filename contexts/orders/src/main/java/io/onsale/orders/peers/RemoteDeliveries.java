package io.onsale.orders.peers;

import io.grpc.Channel;
import io.onsale.contracts.delivery.v1.CancelDeliveryRequest;
import io.onsale.contracts.delivery.v1.Delivery;
import io.onsale.contracts.delivery.v1.DeliveryServiceGrpc;
import io.onsale.contracts.delivery.v1.DeliveryServiceGrpc.DeliveryServiceBlockingStub;
import io.onsale.contracts.delivery.v1.DispatchRequest;
import io.onsale.contracts.delivery.v1.Method;
import io.onsale.contracts.delivery.v1.PlanDeliveryRequest;
import io.onsale.contracts.delivery.v1.Status;
import io.onsale.orders.flow.Deliveries;
import io.onsale.orders.model.DeliveryStatus;
import io.onsale.orders.model.Refusal.Fault;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The deliveries over gRPC. */
public final class RemoteDeliveries implements Deliveries {
  private static final Logger LOG = LoggerFactory.getLogger(RemoteDeliveries.class);

  private final DeliveryServiceBlockingStub deliveries;

  /**
   * @param channel acts for this context itself
   */
  public RemoteDeliveries(Channel channel) {
    this.deliveries = DeliveryServiceGrpc.newBlockingStub(channel);
  }

  @Override
  public List<Fault> plan(String order, String buyer, String organizer, Wish wish) {
    PlanDeliveryRequest request = request(order, buyer, organizer, wish);
    return Ask.peer(
        () -> {
          var _ = deliveries.planDelivery(request);
          return List.of();
        },
        refused -> {
          if (refused.faults().isEmpty()) {
            throw refused;
          }
          // Delivery tells the place in its own request; the buyer sent it as a part of theirs.
          return refused.faults().stream()
              .map(fault -> new Fault("/delivery" + fault.pointer(), fault.message()))
              .toList();
        });
  }

  @Override
  public DeliveryStatus dispatch(String order) {
    return Ask.peer(
        () ->
            status(
                deliveries
                    .dispatch(DispatchRequest.newBuilder().setOrderId(order).build())
                    .getStatus()),
        refused -> {
          // The tickets are there and paid, and on the phone: that must not wait for the courier.
          LOG.error("the tickets of order {} can't be dispatched: {}", order, refused.detail());
          return DeliveryStatus.CANCELLED;
        });
  }

  @Override
  public void cancel(String order) {
    cancel(CancelDeliveryRequest.newBuilder().setOrderId(order));
  }

  @Override
  public void lapse(String order) {
    cancel(CancelDeliveryRequest.newBuilder().setOrderId(order).setUnpaid(true));
  }

  private void cancel(CancelDeliveryRequest.Builder request) {
    Delivery none = Delivery.getDefaultInstance();
    Ask.peer(() -> deliveries.cancelDelivery(request.build()), refused -> none);
  }

  private static PlanDeliveryRequest request(
      String order, String buyer, String organizer, Wish wish) {
    PlanDeliveryRequest.Builder request =
        PlanDeliveryRequest.newBuilder()
            .setOrderId(order)
            .setAccountId(buyer)
            .setOrganizerId(organizer)
            .setMethod(
                switch (wish.method()) {
                  case MOBILE -> Method.MOBILE;
                  case COURIER -> Method.COURIER;
                });
    Deliveries.Address address = wish.address();
    if (address != null) {
      request.setAddress(
          io.onsale.contracts.delivery.v1.Address.newBuilder()
              .setRecipient(address.recipient())
              .setPhone(address.phone())
              .addAllLines(address.lines())
              .setCity(address.city())
              .setPostalCode(address.postalCode())
              .setCountry(address.country()));
    }
    return request.build();
  }

  private static DeliveryStatus status(Status status) {
    return switch (status) {
      case PLANNED -> DeliveryStatus.PLANNED;
      case PREPARING -> DeliveryStatus.PREPARING;
      case PACKED -> DeliveryStatus.PACKED;
      case SENT -> DeliveryStatus.SENT;
      case DELIVERED -> DeliveryStatus.DELIVERED;
      case CANCELLED -> DeliveryStatus.CANCELLED;
      case STATUS_UNSPECIFIED, UNRECOGNIZED ->
          throw new IllegalStateException("delivery says " + status);
    };
  }
}
