package io.onsale.orders.model;

/** What an order answers to somebody's wish. */
public sealed interface Decision {
  /** It becomes this. */
  record Become(Order next) implements Decision {}

  /** It is so already: the wish came twice. */
  record Stays(Order order) implements Decision {}

  record Refuses(Refusal why) implements Decision {}
}
