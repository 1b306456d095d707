package io.onsale.delivery.model;

/** Where a delivery is. Each state has the steps that lead out of it and no other. */
public sealed interface State {
  /** Waits for the order's payment. */
  record Planned() implements State {
    State dispatch(Method method) {
      return dispatched(method);
    }
  }

  /** Paid; waits to be packed. */
  record Preparing() implements State {}

  record Packed() implements State {}

  /**
   * @param trackingNumber the courier's; empty when it gave none
   */
  record Sent(String trackingNumber) implements State {}

  /**
   * @param trackingNumber the courier's; empty when it gave none, and on the phone
   */
  record Delivered(String trackingNumber) implements State {}

  /** It will not travel, unless its order is paid late. */
  record Cancelled() implements State {
    State dispatch(Method method) {
      return dispatched(method);
    }
  }

  private static State dispatched(Method method) {
    return switch (method) {
      case MOBILE -> new Delivered("");
      case COURIER -> new Preparing();
    };
  }

  default Status status() {
    return switch (this) {
      case Planned _ -> Status.PLANNED;
      case Preparing _ -> Status.PREPARING;
      case Packed _ -> Status.PACKED;
      case Sent _ -> Status.SENT;
      case Delivered _ -> Status.DELIVERED;
      case Cancelled _ -> Status.CANCELLED;
    };
  }

  /** The courier's number; empty when there is none. */
  default String trackingNumber() {
    return switch (this) {
      case Sent(var number) -> number;
      case Delivered(var number) -> number;
      case Planned _, Preparing _, Packed _, Cancelled _ -> "";
    };
  }
}
