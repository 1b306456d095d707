package io.onsale.kit.events;

import com.google.protobuf.Descriptors.Descriptor;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a context wants to be told by another. Types without a handler are passed over.
 *
 * <pre>{@code
 * Subscription.to("orders")
 *         .in(inbox)
 *         .on(OrderPaid.getDescriptor(), issueTickets::orderPaid)
 *         .on(OrderRefundRequested.getDescriptor(), voidTickets::refundRequested)
 * }</pre>
 *
 * @param source the context that publishes
 * @param positions how far this subscriber has come
 * @param handlers by event type
 */
public record Subscription(String source, Positions positions, Map<String, EventHandler> handlers) {
  public Subscription {
    handlers = Map.copyOf(handlers);
  }

  /** Begins a subscription. */
  public static Source to(String source) {
    return new Source(source);
  }

  /** A subscription that does not know yet where its positions are kept. */
  public record Source(String source) {
    public Subscription in(Positions positions) {
      return new Subscription(source, positions, Map.of());
    }
  }

  /** A copy with a handler for one more message type. */
  public Subscription on(Descriptor type, EventHandler handler) {
    Map<String, EventHandler> more = new LinkedHashMap<>(handlers);
    more.put(type.getFullName(), handler);
    return new Subscription(source, positions, more);
  }
}
