package io.onsale.delivery.edge;

import io.onsale.contracts.delivery.v1.Method;
import io.onsale.contracts.delivery.v1.Status;
import io.onsale.delivery.model.Address;
import io.onsale.delivery.model.Delivery;
import io.onsale.kit.wire.Timestamps;

/** Deliveries as messages. */
final class DeliveryMessages {
  private DeliveryMessages() {}

  static io.onsale.contracts.delivery.v1.Delivery of(Delivery delivery) {
    var message =
        io.onsale.contracts.delivery.v1.Delivery.newBuilder()
            .setOrderId(delivery.order())
            .setMethod(
                switch (delivery.wish().method()) {
                  case MOBILE -> Method.MOBILE;
                  case COURIER -> Method.COURIER;
                })
            .setStatus(status(delivery.status()))
            .setTrackingNumber(delivery.state().trackingNumber())
            .setUpdatedAt(Timestamps.of(delivery.updatedAt()));
    Address address = delivery.wish().address();
    if (address != null) {
      message.setAddress(of(address));
    }
    return message.build();
  }

  private static io.onsale.contracts.delivery.v1.Address of(Address address) {
    return io.onsale.contracts.delivery.v1.Address.newBuilder()
        .setRecipient(address.recipient())
        .setPhone(address.phone())
        .addAllLines(address.lines())
        .setCity(address.city())
        .setPostalCode(address.postalCode())
        .setCountry(address.country())
        .build();
  }

  static Status status(io.onsale.delivery.model.Status status) {
    return switch (status) {
      case PLANNED -> Status.PLANNED;
      case PREPARING -> Status.PREPARING;
      case PACKED -> Status.PACKED;
      case SENT -> Status.SENT;
      case DELIVERED -> Status.DELIVERED;
      case CANCELLED -> Status.CANCELLED;
    };
  }
}
