package io.onsale.orders.flow;

import io.onsale.orders.model.Refusal;

/** What somebody gets who asked for something. */
public sealed interface Answer<T> {
  record Given<T>(T value) implements Answer<T> {}

  record Refused<T>(Refusal why) implements Answer<T> {}

  static <T> Answer<T> given(T value) {
    return new Given<>(value);
  }

  static <T> Answer<T> refused(Refusal why) {
    return new Refused<>(why);
  }
}
