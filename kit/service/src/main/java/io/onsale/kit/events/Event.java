package io.onsale.kit.events;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import java.time.Instant;
import java.util.Map;

/**
 * Something that happened. Events with the same key are told in the order in which they happened.
 *
 * <pre>{@code
 * outbox.append(Event.of(ids.next(), order.id(), clock.instant(), OrderPaid.newBuilder().setOrder(order).build()));
 * }</pre>
 *
 * @param id unique for ever
 * @param type full name of the payload's message: {@code onsale.orders.v1.OrderPaid}
 * @param key whose events are in order: the order, the payment; at most 100 characters
 * @param occurredAt when it happened
 * @param payload the message's bytes
 * @param headers request id and trace of the call that caused it
 */
public record Event(
    String id,
    String type,
    String key,
    Instant occurredAt,
    ByteString payload,
    Map<String, String> headers) {

  public Event {
    headers = Map.copyOf(headers);
  }

  /** An event that carries a message; the store adds the headers of the current call. */
  public static Event of(String id, String key, Instant occurredAt, Message message) {
    return new Event(
        id,
        message.getDescriptorForType().getFullName(),
        key,
        occurredAt,
        message.toByteString(),
        Map.of());
  }

  public Event withHeaders(Map<String, String> more) {
    return new Event(id, type, key, occurredAt, payload, more);
  }

  /**
   * The message.
   *
   * @throws IllegalStateException when the bytes are not such a message
   */
  public <T> T read(Parser<T> parser) {
    try {
      return parser.parseFrom(payload);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("event " + id + " is no " + type, e);
    }
  }
}
