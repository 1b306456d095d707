package io.onsale.delivery.flow;

import io.onsale.delivery.model.Delivery;
import io.onsale.delivery.model.Fault;
import java.util.List;

/** What somebody gets who asked for something about a delivery. */
public sealed interface Answer {
  record Given(Delivery delivery) implements Answer {}

  /** There is none, or it is another's: told the same. */
  record NotFound() implements Answer {}

  record Impossible(List<Fault> faults) implements Answer {
    public Impossible {
      faults = List.copyOf(faults);
    }
  }

  /**
   * @param why one sentence for a person
   */
  record WrongState(String why) implements Answer {}
}
