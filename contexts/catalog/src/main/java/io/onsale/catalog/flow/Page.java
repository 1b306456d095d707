package io.onsale.catalog.flow;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A part of a list.
 *
 * @param next where the next part begins; empty after the last
 */
public record Page<T>(List<T> items, Optional<After> next) {
  public Page {
    items = List.copyOf(items);
  }

  /** The same place in the list, told otherwise. */
  public <R> Page<R> map(Function<T, R> form) {
    return new Page<>(items.stream().map(form).toList(), next);
  }

  /**
   * A place in a list: behind the item with this order and id.
   *
   * @param order milliseconds since 1970 where the list is by time, else 0
   */
  public record After(long order, String id) {}

  /**
   * Which part is wanted.
   *
   * @param after empty for the first
   * @param limit 1 to 100 items
   */
  public record Wanted(Optional<After> after, int limit) {}
}
