package io.onsale.delivery.model;

/** What a delivery answers to a wish or a fact. */
public sealed interface Decision {
  /** It becomes this. */
  record Become(Delivery next) implements Decision {}

  /** It is so already, or can't be changed by this any more. */
  record Stays(Delivery delivery) implements Decision {}

  /**
   * @param why one sentence for a person
   */
  record Refuses(String why) implements Decision {}
}
