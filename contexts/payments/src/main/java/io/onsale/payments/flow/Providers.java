package io.onsale.payments.flow;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The providers that this installation has. */
public final class Providers {
  private final Map<String, Provider> byName;

  public Providers(List<Provider> providers) {
    this.byName =
        providers.stream()
            .collect(Collectors.toUnmodifiableMap(Provider::name, Function.identity()));
  }

  public Optional<Provider> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }
}
