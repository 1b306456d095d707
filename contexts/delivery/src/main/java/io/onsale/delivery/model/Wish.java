package io.onsale.delivery.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How somebody wants their tickets.
 *
 * @param address for {@link Method#COURIER} alone
 */
public record Wish(Method method, @Nullable Address address) {
  /** Everything that is wrong with it. */
  public List<Fault> faults() {
    return switch (method) {
      case MOBILE ->
          address == null
              ? List.of()
              : List.of(new Fault("/address", "must be left out: tickets on the phone need none"));
      case COURIER ->
          address == null
              ? List.of(new Fault("/address", "must be there: paper tickets need an address"))
              : address.faults();
    };
  }
}
