package io.onsale.catalog.model;

import java.util.List;
import java.util.function.Supplier;

/** What came of a draft. */
public sealed interface Validated<T> {

  /** It keeps the rules. */
  record Valid<T>(T value) implements Validated<T> {}

  /** It does not; in each place that is named. */
  record Invalid<T>(List<Fault> faults) implements Validated<T> {
    public Invalid {
      faults = List.copyOf(faults);
    }
  }

  /** The value, unless there are faults. */
  static <T> Validated<T> unless(Faults faults, Supplier<T> value) {
    return faults.none() ? new Valid<>(value.get()) : new Invalid<>(faults.first());
  }
}
