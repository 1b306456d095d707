package io.onsale.kit.events;

import com.google.protobuf.Parser;

/**
 * An event on its way to one subscriber.
 *
 * @param source the context that published it
 * @param lane 0 to {@link Lanes#COUNT} - 1; all events of a key are in one lane
 * @param position its place in the lane, from 1, without gaps
 * @param event what happened
 */
public record Delivery(String source, int lane, long position, Event event) {
  /** The event's message. */
  public <T> T read(Parser<T> parser) {
    return event.read(parser);
  }
}
