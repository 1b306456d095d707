package io.onsale.payments.flow;

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

  /** Why a wish about a payment is not granted. */
  sealed interface Refusal {
    /** There is none, or it is another's: told the same. */
    record NotFound() implements Refusal {}

    record UnknownProvider() implements Refusal {}

    /**
     * @param advice one sentence for a person
     */
    record WrongState(String advice) implements Refusal {}

    /** It was not signed by whom it says that it is from, or not just now. */
    record Forged(String why) implements Refusal {}

    /** It is signed, and no sense can be made of it. */
    record Garbled(String why) implements Refusal {}

    /** It has been noted; who is to be told of it can't be reached. It is tried again. */
    record NotYetTold() implements Refusal {}
  }
}
