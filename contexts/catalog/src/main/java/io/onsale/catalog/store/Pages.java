package io.onsale.catalog.store;

import io.onsale.catalog.flow.Page;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Makes a page of rows of which one more was asked for than it holds. */
final class Pages {
  private Pages() {}

  static <T> Page<T> of(List<T> found, int limit, Function<T, Page.After> place) {
    if (found.size() <= limit) {
      return new Page<>(found, Optional.empty());
    }
    List<T> items = found.subList(0, limit);
    return new Page<>(items, Optional.of(place.apply(items.getLast())));
  }
}
