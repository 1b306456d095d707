package io.onsale.kit.events;

/**
 * Deals with an event. It may come again until it has been dealt with: effects go into the
 * transaction that also advances the position, by kit/store's {@code inbox.once(delivery, () ->
 * ...)}; calls to peers are idempotent and come before it. One that throws is tried again after a
 * while, without end, and the events of its lane wait.
 */
@FunctionalInterface
public interface EventHandler {
  void handle(Delivery delivery) throws Exception;
}
